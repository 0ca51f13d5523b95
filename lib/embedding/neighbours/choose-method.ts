import { sharedInts } from '../kernels/shared-arrays.ts';
import type { Forest } from './search-job.ts';

/**
 * Lays out the approximate search.
 * @param rows - of the points
 * @param k - how many neighbours
 * @param seed - of its trees
 */
export function growForest(rows: number, k: number, seed: number): Forest {
  const links = Math.min(k, 16);
  return {
    seed,
    trees: 6,
    leafRows: Math.max(256, 2 * (k + 10)),
    orders: Array.from({ length: 2 }, () => sharedInts(rows)),
    links,
    graph: sharedInts(rows * links),
  };
}
