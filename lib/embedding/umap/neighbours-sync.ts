import { ParameterError } from '../../core/errors/parameter-error.ts';
import { pairDistances, type Metric } from '../metrics.ts';
import { keepNearest } from '../neighbours/keep-nearest.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import type { DenseRows } from '../rows.ts';

/**
 * The k nearest points of each query, on this thread and without a pause, for methods that cannot wait for workers: every
 * pair is compared in double precision, so the result is that of the exact search, bit for bit.
 * @param queries - `[n, columns]`; the same object as points where they are the points themselves, which then are not
 *   their own neighbours
 * @param points - `[m, columns]`
 * @param k - how many
 */
export function findNeighboursSync(
  queries: DenseRows,
  points: DenseRows,
  k: number,
  metric: Metric,
): Neighbours {
  const { rank, distance } = pairDistances(metric, queries, points);
  return nearestByRank(
    { rows: queries.rows, among: points.rows, k, itself: queries === points },
    rank,
    distance,
  );
}

/**
 * The k nearest by a distance of the caller's own; each pair is asked for in both directions.
 * @param queries - anything that the function takes
 * @param points - the same object as queries where a row is not its own neighbour
 * @throws {ParameterError} if the function gives anything but a number from 0
 */
export function findNeighboursByFunction<T>(
  queries: readonly T[],
  points: readonly T[],
  k: number,
  distanceFn: (x: T, y: T) => number,
): Neighbours {
  const shape = { rows: queries.length, among: points.length, k, itself: queries === points };
  return nearestByRank(
    shape,
    (i, j) => {
      const distance = distanceFn(queries[i]!, points[j]!);
      if (distance >= 0 && distance < Infinity) return distance;
      throw new ParameterError(
        'distanceFn',
        `UMAP: distanceFn must give a finite number from 0, got ${String(distance)} for rows ${String(i)} and ${String(j)}`,
      );
    },
    (rank) => rank,
  );
}

function nearestByRank(
  { rows, among, k, itself }: { rows: number; among: number; k: number; itself: boolean },
  rank: (i: number, j: number) => number,
  distance: (rank: number) => number,
): Neighbours {
  const indices = new Int32Array(rows * k);
  const distances = new Float32Array(rows * k);
  const nearest = keepNearest(k);
  for (let i = 0; i < rows; i++) {
    nearest.clear();
    for (let j = 0; j < among; j++) if (!itself || j !== i) nearest.offer(rank(i, j), j);
    indices.set(nearest.indices, i * k);
    for (let t = 0; t < k; t++) distances[i * k + t] = distance(nearest.ranks[t]!);
  }
  return { indices, distances, rows, k };
}
