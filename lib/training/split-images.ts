import type { CellImage } from '../data/dataset.ts';
import { ACCEPT_UNKNOWN_SUBJECTS, subjectFolds, subjectHoldOut } from '../data/split-subjects.ts';

/** Images by what they are for; no person is in two of the lists. */
export interface ImageSplit {
  readonly train: readonly CellImage[];
  /** Chooses the best epoch and thresholds; empty where nothing was to be held out. */
  readonly validation: readonly CellImage[];
  /** Untouched by training; empty where nothing was to be held out. */
  readonly test: readonly CellImage[];
}

/**
 * Divides a data set by subject into training, validation and test images, stratified by class.
 * @param images - all of them
 * @param options - shares of the subjects (the validation share is of those that are not for test), seed
 * @throws {ParameterError} where no class has two subjects to divide
 * @throws {DataError} where a subject is unknown and that was not accepted
 */
export function splitImages(
  images: readonly CellImage[],
  options: {
    readonly seed: number;
    readonly validationFraction: number;
    readonly testFraction?: number;
    /** In place of a fraction: which of how many subject-wise parts is for test, from 1, for cross-validation. */
    readonly testPart?: { readonly part: number; readonly of: number } | undefined;
    readonly acceptUnknownSubjects?: boolean;
  },
): ImageSplit {
  const { seed, validationFraction, testFraction = 0, testPart, acceptUnknownSubjects = false } = options;
  const allowUnknownSubjects = acceptUnknownSubjects ? ACCEPT_UNKNOWN_SUBJECTS : undefined;
  const hold = (from: readonly CellImage[], fraction: number) =>
    fraction > 0 ? subjectHoldOut(from, { fraction, seed, allowUnknownSubjects }) : { train: from, held: [] };
  const outer =
    testPart === undefined
      ? hold(images, testFraction)
      : subjectFolds(images, { folds: testPart.of, seed, allowUnknownSubjects })[testPart.part - 1]!;
  const inner = hold(outer.train, validationFraction);
  return { train: inner.train, validation: inner.held, test: outer.held };
}
