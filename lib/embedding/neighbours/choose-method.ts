import { sharedInts } from '../kernels/shared-arrays.ts';
import type { Forest } from './search-job.ts';

/**
 * Rows from which the approximate search is taken. By processor time on a busy machine the two are level near 15,000 rows
 * of 50 columns for k = 15 and near 20,000 for k = 90, and at 784 columns near 10,000; bench/embedding-neighbours.ts
 * measures them side by side.
 */
export const APPROXIMATE_FROM = 20_000;

/**
 * Lays out the approximate search: a recall above 0.95 on data with structure (test/embedding/neighbours says on which).
 * @param rows - of the points
 * @param k - how many neighbours
 * @param seed - of its trees
 */
export function growForest(rows: number, k: number, seed: number): Forest {
  const links = Math.min(k, 16);
  return {
    seed,
    trees: 4,
    leafRows: Math.max(256, 5 * k),
    orders: Array.from({ length: rows < 50_000 ? 2 : 3 }, () => sharedInts(rows)),
    links,
    graph: sharedInts(rows * links),
  };
}
