import { throwIfAborted } from '../../core/abort.ts';
import { stoppable } from '../../core/running-cell.ts';
import { teamSize } from '../kernels/thread-team.ts';
import type { DenseRows } from '../rows.ts';
import { checkSparseRows, denseFromSparse, isSparseRows, toDenseRows, type SparseRows } from '../rows.ts';
import { checkNeighbourCount, checkSameColumns, checkSearchOptions } from './check-search.ts';
import type { NeighbourOptions, Neighbours } from './neighbour-types.ts';
import { APPROXIMATE_FROM, growForest } from './choose-method.ts';
import { runSearch } from './run-search.ts';
import { makeJob } from './search-job.ts';

/** Multiplications below which starting threads takes longer than they save. */
const WORTH_THREADS = 4e9;

interface SearchOptions extends Omit<NeighbourOptions, 'signal'> {
  readonly where: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * The k nearest others of each row; a row is never its own neighbour, but may have a duplicate of itself for one.
 * @param rows - `[n, columns]`; sparse rows are written out for it
 * @param k - how many, from 1 to n - 1
 * @returns indices and distances, `[n, k]`: the same bits for every number of threads
 * @throws {ParameterError} if a value cannot be used
 * @throws {AbortError} if the signal is aborted
 */
export async function findNeighbours(
  rows: DenseRows | SparseRows,
  k: number,
  options: NeighbourOptions = {},
): Promise<Neighbours> {
  const where = 'findNeighbours';
  const points = written(rows, `${where}: points`);
  checkSearchOptions(where, options);
  checkNeighbourCount(where, k, points.rows - 1);
  return stoppable(options.signal, (signal) => search(points, points, k, { ...options, where, signal }));
}

/**
 * The k nearest points of each query, always by the exact search. A query that is also a point finds that point.
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

function written(rows: DenseRows | SparseRows, where: string): DenseRows {
  if (!isSparseRows(rows)) return toDenseRows(rows, where);
  checkSparseRows(rows, where);
  return denseFromSparse(rows, where);
}

async function search(
  queries: DenseRows,
  points: DenseRows,
  k: number,
  {
    where,
    signal,
    threads: wanted,
    metric = 'euclidean',
    method = 'auto',
    seed = 0,
    onProgress,
    plain,
  }: SearchOptions,
): Promise<Neighbours> {
  const size = await teamSize(wanted);
  const multiplications = queries.rows * points.rows * points.columns;
  const threads = multiplications < WORTH_THREADS ? 1 : size;
  throwIfAborted(signal, where);
  const approximate = method === 'auto' ? points.rows >= APPROXIMATE_FROM : method === 'approximate';
  // Queries among points are compared with all of them: they are few, and it is done once.
  const forest = approximate && queries === points ? growForest(points.rows, k, seed) : undefined;
  const job = makeJob(queries, points, k, { metric, threads, plain, forest });
  await runSearch(job, { where, signal, onProgress });
  // Out of shared memory: not everything that takes typed arrays takes shared ones.
  return {
    indices: Int32Array.from(job.indices),
    distances: Float32Array.from(job.distances),
    rows: queries.rows,
    k,
  };
}
