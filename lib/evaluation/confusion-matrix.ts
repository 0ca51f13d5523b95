import { ParameterError } from '../core/errors/parameter-error.ts';
import { checkLength, checkScores, type LabelledScores } from './check-scores.ts';

/** Numbers of cells as `matrix[truth][decision]`, `[K, K]`. */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * Counts decisions against the truth.
 * @param labels - true labels, `[N]`, 0 to K - 1
 * @param decisions - decided labels, `[N]`, 0 to K - 1
 * @param classes - K, the number of classes
 * @returns `[truth][decision]`, as scikit-learn's confusion_matrix
 * @throws {ParameterError} where N = 0, lengths differ or a label is out of range
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  decisions: ArrayLike<number>,
  classes = 2,
): ConfusionMatrix {
  if (labels.length === 0) {
    throw new ParameterError('labels', 'confusionMatrix: there must be at least one cell, got none');
  }
  checkLength('confusionMatrix', 'decisions', decisions.length, labels.length);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const row = matrix[labels[i]!];
    const decision = decisions[i]!;
    if (row?.[decision] === undefined) {
      throw new ParameterError(
        'labels',
        `confusionMatrix: labels and decisions must be 0 to ${classes - 1}, got ${labels[i]!} and ${decision} at cell ${i}`,
      );
    }
    row[decision] = row[decision] + 1;
  }
  return matrix;
}

/**
 * Counts the decisions that a threshold makes: class 1 where the score is at least the threshold.
 * @param data - scores and labels, `[N]`
 * @param threshold - the operating threshold
 * @returns `[[TN, FP], [FN, TP]]`
 * @throws {ParameterError} where the data cannot be judged
 */
export function confusionAt(data: LabelledScores, threshold: number): ConfusionMatrix {
  checkScores('confusionAt', data);
  const decisions = Uint8Array.from(data.scores, (score) => (score >= threshold ? 1 : 0));
  return confusionMatrix(data.labels, decisions, 2);
}

/**
 * The most probable class of each image; the lower label where two are equally probable.
 * @param probabilities - `[N, K]` row-major
 * @param classes - K
 */
export function argmaxDecisions(probabilities: ArrayLike<number>, classes: number): Int32Array {
  const decisions = new Int32Array(probabilities.length / classes);
  for (let i = 0; i < decisions.length; i++) {
    let best = 0;
    for (let k = 1; k < classes; k++) {
      if (probabilities[i * classes + k]! > probabilities[i * classes + best]!) best = k;
    }
    decisions[i] = best;
  }
  return decisions;
}
