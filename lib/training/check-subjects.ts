import { SubjectOverlapError } from '../core/errors/subject-overlap-error.ts';
import type { CellImage } from '../data/dataset.ts';

/** The words by which a caller accepts that people stand on two sides of a split. */
export const OVERLAP_ACCEPTED = 'I know that subjects overlap';

/** Lists of images that must not share people. */
export interface SplitImages {
  readonly train: readonly CellImage[];
  readonly validation: readonly CellImage[];
  readonly test?: readonly CellImage[];
}

/**
 * Refuses a split whose parts share people: a network recognises a person's stain, so its scores would be too high.
 * Images of unknown subjects cannot be checked and pass.
 * @param split - training, validation and test images
 * @param accepted - the words {@link OVERLAP_ACCEPTED} let it pass
 * @throws {SubjectOverlapError} naming the subjects
 */
export function refuseSharedSubjects(split: SplitImages, accepted?: string): void {
  if (accepted === OVERLAP_ACCEPTED) return;
  const parts = Object.entries(split) as [keyof SplitImages, readonly CellImage[]][];
  for (const [i, [name, images]] of parts.entries()) {
    const subjects = subjectsOf(images);
    for (const [other, otherImages] of parts.slice(i + 1)) {
      const shared = [...subjectsOf(otherImages)].filter((subject) => subjects.has(subject)).sort();
      if (shared.length === 0) continue;
      throw new SubjectOverlapError(
        `${name} and ${other} images share ${shared.length} subjects (${shared.slice(0, 5).join(', ')}${shared.length > 5 ? ', …' : ''}), ` +
          `so scores would be too high; split by subject, or say "${OVERLAP_ACCEPTED}" (--accept-shared-subjects)`,
        shared,
      );
    }
  }
}

function subjectsOf(images: readonly CellImage[]): Set<string> {
  return new Set(images.flatMap(({ subject }) => subject ?? []));
}
