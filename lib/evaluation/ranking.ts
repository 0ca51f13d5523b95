import { checkScores, type LabelledScores } from './check-scores.ts';

/**
 * Cells from the highest score to the lowest, sorted once so that every ranking score, curve and bootstrap replicate
 * after it is one pass over the cells.
 */
export interface Ranking {
  /** Cell indices, highest score first, `[N]`. */
  readonly order: Int32Array;
  /** 1 where the next cell in order has another score (or there is none): the end of a group of ties, `[N]`. */
  readonly groupEnd: Uint8Array;
  /** Label of each cell in order, `[N]`. */
  readonly labels: Uint8Array;
}

/** A receiver operating characteristic: both rates at every threshold. */
export interface RocCurve {
  /** From 0 to 1. */
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Descending; the first is Infinity, above every score. */
  readonly thresholds: Float64Array;
}

/** Precision and recall at every threshold. */
export interface PrecisionRecallCurve {
  /** Ascending from 0. */
  readonly recall: Float64Array;
  /** At recall 0, above every score, precision is 1 by convention. */
  readonly precision: Float64Array;
  /** Descending; the first is Infinity. */
  readonly thresholds: Float64Array;
}

/**
 * Sorts cells by score. O(N log N).
 * @param data - scores and labels, `[N]`
 * @throws {ParameterError} where the data cannot be judged
 */
export function rankCells(data: LabelledScores): Ranking {
  checkScores('rankCells', data);
  const { scores, labels } = data;
  const order = Int32Array.from(scores, (_, i) => i).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const groupEnd = new Uint8Array(order.length);
  const sortedLabels = new Uint8Array(order.length);
  for (let i = 0; i < order.length; i++) {
    groupEnd[i] = i + 1 === order.length || scores[order[i]!] !== scores[order[i + 1]!] ? 1 : 0;
    sortedLabels[i] = labels[order[i]!]!;
  }
  return { order, groupEnd, labels: sortedLabels };
}

/**
 * Area under the ROC curve: the chance that a positive cell scores higher than a negative one, ties counting half.
 * @param data - scores and labels, `[N]`
 * @returns 0 to 1; NaN where a class has no cells
 * @throws {ParameterError} where the data cannot be judged
 */
export function auroc(data: LabelledScores): number {
  return rankingScores(rankCells(data)).auroc;
}

/**
 * Average precision, the step-wise area under the precision-recall curve (PR-AUC): Σ (R_i - R_{i-1}) · P_i.
 * @param data - scores and labels, `[N]`
 * @returns 0 to 1; NaN where there is no positive cell (scikit-learn says 0)
 * @throws {ParameterError} where the data cannot be judged
 */
export function averagePrecision(data: LabelledScores): number {
  return rankingScores(rankCells(data)).averagePrecision;
}

/**
 * AUROC and average precision in one pass, with whole-number weights of the cells where they are given.
 * @param ranking - the sorted cells
 * @param weights - how often each cell counts, by position in the ranking's order; once each where left out
 */
export function rankingScores(
  { labels, groupEnd }: Pick<Ranking, 'labels' | 'groupEnd'>,
  weights: Float64Array = new Float64Array(labels.length).fill(1),
): { auroc: number; averagePrecision: number } {
  let positives = 0;
  let negatives = 0;
  let groupPositives = 0;
  let groupNegatives = 0;
  let wins = 0;
  let area = 0;
  for (let i = 0; i < labels.length; i++) {
    const weight = weights[i]!;
    if (labels[i] === 1) groupPositives += weight;
    else groupNegatives += weight;
    if (groupEnd[i] === 0) continue;
    wins += groupNegatives * (positives + groupPositives / 2);
    positives += groupPositives;
    negatives += groupNegatives;
    if (groupPositives > 0) area += (groupPositives * positives) / (positives + negatives);
    groupPositives = 0;
    groupNegatives = 0;
  }
  return { auroc: wins / (positives * negatives), averagePrecision: area / positives };
}

/**
 * The ROC curve with a point at every different score, as scikit-learn's roc_curve(drop_intermediate=False).
 * @param data - scores and labels, `[N]`
 * @returns rates of NaN where their class has no cells
 * @throws {ParameterError} where the data cannot be judged
 */
export function rocCurve(data: LabelledScores): RocCurve {
  const { truePositives, falsePositives, thresholds } = cumulativeCounts(data);
  const positives = truePositives.at(-1)!;
  const negatives = falsePositives.at(-1)!;
  return {
    falsePositiveRate: Float64Array.from(falsePositives, (count) => count / negatives),
    truePositiveRate: Float64Array.from(truePositives, (count) => count / positives),
    thresholds: Float64Array.from(thresholds),
  };
}

/**
 * The precision-recall curve with a point at every different score, as scikit-learn's precision_recall_curve read
 * from its end.
 * @param data - scores and labels, `[N]`
 * @returns recall of NaN where there is no positive cell
 * @throws {ParameterError} where the data cannot be judged
 */
export function precisionRecallCurve(data: LabelledScores): PrecisionRecallCurve {
  const { truePositives, falsePositives, thresholds } = cumulativeCounts(data);
  const positives = truePositives.at(-1)!;
  return {
    recall: Float64Array.from(truePositives, (count) => count / positives),
    precision: Float64Array.from(truePositives, (count, i) =>
      i === 0 ? 1 : count / (count + falsePositives[i]!),
    ),
    thresholds: Float64Array.from(thresholds),
  };
}

function cumulativeCounts(data: LabelledScores): {
  truePositives: number[];
  falsePositives: number[];
  thresholds: number[];
} {
  const { order, groupEnd, labels } = rankCells(data);
  const truePositives = [0];
  const falsePositives = [0];
  const thresholds = [Infinity];
  let hits = 0;
  for (let i = 0; i < order.length; i++) {
    hits += labels[i]!;
    if (groupEnd[i] === 0) continue;
    truePositives.push(hits);
    falsePositives.push(i + 1 - hits);
    thresholds.push(data.scores[order[i]!]!);
  }
  return { truePositives, falsePositives, thresholds };
}
