import type { Pace } from './pace.ts';

/** Work in pieces, each some milliseconds long: the same work is done at once or with rests between the pieces. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all pieces at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/**
 * Does all pieces, with rests between them.
 * @param steps - the work
 * @param pace - called between two pieces; what it throws ends the work
 */
export async function finishPaced<T>(steps: Steps<T>, pace: Pace): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await pace();
  }
}
