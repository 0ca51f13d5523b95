import { stoppable } from '../../core/running-cell.ts';
import type { Metric } from '../metrics.ts';
import { codesOf, type Category } from './categories.ts';
import { nearest } from './nearest.ts';
import { checkMetric, checkNeighbours, checkPoints, checkRows, type Points } from './points.ts';
import { rankCorrelation } from './rank-correlation.ts';
import { spaceOf, sampleRows, visitRows, type QualityOptions } from './visit-rows.ts';

/** What is told by neighbours. */
export interface NeighbourCorrelationOptions extends QualityOptions {
  /** A map, or the features before it, `[n, columns]`. */
  readonly points: Points;
  /** A number of each point, such as its cell's area, `[n]`; NaN where it is not known. */
  readonly values: ArrayLike<number>;
  /** The person of each point: neighbours of the same person are not asked. */
  readonly groups?: ArrayLike<Category> | undefined;
  /** Neighbours of each point, k. Default 15. */
  readonly k?: number | undefined;
  readonly metric?: Metric | undefined;
}

/**
 * Whether places on a map tell a number: Spearman's correlation of each point's value with the mean value of its k
 * nearest neighbours.
 * Range: -1 to 1; about 0 where the map knows nothing of it (NaN where fewer than two points can be told, or nothing
 * varies). Reading: near 1, the map could be drawn from this number alone; that is a warning where the number is a
 * nuisance, such as how dark a smear was stained.
 * @param options - points, values, people, k
 * @throws {ParameterError} where lengths differ or k is too large
 * @throws {AbortError} once the signal is aborted
 */
export async function neighbourCorrelation(options: NeighbourCorrelationOptions): Promise<number> {
  return stoppable(options.signal, (signal) => measure({ ...options, signal }));
}

async function measure(options: NeighbourCorrelationOptions): Promise<number> {
  const where = 'neighbourCorrelation';
  const { points, values, groups, k = 15, metric = 'euclidean' } = options;
  checkPoints(where, 'points', points);
  checkMetric(where, metric);
  checkRows(where, 'values', values.length, points.rows);
  if (groups !== undefined) checkRows(where, 'groups', groups.length, points.rows);
  checkNeighbours(where, k, points.rows - 1);
  const people = groups === undefined ? undefined : codesOf(groups).codes;
  const found = new Int32Array(k);
  const [own, around]: [number[], number[]] = [[], []];
  await visitRows(
    sampleRows(points.rows, options),
    [spaceOf(points, points, metric)],
    { ...options, phase: 'numbers of neighbours' },
    (row, [distances]) => {
      if (!Number.isFinite(values[row])) return;
      const person = people?.[row] ?? -1;
      const count = nearest(
        distances!,
        found,
        (j) => j === row || !Number.isFinite(values[j]) || (person >= 0 && people![j] === person),
      );
      if (count === 0) return;
      let sum = 0;
      for (let i = 0; i < count; i++) sum += values[found[i]!]!;
      own.push(values[row]!);
      around.push(sum / count);
    },
  );
  return rankCorrelation(own, around);
}
