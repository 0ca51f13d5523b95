import { ParameterError } from '../core/errors/parameter-error.ts';
import type { DenseRows } from './rows.ts';

/** How far apart two rows are. */
export type Metric = 'euclidean' | 'cosine' | 'manhattan' | 'correlation';

/** Every metric, in the order in which messages name them. */
export const METRICS: readonly Metric[] = ['euclidean', 'cosine', 'manhattan', 'correlation'];

/** Distances between the rows of two sets of points, in double precision. */
export interface PairDistances {
  /** What neighbours are ranked by: the distance, but the squared one for `euclidean`. */
  readonly rank: (i: number, j: number) => number;
  /** The distance that belongs to a rank. */
  readonly distance: (rank: number) => number;
}

/**
 * Takes a metric's name at the library's edge.
 * @param where - the function, for the message
 * @param metric - the caller's
 * @throws {ParameterError} if it is none of {@link METRICS}
 */
export function checkMetric(where: string, metric: string): Metric {
  if ((METRICS as readonly string[]).includes(metric)) return metric as Metric;
  throw new ParameterError(
    'metric',
    `${where}: metric must be one of ${METRICS.join(', ')}, got ${JSON.stringify(metric)}`,
  );
}

/**
 * Distances between rows, summed in double precision in an order of its own that never changes:
 *
 * - `euclidean`: √ Σ (a - b)²
 * - `manhattan`: Σ |a - b|
 * - `cosine`: 1 - a·b / √(a·a · b·b), from 0 to 2; rows alike are at exactly 0
 * - `correlation`: the cosine distance of rows from which their own mean is taken
 *
 * Differs from the reference (scikit-learn): two rows without a direction (all 0, or for `correlation` all alike) are at
 * 0 from each other, where scikit-learn says 1; one such row and another are at 1 in both.
 * @param metric - which
 * @param left - rows that i counts, `[n, columns]`
 * @param right - rows that j counts, `[m, columns]`
 */
export function pairDistances(metric: Metric, left: DenseRows, right: DenseRows): PairDistances {
  const distance = (rank: number): number => rank;
  if (metric === 'euclidean') return { rank: squaredDistances(left, right), distance: Math.sqrt };
  if (metric === 'manhattan') return { rank: absoluteDistances(left, right), distance };
  const centred = metric === 'correlation';
  const ours = directions(left, centred);
  const theirs = left === right ? ours : directions(right, centred);
  const dot = centredDots(left, ours.means, right, theirs.means);
  return {
    rank: (i, j) => {
      const square = ours.squares[i]!;
      const other = theirs.squares[j]!;
      if (square === 0 || other === 0) return square === other ? 0 : 1;
      // One root of the product, not two roots: it is exact for rows alike, whose distance so is exactly 0.
      return Math.min(2, Math.max(0, 1 - dot(i, j) / Math.sqrt(square * other)));
    },
    distance,
  };
}

/** What a row's direction needs. */
export interface Directions {
  /** What is taken from each value of a row, `[rows]`: its mean for `correlation`, else 0. */
  readonly means: Float64Array;
  /** Σ (value - mean)², `[rows]`; 0 for a row without a direction. */
  readonly squares: Float64Array;
}

/**
 * Means and squared lengths of rows.
 * @param rows - `[rows, columns]`
 * @param centred - whether each row's mean is taken from it
 */
export function directions(rows: DenseRows, centred: boolean): Directions {
  const { data, columns } = rows;
  const means = new Float64Array(rows.rows);
  if (centred) {
    for (let i = 0; i < rows.rows; i++) {
      const start = i * columns;
      let sum = 0;
      let alike = true;
      for (let c = 0; c < columns; c++) {
        sum += data[start + c]!;
        alike &&= data[start + c] === data[start];
      }
      // The mean of values that are all alike may round to a neighbour of theirs, which would make a direction of nothing.
      means[i] = alike ? data[start]! : sum / columns;
    }
  }
  const dot = centredDots(rows, means, rows, means);
  return { means, squares: Float64Array.from(means, (_, i) => dot(i, i)) };
}

// Four sums that do not wait for each other, and always the same four: the order of summation is part of the result.

function squaredDistances(left: DenseRows, right: DenseRows): (i: number, j: number) => number {
  const [a, b, columns] = [left.data, right.data, left.columns];
  const whole = columns - (columns % 4);
  return (i, j) => {
    const p = i * columns;
    const q = j * columns;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < whole; c += 4) {
      const d0 = a[p + c]! - b[q + c]!;
      const d1 = a[p + c + 1]! - b[q + c + 1]!;
      const d2 = a[p + c + 2]! - b[q + c + 2]!;
      const d3 = a[p + c + 3]! - b[q + c + 3]!;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (let c = whole; c < columns; c++) {
      const d = a[p + c]! - b[q + c]!;
      s0 += d * d;
    }
    return s0 + s1 + (s2 + s3);
  };
}

function absoluteDistances(left: DenseRows, right: DenseRows): (i: number, j: number) => number {
  const [a, b, columns] = [left.data, right.data, left.columns];
  const whole = columns - (columns % 4);
  return (i, j) => {
    const p = i * columns;
    const q = j * columns;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < whole; c += 4) {
      s0 += Math.abs(a[p + c]! - b[q + c]!);
      s1 += Math.abs(a[p + c + 1]! - b[q + c + 1]!);
      s2 += Math.abs(a[p + c + 2]! - b[q + c + 2]!);
      s3 += Math.abs(a[p + c + 3]! - b[q + c + 3]!);
    }
    for (let c = whole; c < columns; c++) s0 += Math.abs(a[p + c]! - b[q + c]!);
    return s0 + s1 + (s2 + s3);
  };
}

/** Σ (a - mean of a's row) (b - mean of b's row). */
function centredDots(
  left: DenseRows,
  leftMeans: Float64Array,
  right: DenseRows,
  rightMeans: Float64Array,
): (i: number, j: number) => number {
  const [a, b, columns] = [left.data, right.data, left.columns];
  const whole = columns - (columns % 4);
  return (i, j) => {
    const p = i * columns;
    const q = j * columns;
    const m = leftMeans[i]!;
    const w = rightMeans[j]!;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < whole; c += 4) {
      s0 += (a[p + c]! - m) * (b[q + c]! - w);
      s1 += (a[p + c + 1]! - m) * (b[q + c + 1]! - w);
      s2 += (a[p + c + 2]! - m) * (b[q + c + 2]! - w);
      s3 += (a[p + c + 3]! - m) * (b[q + c + 3]! - w);
    }
    for (let c = whole; c < columns; c++) s0 += (a[p + c]! - m) * (b[q + c]! - w);
    return s0 + s1 + (s2 + s3);
  };
}
