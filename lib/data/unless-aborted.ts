import { AbortError } from '../core/errors/abort-error.ts';

/**
 * Waits for work or the signal, whichever comes first; leaves nothing hanging on a signal that lives on.
 * @param work - what is waited for
 * @param signal - the caller's signal; none means that nothing stops the wait
 * @param what - the work, for the message
 * @throws {AbortError} once the signal is aborted
 */
export function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  what: string,
): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => {
      reject(new AbortError(`${what}: stopped on request`));
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
