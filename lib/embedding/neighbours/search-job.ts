import { shareFloats, sharedFloats, sharedInts } from '../kernels/shared-arrays.ts';
import type { Metric } from '../metrics.ts';
import type { DenseRows } from '../rows.ts';
import { framePoints, frameRows, type FramedPoints, type PointFrame } from './prepare-points.ts';

/** A search that threads share: plain data, and arrays on shared memory. */
export interface SearchJob {
  readonly metric: Metric;
  readonly queries: DenseRows;
  /** The same object as the queries where rows look among themselves. */
  readonly points: DenseRows;
  readonly frame: PointFrame;
  readonly framedQueries: FramedPoints;
  readonly framedPoints: FramedPoints;
  readonly k: number;
  /** Candidates that are kept of each row: a few more than k, whose true distances decide. */
  readonly keep: number;
  readonly threads: number;
  readonly plain: boolean | undefined;
  /** Each thread's candidates, sorted by key, `[threads, queries, keep]`. */
  readonly keys: readonly Float32Array[];
  readonly ids: readonly Int32Array[];
  /** The result, `[queries, k]`. */
  readonly indices: Int32Array;
  readonly distances: Float32Array;
  /** See {@link CONTROL}. */
  readonly control: Int32Array;
  /** Of the approximate search only. */
  readonly forest: Forest | undefined;
}

/** What the threads of an approximate search share. */
export interface Forest {
  readonly seed: number;
  readonly trees: number;
  /** Rows of a leaf, at most. */
  readonly leafRows: number;
  /** All rows in the order of the leaves of the first trees, one for each round of expansion, `[rounds][rows]`. */
  readonly orders: readonly Int32Array[];
  /** How many of each row's neighbours lead on to others. */
  readonly links: number;
  /** Each row's nearest as found so far, -1 where there are fewer, `[rows, links]`. */
  readonly graph: Int32Array;
}

/** What the threads count together. */
export const CONTROL = { next: 0, done: 1, unsure: 2 } as const;

/** The greatest finite number of single precision: the key of a place that is still free. */
export const NO_KEY = 3.4028234663852886e38;
/** The id of a place that is still free. */
export const NO_ID = 0x7fffffff;

/** How a search is laid out. */
export interface JobOptions {
  readonly metric: Metric;
  readonly threads: number;
  readonly plain: boolean | undefined;
  readonly forest?: Forest | undefined;
}

/**
 * Lays out a search.
 * @param queries - `[n, columns]`
 * @param points - `[m, columns]`, or the same object as the queries
 * @param k - how many neighbours
 */
export function makeJob(
  queries: DenseRows,
  points: DenseRows,
  k: number,
  { metric, threads, plain, forest }: JobOptions,
): SearchJob {
  const frame = framePoints(metric, queries === points ? [points] : [points, queries]);
  const framedPoints = frameRows(points, frame);
  const sharedPoints = { ...points, data: shareFloats(points.data) };
  const among = queries !== points;
  const keep = Math.min(k + 8, among ? points.rows : points.rows - 1);
  return {
    metric,
    queries: among ? { ...queries, data: shareFloats(queries.data) } : sharedPoints,
    points: sharedPoints,
    frame,
    framedQueries: among ? frameRows(queries, frame) : framedPoints,
    framedPoints,
    k,
    keep,
    threads,
    plain,
    keys: Array.from({ length: threads }, () => sharedFloats(queries.rows * keep)),
    ids: Array.from({ length: threads }, () => sharedInts(queries.rows * keep)),
    indices: sharedInts(queries.rows * k),
    distances: sharedFloats(queries.rows * k),
    control: sharedInts(Object.keys(CONTROL).length),
    forest,
  };
}
