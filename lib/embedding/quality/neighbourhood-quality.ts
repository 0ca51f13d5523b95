import { ParameterError } from '../../core/errors/parameter-error.ts';
import { stoppable } from '../../core/running-cell.ts';
import type { Metric } from '../metrics.ts';
import { nearest, ranksOf } from './nearest.ts';
import { checkMetric, checkNeighbours, checkPoints, type Points } from './points.ts';
import { spaceOf, sampleRows, visitRows, type QualityOptions } from './visit-rows.ts';

/** How neighbourhoods are compared. */
export interface NeighbourhoodOptions extends QualityOptions {
  /** Neighbours of each point, k; fewer than half of the points. Default 15. */
  readonly k?: number | undefined;
  /** How far apart the points are before they are mapped; default Euclidean. In the map it is always Euclidean. */
  readonly metric?: Metric | undefined;
}

/** How well a map keeps neighbourhoods, each 0 to 1 and 1 the best. */
export interface NeighbourhoodQuality {
  /** See `trustworthiness`. */
  readonly trustworthiness: number;
  /** See `continuity`. */
  readonly continuity: number;
  /** See `knnRecall`. */
  readonly recall: number;
  readonly k: number;
  /** Rows that were looked at: fewer than `of` where it was a sample. */
  readonly rows: number;
  /** Points in all. */
  readonly of: number;
}

/**
 * Trustworthiness, continuity and neighbour recall of a map in one pass over the distances; each of the three has its
 * formula at its own function. O(rows looked at × points × columns), a few rows of distances in memory.
 * @param points - before they were mapped, `[n, columns]`
 * @param map - the same points on the map, `[n, 1 to 3]`
 * @param options - k, metric, sample, signal, progress
 * @throws {ParameterError} where shapes differ, a number is not finite, or k is not below n / 2
 * @throws {AbortError} once the signal is aborted
 */
export async function neighbourhoodQuality(
  points: Points,
  map: Points,
  options: NeighbourhoodOptions = {},
): Promise<NeighbourhoodQuality> {
  return stoppable(options.signal, (signal) => measure(points, map, { ...options, signal }));
}

async function measure(
  points: Points,
  map: Points,
  options: NeighbourhoodOptions,
): Promise<NeighbourhoodQuality> {
  const where = 'neighbourhoodQuality';
  const { k = 15, metric = 'euclidean' } = options;
  checkPoints(where, 'points', points);
  checkPoints(where, 'map', map);
  checkMetric(where, metric);
  const n = points.rows;
  if (map.rows !== n) {
    throw new ParameterError('map', `${where}: map must have a row for each of ${n} points, got ${map.rows}`);
  }
  if (n < 3) throw new ParameterError('points', `${where}: points must be at least 3, got ${n}`);
  checkNeighbours(where, k, Math.ceil(n / 2) - 1);
  const queries = sampleRows(n, options);
  const [before, after] = [new Int32Array(k), new Int32Array(k)];
  let [intruders, losses, kept] = [0, 0, 0];
  await visitRows(
    queries,
    [spaceOf(points, points, metric), spaceOf(map, map, 'euclidean')],
    { ...options, phase: 'map quality' },
    (row, [high, low]) => {
      const self = (j: number): boolean => j === row;
      nearest(high!, before, self);
      nearest(low!, after, self);
      const ranksBefore = ranksOf(high!, row, after);
      for (const rank of ranksBefore) {
        if (rank > k) intruders += rank - k;
        else kept++;
      }
      for (const rank of ranksOf(low!, row, before)) losses += Math.max(0, rank - k);
    },
  );
  // The largest sum of penalties that one row can have is k (2n - 3k - 1) / 2.
  const worst = (queries.length * k * (2 * n - 3 * k - 1)) / 2;
  return {
    trustworthiness: 1 - intruders / worst,
    continuity: 1 - losses / worst,
    recall: kept / (queries.length * k),
    k,
    rows: queries.length,
    of: n,
  };
}
