import type { CellDataset, CellImage } from './dataset.ts';

/**
 * Subject keys of C-NMC 2019 that share byte-identical pictures: UID_20 = UID_21 in 71 files, UID_51 = UID_78 in 11,
 * UID_51 = UID_75 in 10, H6 = H2, H10 = H3. Splits by the official keys therefore leak between folds; merging these
 * is ours, not the challenge's. Source: byte comparison of all 15,114 official files.
 */
export const CNMC_SHARED_SUBJECTS: readonly (readonly string[])[] = [
  ['20', '21'],
  ['51', '75', '78'],
  ['H2', 'H6'],
  ['H3', 'H10'],
];

/**
 * The subject keys that are known to be one person in a data set: {@link CNMC_SHARED_SUBJECTS} for C-NMC, none for other
 * folders, and none for drawn cells, which have C-NMC's names but not its people.
 */
export function knownSharedSubjects({
  kind,
  drawn,
}: Pick<CellDataset, 'kind' | 'drawn'>): readonly (readonly string[])[] {
  return kind === 'c-nmc' && !drawn ? CNMC_SHARED_SUBJECTS : [];
}

/**
 * Gives all subject keys of a group the first key of that group, so that no split puts them on two sides.
 * @param images - the cells
 * @param groups - keys that are one person, or may be; groups that share a key are one group
 */
export function mergeSubjects<T extends Pick<CellImage, 'subject'>>(
  images: readonly T[],
  groups: readonly (readonly string[])[],
): readonly T[] {
  if (groups.length === 0) return images;
  const first = new Map<string, string>();
  const headOf = (key: string): string => {
    const next = first.get(key);
    return next === undefined ? key : headOf(next);
  };
  for (const [head, ...others] of groups) {
    for (const other of others) {
      const [a, b] = [headOf(head!), headOf(other)];
      if (a !== b) first.set(b, a);
    }
  }
  return images.map((image) =>
    image.subject === undefined ? image : { ...image, subject: headOf(image.subject) },
  );
}
