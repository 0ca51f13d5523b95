import { sharedFloats } from '../kernels/shared-arrays.ts';
import { directions, type Metric } from '../metrics.ts';
import type { DenseRows } from '../rows.ts';

/**
 * What brings points into the form in which the kernel compares them: value · scale, for the near kernel less a centre, of
 * rows that `cosine` and `correlation` first bring to length 1.
 */
export interface PointFrame {
  readonly metric: Metric;
  /** Manhattan has a kernel of its own; all others come down to Euclidean distances of the framed rows. */
  readonly along: boolean;
  /** `[columns]`, numbers that single precision has. */
  readonly centre: Float64Array;
  /** A power of 2, so that no framed value is above 2 and no square overflows. */
  readonly scale: number;
  /** What the kernel's keys are shrunk by, so that none is above the true number: see {@link framePoints}. */
  readonly shrink: number;
  /** Subtracted from each norm for what underflows. */
  readonly slack: number;
}

/** Rows in the kernel's layout: panels of 8 rows, `[panels, columns, 8]`, and the norm of each, `[panels * 8]`. */
export interface FramedPoints {
  readonly panels: Float32Array;
  /** Σ value², shrunk; Infinity for rows that only fill the last panel. All others are 0 for Manhattan. */
  readonly norms: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

const HALF_STEP = 2 ** -24;

/**
 * Chooses a frame for points and queries.
 *
 * The kernel computes |a|² + |b|² - 2 a·b in single precision, which loses digits where rows are far from the centre and
 * close to each other. Centring keeps the loss small, and a bound on it makes the search exact all the same: with d
 * columns and u = 2⁻²⁴ the result is off by less than (d + 16) u / (1 - (d + 16) u) · (|a|² + |b|²), so that norms which
 * are smaller by that part give keys that are never above the true squared distance. For Manhattan the sum itself is
 * smaller by that part.
 * @param metric - which
 * @param sets - the points, and the queries if they are others
 */
export function framePoints(metric: Metric, sets: readonly DenseRows[]): PointFrame {
  const { columns } = sets[0]!;
  const along = metric === 'manhattan';
  const centre = new Float64Array(columns);
  let greatest = 0;
  if (!along) {
    let total = 0;
    for (const points of sets) {
      const row = new Float64Array(columns);
      const read = rowReader(metric, points);
      for (let i = 0; i < points.rows; i++) {
        read(i, row);
        for (let c = 0; c < columns; c++) centre[c]! += row[c]!;
      }
      total += points.rows;
    }
    for (let c = 0; c < columns; c++) centre[c] = Math.fround(centre[c]! / total);
  }
  for (const { data } of metric === 'euclidean' || along ? sets : []) {
    for (let i = 0, c = 0; i < data.length; i++) {
      greatest = Math.max(greatest, Math.abs(data[i]! - centre[c]!));
      if (++c === columns) c = 0;
    }
  }
  const lost = (columns + 16) * HALF_STEP;
  return {
    metric,
    along,
    centre,
    scale: greatest > 0 ? 1 / leastPowerOf2(greatest) : 1,
    shrink: 1 - lost / (1 - lost),
    slack: columns * 2 ** -146,
  };
}

/** The least power of 2 that is not below a number; a logarithm of the engine's might be rounded to the other side. */
function leastPowerOf2(least: number): number {
  let power = 1;
  while (power < least) power *= 2;
  while (power / 2 >= least) power /= 2;
  return power;
}

/**
 * Brings points into the kernel's layout, on memory that threads can share.
 * @param points - `[rows, columns]`
 * @param frame - from the same points
 */
export function frameRows(points: DenseRows, frame: PointFrame): FramedPoints {
  const { rows, columns } = points;
  const { along, centre, scale, shrink, slack } = frame;
  const slots = Math.ceil(rows / 8) * 8;
  const panels = sharedFloats(slots * columns);
  const norms = sharedFloats(slots).fill(Infinity, rows);
  const read = rowReader(frame.metric, points);
  const row = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    read(i, row);
    let norm = 0;
    let at = (i >> 3) * columns * 8 + (i & 7);
    for (let c = 0; c < columns; c++) {
      const value = Math.fround((row[c]! - centre[c]!) * scale);
      panels[at] = value;
      norm += value * value;
      at += 8;
    }
    norms[i] = (along ? 0 : norm * shrink) - slack;
  }
  return { panels, norms, rows, columns };
}

/**
 * The greatest key that a pair of this rank can have.
 * @param rank - in double precision, from `pairDistances`
 */
export function greatestKey({ metric, scale, centre }: PointFrame, rank: number): number {
  // Sums in double precision are off by less than this part.
  const roundings = 1 + (centre.length + 8) * 2 ** -52;
  if (metric === 'euclidean') return rank * scale * scale * roundings;
  if (metric === 'manhattan') return rank * scale * roundings;
  return 2 * rank + (centre.length + 8) * 2 ** -50; // of rows of length 1
}

/** Reads one row in double precision, for `cosine` and `correlation` brought to length 1. */
function rowReader(metric: Metric, points: DenseRows): (i: number, row: Float64Array) => void {
  const { data, columns } = points;
  if (metric === 'euclidean' || metric === 'manhattan') {
    return (i, row) => {
      for (let c = 0; c < columns; c++) row[c] = data[i * columns + c]!;
    };
  }
  const { means, squares } = directions(points, metric === 'correlation');
  return (i, row) => {
    const length = squares[i] === 0 ? 1 : Math.sqrt(squares[i]!);
    for (let c = 0; c < columns; c++) row[c] = (data[i * columns + c]! - means[i]!) / length;
  };
}
