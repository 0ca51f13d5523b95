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
  let defined = 0;
  for (let b = 0; b < replicates; b++) {
    const path = cumulate(scorer, bootstrap.multiplicity(b));
    if (path.positives === 0 || path.negatives === 0) continue;
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

/** Counts above each threshold, highest first, one point a group of ties. */
interface CountPath {
  readonly hits: number[];
  readonly alarms: number[];
  readonly positives: number;
  readonly negatives: number;
}

function cumulate(scorer: ClusterScorer, multiplicity: Uint16Array): CountPath {
  const { labels, groupEnd } = scorer.ranking;
  const weights = scorer.orderedWeights(multiplicity);
  const hits: number[] = [0];
  const alarms: number[] = [0];
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positives += weights[i]!;
    else negatives += weights[i]!;
    if (groupEnd[i] === 0) continue;
    hits.push(positives);
    alarms.push(negatives);
  }
  return { hits, alarms, positives, negatives };
}

/** The highest true-positive rate at each false-positive rate, on straight lines between the points. */
function fillRoc(
  { hits, alarms, positives, negatives }: CountPath,
  columns: Float64Array[],
  at: number,
): void {
  let j = 0;
  for (const [g, column] of columns.entries()) {
    const wanted = (g / BAND_STEPS) * negatives;
    while (j + 1 < alarms.length && alarms[j + 1]! <= wanted) j++;
    const step = j + 1 < alarms.length ? alarms[j + 1]! - alarms[j]! : 0;
    const part = step === 0 ? 0 : (wanted - alarms[j]!) / step;
    const rise = part === 0 ? 0 : hits[j + 1]! - hits[j]!;
    column[at] = (hits[j]! + part * rise) / positives;
  }
}

/** The precision at the first threshold that reaches each recall; at recall 0, at the first hit. */
function fillPrecision({ hits, alarms, positives }: CountPath, columns: Float64Array[], at: number): void {
  let j = 0;
  for (const [g, column] of columns.entries()) {
    // Counts are whole, so half a millionth of a cell only absorbs the grid's rounding.
    const wanted = Math.max((g / BAND_STEPS) * positives - 5e-7, 5e-7);
    while (hits[j]! < wanted) j++;
    column[at] = hits[j]! / (hits[j]! + alarms[j]!);
  }
}
