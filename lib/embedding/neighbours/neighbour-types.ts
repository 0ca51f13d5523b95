import type { ProgressListener } from '../../core/progress.ts';
import type { Metric } from '../metrics.ts';

/** The k nearest others of each row, nearest first; of those at one distance the one with the lower index. */
export interface Neighbours {
  /** `[rows, k]`. */
  readonly indices: Int32Array;
  /** In the metric's own unit (`euclidean`: not squared), `[rows, k]`. */
  readonly distances: Float32Array;
  readonly rows: number;
  readonly k: number;
}

/** How neighbours are searched. */
export interface NeighbourOptions {
  /** Default `euclidean`. */
  readonly metric?: Metric;
  /**
   * `exact` compares every pair of rows; `approximate` finds nearly all neighbours in a time that grows little faster than
   * the number of rows; `auto` (the default) takes the exact search up to the size where the other one pays.
   */
  readonly method?: 'auto' | 'exact' | 'approximate';
  /**
   * Worker threads, at most: few points are searched on this thread. Default: as many as this process may use processors.
   * The result does not depend on it.
   */
  readonly threads?: number;
  /** Of the approximate search. Default 0. */
  readonly seed?: number;
  /** Stops the search within a tenth of a second. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
  /** Runs the kernels' twins in TypeScript, with the same result: for tests. */
  readonly plain?: boolean;
}
