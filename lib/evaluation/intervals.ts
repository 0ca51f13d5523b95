import { normalCumulative, normalQuantile } from './normal-distribution.ts';
import { sortedQuantile } from './quantile.ts';

/** Both ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The percentile interval: the middle share of the replicates.
 * @param replicates - scores of the bootstrap replicates; NaN ones are left out
 * @param confidence - 0.95 for a 95 % interval
 * @returns NaN ends where no replicate is defined
 */
export function percentileInterval(replicates: Float64Array, confidence = 0.95): Interval {
  const sorted = replicates.filter((score) => !Number.isNaN(score)).sort();
  const tail = (1 - confidence) / 2;
  return { low: sortedQuantile(sorted, tail), high: sortedQuantile(sorted, 1 - tail) };
}

/** What the BCa interval needs beside the replicates. */
export interface BcaOptions {
  /** 0.95 for a 95 % interval. */
  readonly confidence?: number;
  /** The score of the whole sample. */
  readonly value: number;
  /** Scores with one cluster left out, one list a stratum. */
  readonly jackknife: readonly Float64Array[];
}

/**
 * Efron's bias-corrected and accelerated interval, as scipy.stats.bootstrap computes it (the acceleration of several
 * samples after Efron and Tibshirani 1993, eq. 15.36). Where the correction is undefined - every replicate on one
 * side of the value, or a jackknife that does not vary - it is the percentile interval.
 * @param replicates - scores of the bootstrap replicates; NaN ones are left out
 * @param options - the value, the jackknife and the confidence
 */
export function bcaInterval(
  replicates: Float64Array,
  { confidence = 0.95, value, jackknife }: BcaOptions,
): Interval {
  const sorted = replicates.filter((score) => !Number.isNaN(score)).sort();
  let below = 0;
  for (const score of sorted) below += score < value ? 1 : score === value ? 0.5 : 0;
  const bias = normalQuantile(below / sorted.length);
  const acceleration = accelerationOf(jackknife);
  if (!Number.isFinite(bias) || !Number.isFinite(acceleration))
    return percentileInterval(replicates, confidence);
  const end = (z: number): number => {
    const shifted = bias + z;
    return sortedQuantile(sorted, normalCumulative(bias + shifted / (1 - acceleration * shifted)));
  };
  const z = normalQuantile((1 - confidence) / 2);
  return { low: end(z), high: end(-z) };
}

function accelerationOf(jackknife: readonly Float64Array[]): number {
  let cubes = 0;
  let squares = 0;
  for (const all of jackknife) {
    const scores = all.filter((score) => !Number.isNaN(score));
    const n = scores.length;
    if (n < 2) continue;
    const mean = scores.reduce((sum, score) => sum + score, 0) / n;
    for (const score of scores) {
      const influence = ((n - 1) / n) * (mean - score);
      cubes += influence ** 3;
      squares += influence ** 2;
    }
  }
  return cubes / 6 / squares ** 1.5;
}
