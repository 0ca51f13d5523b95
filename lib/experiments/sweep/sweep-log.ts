import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeError } from '../../core/write-atomically.ts';
import { processName } from './task-claim.ts';

/** What happens to a sweep and its tasks. */
export type SweepEvent =
  | 'sweep-began'
  | 'sweep-ended'
  | 'started'
  | 'finished'
  | 'stopped'
  | 'crashed'
  | 'failed'
  | 'fenced'
  | 'over-limit'
  | 'submitted'
  | 'no-answer';

/** Notes an event, with details as plain data. */
export type LogSweep = (event: SweepEvent, details?: Readonly<Record<string, unknown>>) => Promise<void>;

/**
 * The sweep's log, `sweep-log.jsonl`: one JSON line an event, from every process that has run it.
 * @param path - the sweep's folder
 */
export function sweepLog(path: string): LogSweep {
  const { host, pid } = processName();
  const file = join(path, 'sweep-log.jsonl');
  return async (event, details = {}) => {
    const line = JSON.stringify({ time: new Date().toISOString(), event, host, pid, ...details });
    try {
      await appendFile(file, `${line}\n`); // one short write at the end: lines of two processes do not mix
    } catch (error) {
      throw writeError(file, error);
    }
  };
}
