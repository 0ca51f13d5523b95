import type { AuditedCell, DataAudit, PartCounts } from './audit-types.ts';
import type { Label } from './dataset.ts';

/** Sides that C-NMC entrants crop to, and the pilot's. Source: Method 9, Pilot 5. */
const CROP_SIDES = [400, 350, 320, 300, 224];

/** A cell that has a label. */
export type LabelledCell = AuditedCell & { readonly label: Label };

/**
 * Counts images and subjects by class.
 * @param name - what the part is called
 * @param cells - its cells
 */
export function countPart(name: string, cells: readonly LabelledCell[]): PartCounts {
  const of = (label: Label): LabelledCell[] => cells.filter((cell) => cell.label === label);
  const people = (label: Label): number => new Set(of(label).flatMap(({ subject }) => subject ?? [])).size;
  return { name, images: [of(0).length, of(1).length], subjects: [people(0), people(1)] };
}

/**
 * Counts by fold, in the order of their names.
 * @param cells - all labelled cells
 */
export function countFolds(cells: readonly LabelledCell[]): PartCounts[] {
  const names = [...new Set(cells.map(({ fold }) => fold ?? '(none)'))].sort();
  return names.map((name) =>
    countPart(
      name,
      cells.filter(({ fold }) => (fold ?? '(none)') === name),
    ),
  );
}

/**
 * Counts by subject, in the order of their keys, numbers by size.
 * @param cells - all labelled cells
 */
export function countSubjects(cells: readonly LabelledCell[]): DataAudit['subjects'] {
  const groups = new Map<string, LabelledCell[]>();
  for (const cell of cells) {
    if (cell.subject === undefined) continue;
    const group = groups.get(cell.subject);
    if (group === undefined) groups.set(cell.subject, [cell]);
    else group.push(cell);
  }
  return [...groups]
    .map(([subject, members]) => ({
      subject,
      images: countPart(subject, members).images,
      folds: [...new Set(members.flatMap(({ fold }) => fold ?? []))].sort(),
    }))
    .sort((a, b) => a.subject.localeCompare(b.subject, 'en', { numeric: true }));
}

/**
 * The most frequent size; of equals the smaller.
 * @param cells - not empty
 */
export function usualSize(cells: readonly AuditedCell[]): { width: number; height: number } {
  const counts = new Map<string, { width: number; height: number; count: number }>();
  for (const { width, height } of cells) {
    const key = `${String(width)}x${String(height)}`;
    const entry = counts.get(key) ?? { width, height, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  const [best] = [...counts.values()].sort(
    (a, b) => b.count - a.count || a.width * a.height - b.width * b.height,
  );
  return { width: best?.width ?? 0, height: best?.height ?? 0 };
}

/**
 * What centre crops would cut into, for sides smaller than the images.
 * @param cells - all labelled cells
 */
export function cutByCrops(cells: readonly LabelledCell[]): DataAudit['cutByCrop'] {
  const smallest = Math.min(...usualSides(cells));
  return CROP_SIDES.filter((side) => side < smallest).map((side) => {
    const share = (label: Label): number => {
      const members = cells.filter((cell) => cell.label === label && cell.silhouette.area > 0);
      return members.length === 0 ? 0 : members.filter((cell) => isCut(cell, side)).length / members.length;
    };
    return { side, share: [share(0), share(1)] };
  });
}

function usualSides(cells: readonly AuditedCell[]): [number, number] {
  const { width, height } = usualSize(cells);
  return [width, height];
}

function isCut({ width, height, silhouette }: AuditedCell, side: number): boolean {
  const { box } = silhouette;
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  return box.left < left || box.top < top || box.right > left + side || box.bottom > top + side;
}
