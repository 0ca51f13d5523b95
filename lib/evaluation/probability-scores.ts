import { ParameterError } from '../core/errors/parameter-error.ts';
import { checkScores, type LabelledScores } from './check-scores.ts';

/** Probabilities are kept this far from 0 and 1 under a logarithm, as scikit-learn does in float64. */
export const PROBABILITY_FLOOR: number = Number.EPSILON;

/**
 * Brier score of two classes: mean of (p - y)².
 * @param data - probabilities of class 1 and labels, `[N]`
 * @returns 0 (perfect) to 1
 * @throws {ParameterError} where the data cannot be judged
 */
export function brierScore(data: LabelledScores): number {
  checkScores('brierScore', data, { probabilities: true });
  let total = 0;
  for (let i = 0; i < data.scores.length; i++) total += (data.scores[i]! - data.labels[i]!) ** 2;
  return total / data.scores.length;
}

/**
 * Log loss: mean of -log p(truth), with p kept {@link PROBABILITY_FLOOR} away from 0 and 1.
 * @param probabilities - `[N, K]` row-major, each row adding up to 1
 * @param labels - true labels, `[N]`, 0 to K - 1
 * @param classes - K
 * @throws {ParameterError} where N = 0, lengths differ, a label is out of range or a probability is not 0 to 1
 */
export function logLoss(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classes = 2): number {
  if (labels.length === 0 || probabilities.length !== labels.length * classes) {
    throw new ParameterError(
      'probabilities',
      `logLoss: probabilities must be [N, ${classes}] with N >= 1, got ${probabilities.length} numbers for ${labels.length} labels`,
    );
  }
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const inRange = Number.isInteger(label) && label >= 0 && label < classes;
    const p = inRange ? probabilities[i * classes + label] : undefined;
    if (p === undefined || !(p >= 0 && p <= 1)) {
      throw new ParameterError(
        'probabilities',
        `logLoss: labels must be 0 to ${classes - 1} and probabilities 0 to 1, got label ${label} with ${String(p)} at cell ${i}`,
      );
    }
    total += negativeLog(p);
  }
  return total / labels.length;
}

/**
 * -log p with p kept away from 0 and 1.
 * @param p - a probability
 */
export function negativeLog(p: number): number {
  return -Math.log(Math.min(Math.max(p, PROBABILITY_FLOOR), 1 - PROBABILITY_FLOOR));
}
