import type { ConfusionMatrix } from './confusion-matrix.ts';
import type { DecisionMetric } from './metric-names.ts';

/** One class's precision, recall and F1, all 0 to 1. */
export interface ClassDecisionScores {
  /** TP / (TP + FP); 0 where the class is never decided for, as scikit-learn's zero_division=0. */
  readonly precision: number;
  /** TP / (TP + FN); NaN where the class has no cells, as scikit-learn's zero_division=nan. */
  readonly recall: number;
  /** 2TP / (2TP + FP + FN); 0 where the class neither occurs nor is decided for. */
  readonly f1: number;
  /** Cells of this class, n_c. */
  readonly support: number;
}

/**
 * Precision, recall and F1 of every class.
 * @param matrix - `[truth][decision]`
 */
export function classScores(matrix: ConfusionMatrix): readonly ClassDecisionScores[] {
  return matrix.map((row, c) => {
    const hits = row[c]!;
    const support = sum(row);
    const decided = columnSum(matrix, c);
    return {
      precision: decided === 0 ? 0 : hits / decided,
      recall: hits / support,
      f1: support + decided === 0 ? 0 : (2 * hits) / (support + decided),
      support,
    };
  });
}

/**
 * Share of right decisions.
 * @param matrix - `[truth][decision]`
 */
export function accuracy(matrix: ConfusionMatrix): number {
  return trace(matrix) / matrix.reduce((total, row) => total + sum(row), 0);
}

/**
 * The paper's WF1S = Σ_c (n_c / N) · F1_c, scikit-learn's "weighted" F1; not the unweighted mean that the challenge
 * winner's code prints under this name.
 * @param matrix - `[truth][decision]`
 * @returns 0 to 1
 *
 * Source: Method 6.
 */
export function weightedF1(matrix: ConfusionMatrix): number {
  let weighted = 0;
  let cells = 0;
  for (const { f1, support } of classScores(matrix)) {
    weighted += f1 * support;
    cells += support;
  }
  return weighted / cells;
}

/**
 * Plain mean of the classes' F1, scikit-learn's "macro" over all K labels.
 * @param matrix - `[truth][decision]`
 */
export function macroF1(matrix: ConfusionMatrix): number {
  return classScores(matrix).reduce((total, { f1 }) => total + f1, 0) / matrix.length;
}

/**
 * Mean recall over the classes that have cells, as scikit-learn.
 * @param matrix - `[truth][decision]`
 */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  let total = 0;
  let present = 0;
  for (const { recall, support } of classScores(matrix)) {
    if (support === 0) continue;
    total += recall;
    present++;
  }
  return total / present;
}

/**
 * Matthews correlation coefficient of decision and truth; 0 where all cells or all decisions are of one class, as
 * scikit-learn.
 * @param matrix - `[truth][decision]`
 */
export function matthewsCorrelation(matrix: ConfusionMatrix): number {
  const { cells, agreement, expected, truthSquares, decisionSquares } = margins(matrix);
  const covariance = agreement * cells - expected;
  const spread = (cells * cells - truthSquares) * (cells * cells - decisionSquares);
  return spread === 0 ? 0 : covariance / Math.sqrt(spread);
}

/**
 * Cohen's kappa: agreement beyond chance; NaN where truth and decisions are all of one class, as scikit-learn.
 * @param matrix - `[truth][decision]`
 */
export function cohenKappa(matrix: ConfusionMatrix): number {
  const { cells, agreement, expected } = margins(matrix);
  return (agreement / cells - expected / (cells * cells)) / (1 - expected / (cells * cells));
}

/**
 * Every score of two-class decisions.
 * @param matrix - `[[TN, FP], [FN, TP]]`
 * @returns NaN where a score is undefined: sensitivity without lymphoblasts, specificity without normal cells
 */
export function decisionScores(matrix: ConfusionMatrix): Record<DecisionMetric, number> {
  const [normal, lymphoblast] = classScores(matrix) as [ClassDecisionScores, ClassDecisionScores];
  return {
    weightedF1: weightedF1(matrix),
    macroF1: macroF1(matrix),
    accuracy: accuracy(matrix),
    balancedAccuracy: balancedAccuracy(matrix),
    sensitivity: lymphoblast.recall,
    specificity: normal.recall,
    precision: lymphoblast.precision,
    negativePredictiveValue: normal.precision,
    f1: lymphoblast.f1,
    mcc: matthewsCorrelation(matrix),
    kappa: cohenKappa(matrix),
  };
}

function margins(matrix: ConfusionMatrix): {
  cells: number;
  agreement: number;
  expected: number;
  truthSquares: number;
  decisionSquares: number;
} {
  let cells = 0;
  let expected = 0;
  let truthSquares = 0;
  let decisionSquares = 0;
  for (const [c, row] of matrix.entries()) {
    const truth = sum(row);
    const decided = columnSum(matrix, c);
    cells += truth;
    expected += truth * decided;
    truthSquares += truth * truth;
    decisionSquares += decided * decided;
  }
  return { cells, agreement: trace(matrix), expected, truthSquares, decisionSquares };
}

function trace(matrix: ConfusionMatrix): number {
  return matrix.reduce((total, row, c) => total + row[c]!, 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function columnSum(matrix: ConfusionMatrix, c: number): number {
  return matrix.reduce((total, row) => total + row[c]!, 0);
}
