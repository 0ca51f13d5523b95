import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { Random } from '../core/random.ts';
import type { CellImage, Label } from './dataset.ts';

/** One way of dividing a data set: no subject is on both sides. */
export interface Fold {
  readonly train: readonly CellImage[];
  /** Held out: for validation or test. */
  readonly held: readonly CellImage[];
}

/** What a caller writes to split images whose subjects nobody knows. */
export const ACCEPT_UNKNOWN_SUBJECTS = 'I accept that cells of one person may be on both sides';

/** Options of every split. */
export interface SplitOptions {
  readonly seed: number;
  /** Treats each image without a subject as a subject of its own; must be these words. */
  readonly allowUnknownSubjects?: typeof ACCEPT_UNKNOWN_SUBJECTS | undefined;
}

/** All images of one subject. */
interface Person {
  readonly label: Label;
  readonly positions: readonly number[];
}

/**
 * Divides the images into k folds by subject: each subject is held out exactly once. Subjects of each class are dealt
 * out in a random order, always to the fold with the fewest of that class (of these, to the one with the fewest
 * images), so folds differ by at most one subject a class. Each fold has both classes where a class has k subjects.
 * @param images - the cells; their order is kept within each side
 * @param options - `folds` is k, from 2 to the number of subjects
 * @throws {ParameterError} where k cannot be had
 * @throws {DataError} where a subject is unknown and that was not accepted in words
 */
export function subjectFolds(
  images: readonly CellImage[],
  options: SplitOptions & { readonly folds: number },
): Fold[] {
  const { folds, seed } = options;
  const people = peopleOf(images, 'subjectFolds', options);
  if (!Number.isInteger(folds) || folds < 2 || folds > people.length) {
    throw new ParameterError(
      'folds',
      `subjectFolds: folds must be a whole number from 2 to the number of subjects (${String(people.length)}), got ${String(folds)}`,
    );
  }
  const foldOf = new Int32Array(images.length);
  const total = new Int32Array(folds);
  for (const label of [0, 1] as const) {
    const subjects = new Int32Array(folds);
    const cells = new Int32Array(folds);
    const dealt = Random.derive(seed, 'folds', label).shuffle(people.filter((p) => p.label === label));
    for (const { positions } of dealt) {
      let best = 0;
      for (let f = 1; f < folds; f++) {
        // Fewest subjects of the class, then fewest cells of it, then fewest cells in all.
        const order = subjects[f]! - subjects[best]! || cells[f]! - cells[best]! || total[f]! - total[best]!;
        if (order < 0) best = f;
      }
      subjects[best]! += 1;
      cells[best]! += positions.length;
      total[best]! += positions.length;
      for (const position of positions) foldOf[position] = best;
    }
  }
  return Array.from({ length: folds }, (_, f) => sides(images, (position) => foldOf[position] === f));
}

/**
 * Holds out a share of the subjects, class by class: at least one of each class that has two or more, never all.
 * @param images - the cells; their order is kept within each side
 * @param options - `fraction` of the subjects of each class to hold out, between 0 and 1
 * @throws {ParameterError} where the fraction is out of range, or no class has two subjects
 * @throws {DataError} where a subject is unknown and that was not accepted in words
 */
export function subjectHoldOut(
  images: readonly CellImage[],
  options: SplitOptions & { readonly fraction: number },
): Fold {
  const { fraction, seed } = options;
  if (!(fraction > 0 && fraction < 1)) {
    throw new ParameterError(
      'fraction',
      `subjectHoldOut: fraction must be between 0 and 1, got ${String(fraction)}`,
    );
  }
  const people = peopleOf(images, 'subjectHoldOut', options);
  const held = new Set<number>();
  for (const label of [0, 1] as const) {
    const members = Random.derive(seed, 'hold-out', label).shuffle(people.filter((p) => p.label === label));
    if (members.length < 2) continue;
    const count = Math.max(1, Math.min(members.length - 1, Math.round(fraction * members.length)));
    for (const { positions } of members.slice(0, count)) for (const position of positions) held.add(position);
  }
  if (held.size === 0) {
    throw new ParameterError(
      'images',
      `subjectHoldOut: no class has two subjects to divide (${String(people.length)} in all)`,
    );
  }
  return sides(images, (position) => held.has(position));
}

function sides(images: readonly CellImage[], isHeld: (position: number) => boolean): Fold {
  return {
    train: images.filter((_, position) => !isHeld(position)),
    held: images.filter((_, position) => isHeld(position)),
  };
}

/** Groups images by subject, in the order of the keys, so that the images' order does not change a split. */
function peopleOf(images: readonly CellImage[], caller: string, options: SplitOptions): Person[] {
  const accepted: unknown = options.allowUnknownSubjects;
  if (accepted !== undefined && accepted !== ACCEPT_UNKNOWN_SUBJECTS) {
    throw new ParameterError(
      'allowUnknownSubjects',
      `${caller}: allowUnknownSubjects must be the words "${ACCEPT_UNKNOWN_SUBJECTS}"`,
    );
  }
  const groups = new Map<string, number[]>();
  let unknown = 0;
  for (const [position, { subject, id }] of images.entries()) {
    if (subject === undefined) unknown++;
    const key = subject === undefined ? `image ${id}` : `subject ${subject}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [position]);
    else group.push(position);
  }
  if (unknown > 0 && accepted === undefined) {
    throw new DataError(
      `${caller}: ${String(unknown)} of ${String(images.length)} images have no subject, so cells of one person could come on both sides: tell openDataset where subjects are (subjects: {pattern} or {csv}), or pass allowUnknownSubjects: "${ACCEPT_UNKNOWN_SUBJECTS}"`,
    );
  }
  const keys = [...groups.keys()].sort();
  return keys.map((key) => {
    const positions = groups.get(key)!;
    const lymphoblasts = positions.filter((position) => images[position]!.label === 1).length;
    return { label: 2 * lymphoblasts > positions.length ? 1 : 0, positions };
  });
}
