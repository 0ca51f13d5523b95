import { ParameterError } from '../../core/errors/parameter-error.ts';
import { stoppable } from '../../core/running-cell.ts';
import type { Metric } from '../metrics.ts';
import { codesOf, type Category } from './categories.ts';
import { checkMetric, checkPoints, checkRows, type Points } from './points.ts';
import { spaceOf, sampleRows, visitRows, type QualityOptions } from './visit-rows.ts';

/** How groups are judged. */
export interface SilhouetteOptions extends QualityOptions {
  /** Default Euclidean. */
  readonly metric?: Metric | undefined;
}

/**
 * How well groups stand apart: the mean over the points of (b - a) / max(a, b), where a is a point's mean distance to
 * the others of its own group, and b to those of the nearest other group. A point that is alone in its group counts 0;
 * points of no known group are left out.
 * Range: -1 to 1. Reading: 1 is tight groups far apart, 0 is groups that lie on one another, below 0 means that points
 * lie nearer to another group than to their own. It expects each group to be one round cluster: a class of many small
 * islands scores low though neighbours agree, so read it beside `knnAccuracy`.
 *
 * Source: Rousseeuw 1987; equal to scikit-learn's `silhouette_score`.
 * @param points - a map, or features, `[n, columns]`
 * @param groups - class, subject or fold of each point, `[n]`
 * @param options - metric, sample, signal, progress
 * @throws {ParameterError} where lengths differ, or there are not at least two groups and fewer groups than points
 * @throws {AbortError} once the signal is aborted
 */
export async function silhouetteScore(
  points: Points,
  groups: ArrayLike<Category>,
  options: SilhouetteOptions = {},
): Promise<number> {
  return stoppable(options.signal, (signal) => measure(points, groups, { ...options, signal }));
}

async function measure(
  points: Points,
  groups: ArrayLike<Category>,
  options: SilhouetteOptions,
): Promise<number> {
  const where = 'silhouetteScore';
  const { metric = 'euclidean' } = options;
  checkPoints(where, 'points', points);
  checkMetric(where, metric);
  checkRows(where, 'groups', groups.length, points.rows);
  const { codes, counts } = codesOf(groups);
  const known = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length < 2 || counts.length >= known) {
    throw new ParameterError(
      'groups',
      `${where}: groups must be at least 2 and fewer than the points, got ${counts.length} of ${known} points`,
    );
  }
  const sums = new Float64Array(counts.length);
  let [total, asked] = [0, 0];
  await visitRows(
    sampleRows(points.rows, options),
    [spaceOf(points, points, metric)],
    { ...options, phase: 'silhouette' },
    (row, [distances]) => {
      const own = codes[row]!;
      if (own < 0) return;
      asked++;
      if (counts[own] === 1) return;
      sums.fill(0);
      for (let j = 0; j < codes.length; j++) if (codes[j]! >= 0) sums[codes[j]!]! += distances![j]!;
      const inside = sums[own]! / (counts[own]! - 1);
      let outside = Infinity;
      for (let g = 0; g < sums.length; g++) {
        if (g !== own) outside = Math.min(outside, sums[g]! / counts[g]!);
      }
      const larger = Math.max(inside, outside);
      if (larger > 0) total += (outside - inside) / larger;
    },
  );
  return total / asked;
}
