import type { AuditedCell, PairCounts, SharedSubjects, TwinGroup } from './audit-types.ts';

/** An audited cell with its digests. */
export interface DigestedCell {
  readonly cell: AuditedCell;
  readonly bytesDigest: string;
  readonly pixelsDigest: string;
}

/**
 * Counts pairs of images with the same digest.
 * @param cells - all readable images
 * @param digest - which digest counts
 */
export function countPairs(
  cells: readonly DigestedCell[],
  digest: 'bytesDigest' | 'pixelsDigest',
): PairCounts {
  const counts = { total: 0, acrossFolds: 0, acrossSubjects: 0, acrossLabels: 0 };
  for (const group of groupsOf(cells, digest)) {
    for (const [i, { cell: a }] of group.entries()) {
      for (const { cell: b } of group.slice(i + 1)) {
        counts.total++;
        if (a.fold !== b.fold) counts.acrossFolds++;
        if (a.subject !== undefined && b.subject !== undefined && a.subject !== b.subject)
          counts.acrossSubjects++;
        if (a.label !== undefined && b.label !== undefined && a.label !== b.label) counts.acrossLabels++;
      }
    }
  }
  return counts;
}

/**
 * Groups images with the same pixels.
 * @param cells - all readable images
 */
export function findTwins(cells: readonly DigestedCell[]): TwinGroup[] {
  return groupsOf(cells, 'pixelsDigest').map((group) => ({
    ids: group.map(({ cell }) => cell.id),
    sameBytes: new Set(group.map(({ bytesDigest }) => bytesDigest)).size === 1,
    folds: distinct(group.map(({ cell }) => cell.fold)),
    subjects: distinct(group.map(({ cell }) => cell.subject)),
    labels: distinct(group.map(({ cell }) => cell.label)),
  }));
}

/**
 * Groups subjects that share pictures, directly or by way of another.
 * @param twins - from {@link findTwins}
 */
export function findSharedSubjects(twins: readonly TwinGroup[]): SharedSubjects[] {
  const groups: { subjects: Set<string>; pictures: number }[] = [];
  for (const { subjects } of twins) {
    if (subjects.length < 2) continue;
    const touched = groups.filter((group) => subjects.some((subject) => group.subjects.has(subject)));
    const merged = {
      subjects: new Set([...touched.flatMap((group) => [...group.subjects]), ...subjects]),
      pictures: 1 + touched.reduce((sum, group) => sum + group.pictures, 0),
    };
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  return groups
    .map(({ subjects, pictures }) => ({ subjects: [...subjects].sort(), pictures }))
    .sort((a, b) => b.pictures - a.pictures || (a.subjects[0]! < b.subjects[0]! ? -1 : 1));
}

function groupsOf(cells: readonly DigestedCell[], digest: 'bytesDigest' | 'pixelsDigest'): DigestedCell[][] {
  const groups = new Map<string, DigestedCell[]>();
  for (const cell of cells) {
    const group = groups.get(cell[digest]);
    if (group === undefined) groups.set(cell[digest], [cell]);
    else group.push(cell);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function distinct<T extends string | number>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}
