import { throwIfAborted } from '../../core/abort.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import { Random } from '../../core/random.ts';
import type { Metric } from '../metrics.ts';
import { checkMetric, checkPoints, type Points } from './points.ts';
import { rankCorrelation } from './rank-correlation.ts';
import { spaceOf, type QualityOptions } from './visit-rows.ts';

/** How distances are compared. */
export interface DistanceCorrelationOptions extends Pick<QualityOptions, 'seed' | 'signal' | 'onProgress'> {
  /** How far apart the points are before they are mapped; default Euclidean. */
  readonly metric?: Metric | undefined;
  /** Pairs that are looked at, drawn by the seed where there are more; default 200,000. */
  readonly pairs?: number | undefined;
}

/** A rank correlation of distances, and what it rests on. */
export interface DistanceCorrelation {
  /** -1 to 1; NaN where all distances are the same. */
  readonly spearman: number;
  /** Pairs looked at: fewer than `of` where it was a sample. */
  readonly pairs: number;
  readonly of: number;
}

const DEFAULT_PAIRS = 200_000;
const PARTNERS = 16;

/**
 * Whether what is far apart is far apart on the map: Spearman's rank correlation of the distances of all pairs before
 * and on the map, or of a seeded sample of pairs.
 * Range: -1 to 1. Reading: this is about the map at large, where t-SNE and UMAP promise little: 0.3 to 0.6 is common,
 * and then gaps between clusters, and which cluster lies beside which, say nothing.
 *
 * Source: equal to scipy's `spearmanr` of `pdist` where all pairs are taken.
 * @param points - before they were mapped, `[n, columns]`
 * @param map - the same points on the map
 * @param options - metric, pairs, seed, signal
 * @throws {ParameterError} where shapes differ, a number is not finite, or there are fewer than 3 points
 * @throws {AbortError} once the signal is aborted
 */
export async function distanceCorrelation(
  points: Points,
  map: Points,
  options: DistanceCorrelationOptions = {},
): Promise<DistanceCorrelation> {
  const where = 'distanceCorrelation';
  const { metric = 'euclidean', pairs = DEFAULT_PAIRS, seed = 1, signal, onProgress } = options;
  checkPoints(where, 'points', points);
  checkPoints(where, 'map', map);
  checkMetric(where, metric);
  const n = points.rows;
  if (map.rows !== n || n < 3) {
    throw new ParameterError(
      'map',
      `${where}: map must have a row for each of 3 or more points, got ${map.rows}`,
    );
  }
  if (!(Number.isInteger(pairs) && pairs >= 2)) {
    throw new ParameterError('pairs', `${where}: pairs must be a whole number from 2 on, got ${pairs}`);
  }
  const of = (n * (n - 1)) / 2;
  const taken = Math.min(of, pairs);
  const [before, after] = [new Float64Array(taken), new Float64Array(taken)];
  const [high, low] = [spaceOf(points, points, metric), spaceOf(map, map, 'euclidean')];
  const random = Random.derive(seed, 'quality pairs');
  let at = 0;
  let breathed = performance.now();
  const partners = new Int32Array(of <= pairs ? n : PARTNERS);
  for (let round = 0; at < taken; round++) {
    // All pairs: each point with those after it. A sample: a point drawn by chance, with some others.
    const i = of <= pairs ? round : random.integer(0, n - 1);
    let count = 0;
    if (of <= pairs) for (let j = i + 1; j < n; j++) partners[count++] = j;
    else while (count < PARTNERS) partners[count++] = (i + random.integer(1, n - 1)) % n;
    for (let p = 0; p < count && at < taken; p++, at++) {
      before[at] = high.distance(i, partners[p]!);
      after[at] = low.distance(i, partners[p]!);
    }
    if (performance.now() - breathed > 40) {
      onProgress?.({ phase: 'distances', done: at, total: taken, unit: 'pairs' });
      await new Promise((resolve) => setTimeout(resolve, 0));
      breathed = performance.now();
    }
    throwIfAborted(signal, 'distances');
  }
  return { spearman: rankCorrelation(before, after), pairs: taken, of };
}
