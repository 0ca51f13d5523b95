import type { LogSweep, SweepEvent } from './sweep-log.ts';
import type { SweepSnapshot } from './sweep-snapshot.ts';

/** What both executors take. */
export interface ExecuteOptions {
  /** Ends the work: on this machine at a checkpoint; what Slurm runs goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Gets a snapshot about once a second. */
  readonly onSnapshot?: (snapshot: SweepSnapshot) => void;
  /** Gets what is also written to the log. */
  readonly onEvent?: (event: SweepEvent, details: Readonly<Record<string, unknown>>) => void;
}

/** How a sweep ended. */
export interface SweepOutcome {
  /** `stopped`: by the signal; some tasks are missing. */
  readonly status: 'finished' | 'failed' | 'stopped';
  readonly snapshot: SweepSnapshot;
}

/** A log that also tells a listener. */
export function telling(log: LogSweep, listener: ExecuteOptions['onEvent']): LogSweep {
  return async (event, details = {}) => {
    listener?.(event, details);
    await log(event, details);
  };
}
