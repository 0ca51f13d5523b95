import { DataError } from '../../core/errors/data-error.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import { assertDisjointSubjects } from '../../data/assert-disjoint-subjects.ts';
import type { CellImage } from '../../data/dataset.ts';
import { subjectFolds, subjectHoldOut } from '../../data/split-subjects.ts';
import { nearestName } from '../../training/nearest-name.ts';
import type { ImageSplit } from '../../training/split-images.ts';
import type { SweepSpec } from './sweep-spec.ts';

/** One fold of a sweep, as a task keeps it. */
export type SweepFold =
  | { readonly name: string; readonly part: number; readonly of: number; readonly seed: number }
  | { readonly name: string; readonly train: readonly string[]; readonly test: readonly string[] };

/**
 * The folds that a spec names, in its order.
 * @param folds - of a checked spec
 */
export function foldsOf(folds: SweepSpec['folds']): SweepFold[] {
  if ('parts' in folds) {
    const { parts: of, seed = 1, only = Array.from({ length: of }, (_, i) => i + 1) } = folds;
    return only.map((part) => ({ name: `part${part}of${of}`, part, of, seed }));
  }
  return folds.map(({ name, train, test }) => ({ name, train, test }));
}

/** The images of one task. */
export interface FoldImages extends ImageSplit {
  /** Cells of test people in the training folders, which are not trained on. */
  readonly leftOut: number;
}

/**
 * Divides a data set as a fold says. No person is in two of the lists: parts are dealt out by subject; of named folds, the
 * test images stay whole, and cells of the same people are taken out of the training images.
 * @param images - the whole data set
 * @param fold - who is trained on and tested on
 * @param options - seed and share of the validation subjects, which are taken from the training ones
 * @throws {ParameterError} if a folder is not there, or the people cannot be divided so
 * @throws {DataError} if subjects are unknown, or nothing is left to train on
 */
export function imagesOfFold(
  images: readonly CellImage[],
  fold: SweepFold,
  options: { readonly seed: number; readonly validationFraction: number },
): FoldImages {
  const { train: outer, test, leftOut } = 'part' in fold ? part(images, fold) : byFolder(images, fold);
  const { seed, validationFraction: fraction } = options;
  const { train, held } =
    fraction > 0 ? subjectHoldOut(outer, { fraction, seed }) : { train: outer, held: [] };
  assertDisjointSubjects([...train, ...held], test);
  return { train, validation: held, test, leftOut };
}

type Sides = Pick<FoldImages, 'train' | 'test' | 'leftOut'>;

function part(images: readonly CellImage[], fold: Extract<SweepFold, { part: number }>): Sides {
  const { of: folds, seed, part: number } = fold;
  const chosen = subjectFolds(images, { folds, seed })[number - 1];
  if (chosen === undefined) {
    throw new ParameterError('folds', `fold ${fold.name}: there are ${folds} parts, got ${number}`);
  }
  return { train: chosen.train, test: chosen.held, leftOut: 0 };
}

function byFolder(images: readonly CellImage[], fold: Extract<SweepFold, { train: unknown }>): Sides {
  const known = [...new Set(images.flatMap((image) => image.fold ?? []))];
  for (const name of [...fold.train, ...fold.test]) {
    if (known.includes(name)) continue;
    const nearest = nearestName(name, known);
    const instead =
      known.length === 0
        ? 'this data set has none; divide it by {"parts": k}'
        : nearest === undefined
          ? `there are ${known.join(', ')}`
          : `did you mean ${nearest}?`;
    throw new ParameterError('folds', `fold ${fold.name}: there is no ${name}; ${instead}`);
  }
  const within = (names: readonly string[]): CellImage[] =>
    images.filter((image) => image.fold !== undefined && names.includes(image.fold));
  const test = within(fold.test);
  const all = within(fold.train);
  const tested = new Set(test.map(({ subject }) => subject));
  const train = all.filter(({ subject }) => subject === undefined || !tested.has(subject));
  if (train.length === 0) {
    throw new DataError(
      `fold ${fold.name}: everybody in ${fold.train.join(', ')} is tested on in ${fold.test.join(', ')}, so nobody is left to train on; divide the data by {"parts": k}`,
    );
  }
  return { train, test, leftOut: all.length - train.length };
}
