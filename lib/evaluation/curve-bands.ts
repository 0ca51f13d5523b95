import type { Bootstrap } from './bootstrap.ts';
import type { ClusterScorer } from './cluster-scorer.ts';
import { sortedQuantile } from './quantile.ts';
import type { CurveBand } from './report-types.ts';

/** Steps of the common grid of a band, 0 to 1. */
export const BAND_STEPS = 100;

/** Bands of both curves; null where no replicate has cells of both classes. */
export interface CurveBands {
  readonly roc: CurveBand | null;
  readonly pr: CurveBand | null;
}

/**
 * Pointwise bootstrap bands of the ROC and the precision-recall curve on a common grid: true-positive rate by
 * false-positive rate (straight lines between points), precision by recall (steps, as average precision sums them).
 * @param bootstrap - the draws
 * @param scorer - the cells in order of score
 */
export function curveBands(bootstrap: Bootstrap, scorer: ClusterScorer): CurveBands {
  const { replicates, confidence } = bootstrap.note;
  const grid = Array.from({ length: BAND_STEPS + 1 }, (_, i) => i / BAND_STEPS);
  const roc = grid.map(() => new Float64Array(replicates));
  const pr = grid.map(() => new Float64Array(replicates));
  const points = scorer.ranking.labels.length + 1;
  const path: CountPath = { hits: new Float64Array(points), alarms: new Float64Array(points), last: 0 };
  let defined = 0;
  for (let b = 0; b < replicates; b++) {
    cumulate(scorer, bootstrap.multiplicity(b), path);
    if (path.hits[path.last] === 0 || path.alarms[path.last] === 0) continue;
    fillRoc(path, roc, defined);
    fillPrecision(path, pr, defined);
    defined++;
  }
  if (defined === 0) return { roc: null, pr: null };
  const tail = (1 - confidence) / 2;
  const band = (columns: readonly Float64Array[]): CurveBand => {
    const sorted = columns.map((column) => column.subarray(0, defined).sort());
    return {
      grid,
      low: sorted.map((column) => sortedQuantile(column, tail)),
      median: sorted.map((column) => sortedQuantile(column, 0.5)),
      high: sorted.map((column) => sortedQuantile(column, 1 - tail)),
    };
  };
  return { roc: band(roc), pr: band(pr) };
}

/** Counts above each threshold, highest first, one point a group of ties; the arrays are used again. */
interface CountPath {
  readonly hits: Float64Array;
  readonly alarms: Float64Array;
  /** Index of the last point. */
  last: number;
}

function cumulate(scorer: ClusterScorer, multiplicity: Uint16Array, path: CountPath): void {
  const { labels, groupEnd } = scorer.ranking;
  const weights = scorer.orderedWeights(multiplicity);
  let positives = 0;
  let negatives = 0;
  let last = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positives += weights[i]!;
    else negatives += weights[i]!;
    if (groupEnd[i] === 0) continue;
    last++;
    path.hits[last] = positives;
    path.alarms[last] = negatives;
  }
  path.last = last;
}

/** The highest true-positive rate at each false-positive rate, on straight lines between the points. */
function fillRoc({ hits, alarms, last }: CountPath, columns: Float64Array[], at: number): void {
  const positives = hits[last]!;
  const negatives = alarms[last]!;
  let j = 0;
  for (const [g, column] of columns.entries()) {
    const wanted = (g / BAND_STEPS) * negatives;
    // Counts are whole, so half a millionth of a cell only absorbs the grid's rounding.
    while (j < last && alarms[j + 1]! <= wanted + 5e-7) j++;
    const step = j < last ? alarms[j + 1]! - alarms[j]! : 0;
    const part = step === 0 ? 0 : Math.max(0, (wanted - alarms[j]!) / step);
    const rise = part === 0 ? 0 : hits[j + 1]! - hits[j]!;
    column[at] = (hits[j]! + part * rise) / positives;
  }
}

/** The precision at the first threshold that reaches each recall; at recall 0, at the first hit. */
function fillPrecision({ hits, alarms, last }: CountPath, columns: Float64Array[], at: number): void {
  const positives = hits[last]!;
  let j = 0;
  for (const [g, column] of columns.entries()) {
    const wanted = Math.max((g / BAND_STEPS) * positives - 5e-7, 5e-7);
    while (hits[j]! < wanted) j++;
    column[at] = hits[j]! / (hits[j]! + alarms[j]!);
  }
}
