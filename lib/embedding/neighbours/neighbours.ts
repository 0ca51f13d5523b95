import { throwIfAborted } from '../../core/abort.ts';
import { stoppable } from '../../core/running-cell.ts';
import { pairDistances } from '../metrics.ts';
import type { DenseRows } from '../rows.ts';
import { toDenseRows } from '../rows.ts';
import { checkNeighbourCount, checkSameColumns, checkSearchOptions } from './check-search.ts';
import { keepNearest } from './keep-nearest.ts';
import type { NeighbourOptions, Neighbours } from './neighbour-types.ts';

/**
 * The k nearest others of each row; a row is never its own neighbour, but may have a duplicate of itself for one.
 * @param points - `[n, columns]`
 * @param k - how many, from 1 to n - 1
 * @returns indices and distances, `[n, k]`: the same bits for every number of threads
 * @throws {ParameterError} if a value cannot be used
 * @throws {AbortError} if the signal is aborted
 */
export async function findNeighbours(
  points: DenseRows,
  k: number,
  options: NeighbourOptions = {},
): Promise<Neighbours> {
  const where = 'findNeighbours';
  toDenseRows(points, `${where}: points`);
  checkSearchOptions(where, options);
  checkNeighbourCount(where, k, points.rows - 1);
  return stoppable(options.signal, (signal) => search(points, points, k, { ...options, where, signal }));
}

/**
 * The k nearest points of each query. A query that is also a point finds that point.
 * @param queries - `[n, columns]`
 * @param points - `[m, columns]`
 * @param k - how many, from 1 to m
 * @returns indices of points and distances, `[n, k]`
 * @throws {ParameterError} if a value cannot be used
 * @throws {AbortError} if the signal is aborted
 */
export async function findNeighboursAmong(
  queries: DenseRows,
  points: DenseRows,
  k: number,
  options: NeighbourOptions = {},
): Promise<Neighbours> {
  const where = 'findNeighboursAmong';
  toDenseRows(queries, `${where}: queries`);
  toDenseRows(points, `${where}: points`);
  checkSearchOptions(where, options);
  checkSameColumns(where, queries, points);
  checkNeighbourCount(where, k, points.rows);
  return stoppable(options.signal, (signal) => search(queries, points, k, { ...options, where, signal }));
}

async function search(
  queries: DenseRows,
  points: DenseRows,
  k: number,
  {
    where,
    signal,
    metric = 'euclidean',
  }: Omit<NeighbourOptions, 'signal'> & { where: string; signal: AbortSignal | undefined },
): Promise<Neighbours> {
  const { rank, distance } = pairDistances(metric, queries, points);
  const rows = queries.rows;
  const indices = new Int32Array(rows * k);
  const distances = new Float32Array(rows * k);
  const nearest = keepNearest(k);
  for (let i = 0; i < rows; i++) {
    if (i % 64 === 0) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      throwIfAborted(signal, where);
    }
    nearest.clear();
    for (let j = 0; j < points.rows; j++) if (queries !== points || j !== i) nearest.offer(rank(i, j), j);
    indices.set(nearest.indices, i * k);
    for (let t = 0; t < k; t++) distances[i * k + t] = distance(nearest.ranks[t]!);
  }
  return { indices, distances, rows, k };
}
