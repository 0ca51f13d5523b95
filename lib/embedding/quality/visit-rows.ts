import { throwIfAborted } from '../../core/abort.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { Random } from '../../core/random.ts';
import type { Metric } from '../metrics.ts';
import type { Points } from './points.ts';

/** What all measures of quality may be told. */
export interface QualityOptions {
  /** Rows that are looked at, drawn by the seed where there are more; each is still held against all. Default 2000. */
  readonly sample?: number | undefined;
  /** Seed of the sample; default 1. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Rows that are looked at unless told otherwise: the mean over 2000 rows is known within about a hundredth. */
export const DEFAULT_SAMPLE = 2000;

const BLOCK = 8;
const REPORT_MS = 200;
const BREATH_MS = 40;

/**
 * The rows that are looked at: all, or a sample in ascending order.
 * @param rows - how many there are
 * @param options - `sample`, `seed`
 * @throws {ParameterError} where the sample is not a whole number of at least 1
 */
export function sampleRows(rows: number, { sample = DEFAULT_SAMPLE, seed = 1 }: QualityOptions): Int32Array {
  if (!(sample === Infinity || (Number.isInteger(sample) && sample >= 1))) {
    throw new ParameterError('sample', `sample must be a whole number from 1 on, got ${sample}`);
  }
  const all = Array.from({ length: rows }, (_, i) => i);
  if (rows <= sample) return Int32Array.from(all);
  return Int32Array.from(Random.derive(seed, 'quality rows').shuffle(all).slice(0, sample)).sort();
}

/** Rows of length 1 (or 0), as 64-bit numbers. */
function unitRows({ data, rows, columns }: Points, centred: boolean): Float64Array {
  const unit = Float64Array.from(data);
  for (let i = 0; i < rows; i++) {
    const row = unit.subarray(i * columns, (i + 1) * columns);
    let mean = 0;
    if (centred) for (const value of row) mean += value / columns;
    let length = 0;
    for (let c = 0; c < columns; c++) {
      row[c]! -= mean;
      length += row[c]! ** 2;
    }
    length = Math.sqrt(length);
    if (length > 0) for (let c = 0; c < columns; c++) row[c]! /= length;
  }
  return unit;
}

/** Points to measure to, and how. */
export interface Space {
  /** From a row of the one side to a row of the other. */
  readonly distance: (from: number, to: number) => number;
  /** Points to measure to. */
  readonly rows: number;
}

/**
 * Makes the function that measures from rows of `from` to rows of `points`, in the metric's own numbers: Euclidean, sum
 * of differences, 1 - cosine, 1 - correlation. A row of zeros has no direction: its cosine to every other is 0.
 * @param from - rows to measure from, such as the points themselves
 * @param points - rows to measure to, of the same number of columns
 * @param metric - how
 */
export function spaceOf(from: Points, points: Points, metric: Metric): Space {
  const { rows, columns } = points;
  const angular = metric === 'cosine' || metric === 'correlation';
  const b = angular ? unitRows(points, metric === 'correlation') : points.data;
  const a = from === points ? b : angular ? unitRows(from, metric === 'correlation') : from.data;
  if (metric === 'manhattan') {
    const distance = (i: number, j: number): number => {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += Math.abs(a[i * columns + c]! - b[j * columns + c]!);
      return sum;
    };
    return { rows, distance };
  }
  if (angular) {
    return { rows, distance: (i, j) => Math.max(0, 1 - dotProduct(a, i * columns, b, j * columns, columns)) };
  }
  return { rows, distance: (i, j) => Math.sqrt(squaredDistance(a, i * columns, b, j * columns, columns)) };
}

type Numbers = Float32Array | Float64Array;

// Four sums side by side: an addition does not wait for the one before it.
// eslint-disable-next-line max-params -- two places in two arrays; an object a call would cost more than the sum
function squaredDistance(a: Numbers, p: number, b: Numbers, q: number, columns: number): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  const end = p + columns;
  for (; p + 3 < end; p += 4, q += 4) {
    const d = a[p]! - b[q]!;
    const e = a[p + 1]! - b[q + 1]!;
    const f = a[p + 2]! - b[q + 2]!;
    const g = a[p + 3]! - b[q + 3]!;
    s += d * d;
    t += e * e;
    u += f * f;
    v += g * g;
  }
  for (; p < end; p++, q++) s += (a[p]! - b[q]!) ** 2;
  return s + t + (u + v);
}

// eslint-disable-next-line max-params -- as above
function dotProduct(a: Numbers, p: number, b: Numbers, q: number, columns: number): number {
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  const end = p + columns;
  for (; p + 3 < end; p += 4, q += 4) {
    s += a[p]! * b[q]!;
    t += a[p + 1]! * b[q + 1]!;
    u += a[p + 2]! * b[q + 2]!;
    v += a[p + 3]! * b[q + 3]!;
  }
  for (; p < end; p++, q++) s += a[p]! * b[q]!;
  return s + t + (u + v);
}

/** How rows are visited. */
export interface VisitOptions extends QualityOptions {
  /** For progress reports and the message of a stop. */
  readonly phase: string;
}

/**
 * Goes through rows block by block, with the distances from each to all points of one or more spaces: memory stays at
 * a few rows of the distance matrix. Lets timers, signals and other work in between.
 * @param queries - rows to visit
 * @param spaces - from {@link spaceOf}
 * @param options - phase, signal, progress
 * @param visit - gets the row and its distances in each space, `[points]` each, valid until it returns
 * @throws {AbortError} once the signal is aborted
 */
export async function visitRows(
  queries: Int32Array,
  spaces: readonly Space[],
  options: VisitOptions,
  visit: (row: number, distances: readonly Float64Array[]) => void,
): Promise<void> {
  const { phase, signal, onProgress } = options;
  const blocks = spaces.map(({ rows }) => new Float64Array(BLOCK * rows));
  let [breathed, reported] = [performance.now(), -Infinity];
  throwIfAborted(signal, phase);
  for (let start = 0; start < queries.length; start += BLOCK) {
    const block = queries.subarray(start, start + BLOCK);
    for (const [s, { distance, rows }] of spaces.entries()) {
      // A row of the points stays in the cache while all queries of the block are held against it.
      for (let j = 0; j < rows; j++) {
        for (let q = 0; q < block.length; q++) blocks[s]![q * rows + j] = distance(block[q]!, j);
      }
    }
    for (const [q, row] of block.entries()) {
      visit(
        row,
        spaces.map(({ rows }, s) => blocks[s]!.subarray(q * rows, (q + 1) * rows)),
      );
    }
    const done = start + block.length;
    if (performance.now() - reported > REPORT_MS || done === queries.length) {
      reported = performance.now();
      onProgress?.({ phase, done, total: queries.length, unit: 'rows' });
    }
    if (performance.now() - breathed > BREATH_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      breathed = performance.now();
    }
    throwIfAborted(signal, phase);
  }
}
