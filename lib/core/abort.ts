import { AbortError } from './errors/abort-error.ts';

/**
 * Stops long work at a safe place when its caller has asked for that.
 * @param signal - the caller's signal; none means that the work cannot be stopped
 * @param what - the work, for the message: "training", "data audit"
 * @throws {AbortError} once the signal is aborted
 */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted === true) throw new AbortError(`${what}: stopped on request`);
}
