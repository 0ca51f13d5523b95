import { ParameterError } from '../core/errors/parameter-error.ts';
import { SubjectOverlapError } from '../core/errors/subject-overlap-error.ts';
import type { CellImage } from './dataset.ts';

/** What a caller writes to train and test on the same people. */
export const ACCEPT_SHARED_SUBJECTS = 'I accept that train and test share subjects';

/** Options of {@link assertDisjointSubjects}. */
export interface DisjointOptions {
  /** Lets shared and unknown subjects pass; must be these words. */
  readonly allowOverlap?: typeof ACCEPT_SHARED_SUBJECTS | undefined;
}

/**
 * Makes sure that no person has cells in both training and test data, and that this can be known at all.
 * Scores on people that a model has seen say little about people that it has not.
 * @param train - the training cells
 * @param test - the cells to be scored
 * @throws {SubjectOverlapError} naming the subjects on both sides; or where subjects are unknown, with none named
 * @throws {ParameterError} where `allowOverlap` is anything but the words
 */
export function assertDisjointSubjects(
  train: readonly CellImage[],
  test: readonly CellImage[],
  options: DisjointOptions = {},
): void {
  const accepted: unknown = options.allowOverlap;
  if (accepted === ACCEPT_SHARED_SUBJECTS) return;
  if (accepted !== undefined) {
    throw new ParameterError(
      'allowOverlap',
      `assertDisjointSubjects: allowOverlap must be the words "${ACCEPT_SHARED_SUBJECTS}"`,
    );
  }
  const advice = `divide by subject, or say "${ACCEPT_SHARED_SUBJECTS}"`;
  const unknown = [...train, ...test].filter(({ subject }) => subject === undefined).length;
  if (unknown > 0) {
    throw new SubjectOverlapError(
      `assertDisjointSubjects: ${String(unknown)} images have no subject, so nobody can tell whether train and test share people: ${advice}`,
      [],
    );
  }
  const known = new Set(train.map(({ subject }) => subject!));
  const shared = [...new Set(test.map(({ subject }) => subject!).filter((key) => known.has(key)))].sort();
  if (shared.length === 0) return;
  const some = shared.slice(0, 10).join(', ') + (shared.length > 10 ? ', …' : '');
  throw new SubjectOverlapError(
    `assertDisjointSubjects: ${String(shared.length)} subjects are in both train and test (${some}): ${advice}`,
    shared,
  );
}
