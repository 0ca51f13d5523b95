import { setImmediate } from 'node:timers/promises';
import { onStopRequest } from './supervise.ts';

/**
 * Runs long work such that Ctrl-C ends it in order: the first asks it to stop at a safe place and says so, the second
 * ends the process at once. SIGTERM to the supervising process counts as Ctrl-C.
 * @param say - prints a line for the person
 * @param message - what the first Ctrl-C says
 * @param work - gets the signal to stop by
 */
export async function interruptible<T>(
  say: (line: string) => void,
  message: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const release = onStopRequest(() => {
    if (controller.signal.aborted) process.exit(130);
    say(message);
    controller.abort();
  });
  try {
    return await work(controller.signal);
  } finally {
    await setImmediate(); // a request that came during the last synchronous stretch is still ours
    release();
  }
}
