import type { Metric } from '../metrics.ts';
import type { NeighbourOptions, Neighbours } from '../neighbours/neighbour-types.ts';
import { findNeighbours, findNeighboursAmong } from '../neighbours/neighbours.ts';
import { nearestInRows } from '../neighbours/neighbours-from-distances.ts';
import { toDenseRows, type DenseRows, type RowsLike } from '../rows.ts';
import { cosine, euclidean, type DistanceFn } from './distances.ts';
import { findNeighboursByFunction, findNeighboursSync } from './neighbours-sync.ts';

/**
 * Points among which neighbours are found: rows of numbers and a metric, their distances to the points of the map, or
 * whatever a distance of the caller's takes.
 */
export type UmapPoints =
  | { readonly rows: number; readonly dense: DenseRows; readonly metric: Metric }
  | { readonly rows: number; readonly distances: DenseRows }
  | { readonly rows: number; readonly list: readonly number[][]; readonly distanceFn: DistanceFn };

/**
 * Reads points at the library's edge.
 * @param given - the caller's
 * @param where - for messages, "function: parameter"
 * @param how - umap-js's own distance functions stand for the metrics of their names
 * @throws {ParameterError} if they are no rows of numbers; rows for a distanceFn may hold anything
 */
export function readPoints(
  given: RowsLike,
  where: string,
  how: { readonly metric: Metric | 'precomputed'; readonly distanceFn: DistanceFn | undefined },
): UmapPoints {
  const { distanceFn, metric: wanted } = how;
  if (wanted === 'precomputed') {
    const distances = toDenseRows(given, where);
    return { rows: distances.rows, distances };
  }
  if (distanceFn === undefined || distanceFn === euclidean || distanceFn === cosine) {
    const metric = distanceFn === undefined ? wanted : distanceFn === cosine ? 'cosine' : 'euclidean';
    const dense = toDenseRows(given, where);
    return { rows: dense.rows, dense, metric };
  }
  if (Array.isArray(given)) {
    return { rows: given.length, list: given as readonly number[][], distanceFn };
  }
  const { data, rows, columns } = toDenseRows(given, where);
  const list = Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
  return { rows, list, distanceFn };
}

/** The k nearest of each query, on this thread; a point is not its own neighbour where queries are the points. */
export function nearestNow(queries: UmapPoints, points: UmapPoints, k: number): Neighbours {
  if ('dense' in points && 'dense' in queries) {
    return findNeighboursSync(queries.dense, points.dense, k, points.metric);
  }
  return nearestOtherwise(queries, points, k);
}

/** The k nearest of each query, in worker threads where it pays. */
export async function nearestSoon(
  queries: UmapPoints,
  points: UmapPoints,
  k: number,
  options: NeighbourOptions,
): Promise<Neighbours> {
  if ('dense' in points && 'dense' in queries) {
    const { metric } = points;
    return queries === points
      ? findNeighbours(points.dense, k, { ...options, metric })
      : findNeighboursAmong(queries.dense, points.dense, k, { ...options, metric });
  }
  return nearestOtherwise(queries, points, k);
}

function nearestOtherwise(queries: UmapPoints, points: UmapPoints, k: number): Neighbours {
  if ('distances' in queries) return nearestInRows(queries.distances, k, { itself: queries === points });
  if (!('list' in points) || !('list' in queries)) throw new TypeError('points were read in two ways');
  return findNeighboursByFunction(queries.list, points.list, k, points.distanceFn);
}
