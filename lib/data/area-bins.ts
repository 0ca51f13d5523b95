import type { Label } from './dataset.ts';

/**
 * Groups cells by area: bins of about equally many cells, in order of area. A bin that lacks one of the classes is
 * joined to the next larger one (the last to the one before), so that each can be balanced; where only one class is
 * there at all, there is one bin. Source: ours.
 * @param labels - the class of each cell, `[N]`
 * @param areas - of each cell, `[N]`; cells without one (NaN) count as of middle size
 * @param bins - how many at most
 * @returns positions in the list, bin by bin; every cell is in one
 */
export function areaBins(labels: readonly Label[], areas: ArrayLike<number>, bins: number): number[][] {
  const known = Array.from(areas)
    .filter((area) => !Number.isNaN(area))
    .sort((a, b) => a - b);
  const middle = known[known.length >> 1] ?? 0;
  const size = (i: number): number => (Number.isNaN(areas[i]) ? middle : areas[i]!);
  // Cells of equal area stay together, whatever their place in the list.
  const order = Array.from(labels, (_, i) => i).sort((a, b) => size(a) - size(b) || a - b);
  const groups: number[][] = [];
  let open: number[] = [];
  let bin = 0;
  for (const [rank, i] of order.entries()) {
    open.push(i);
    const next = order[rank + 1];
    const full = rank + 1 >= ((bin + 1) * order.length) / bins;
    if (next !== undefined && size(next) === size(i)) continue;
    if (full) bin = Math.floor(((rank + 1) * bins) / order.length);
    if (!full || !hasBoth(open, labels)) continue;
    groups.push(open);
    open = [];
  }
  const last = groups.at(-1);
  if (last === undefined) return [order];
  last.push(...open); // what is left over at the large end
  return groups;
}

function hasBoth(members: readonly number[], labels: readonly Label[]): boolean {
  return members.some((i) => labels[i] === 0) && members.some((i) => labels[i] === 1);
}
