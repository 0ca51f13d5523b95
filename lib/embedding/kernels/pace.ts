import { throwIfAborted } from '../../core/abort.ts';

/** Called between two pieces of work, each some milliseconds long; throws where the work is to stop. */
export type Pace = () => Promise<void>;

const YIELD_MILLISECONDS = 30;

/**
 * Has long work on this thread let others run now and then: a page stays alive, and a stop is heard.
 * @param signal - the caller's
 * @param what - the work, for the message
 * @param tell - told at each such rest
 */
export function paceOf(signal: AbortSignal | undefined, what: string, tell?: () => void): Pace {
  let last = performance.now();
  return async () => {
    throwIfAborted(signal, what);
    if (performance.now() - last < YIELD_MILLISECONDS) return;
    tell?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
    throwIfAborted(signal, what);
  };
}
