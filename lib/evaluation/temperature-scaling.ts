import { ParameterError } from '../core/errors/parameter-error.ts';
import { PROBABILITY_FLOOR } from './probability-scores.ts';

/** The lowest and highest temperature that is considered; a fit that ends here did not find its minimum. */
export const TEMPERATURE_RANGE: readonly [number, number] = [0.05, 20];

/**
 * Temperature scaling: probabilities become softmax(log p / T), row by row. T > 1 makes them less sure; the order of
 * the classes never changes.
 * @param probabilities - `[N, K]` row-major
 * @param temperature - T, above 0
 * @param classes - K
 * @returns scaled probabilities, `[N, K]`
 * @throws {ParameterError} where the temperature is not above 0
 *
 * Source: Guo et al., "On calibration of modern neural networks", ICML 2017.
 */
export function applyTemperature(
  probabilities: ArrayLike<number>,
  temperature: number,
  classes = 2,
): Float64Array {
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new ParameterError(
      'temperature',
      `applyTemperature: temperature must be above 0, got ${temperature}`,
    );
  }
  const scaled = new Float64Array(probabilities.length);
  const logits = new Float64Array(classes);
  for (let start = 0; start < scaled.length; start += classes) {
    let highest = -Infinity;
    for (let k = 0; k < classes; k++) {
      logits[k] = Math.log(Math.max(probabilities[start + k]!, PROBABILITY_FLOOR)) / temperature;
      highest = Math.max(highest, logits[k]!);
    }
    let total = 0;
    for (let k = 0; k < classes; k++) total += scaled[start + k] = Math.exp(logits[k]! - highest);
    for (let k = 0; k < classes; k++) scaled[start + k]! /= total;
  }
  return scaled;
}

/**
 * The temperature that makes the log loss of labelled probabilities lowest, for data that were not trained on: the
 * loss is convex in 1 / T, so bisecting its slope finds the minimum.
 * @param probabilities - `[N, K]` row-major, validation data
 * @param labels - true labels, `[N]`
 * @param classes - K
 * @returns a temperature within {@link TEMPERATURE_RANGE}
 * @throws {ParameterError} where N = 0 or lengths differ
 */
export function fitTemperature(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes = 2,
): number {
  if (labels.length === 0 || probabilities.length !== labels.length * classes) {
    throw new ParameterError(
      'probabilities',
      `fitTemperature: probabilities must be [N, ${classes}] with N >= 1, got ${probabilities.length} numbers for ${labels.length} labels`,
    );
  }
  const logs = Float64Array.from(probabilities, (p) => Math.log(Math.max(p, PROBABILITY_FLOOR)));
  let [low, high] = [1 / TEMPERATURE_RANGE[1], 1 / TEMPERATURE_RANGE[0]];
  for (let i = 0; i < 80 && high - low > 1e-15 * high; i++) {
    const middle = (low + high) / 2;
    if (slope(logs, applyTemperature(probabilities, 1 / middle, classes), labels) > 0) high = middle;
    else low = middle;
  }
  return 2 / (low + high);
}

/** d(log loss)/d(1/T) = Σ_i (Σ_k q_ik · log p_ik - log p_iy). */
function slope(logs: Float64Array, scaled: Float64Array, labels: ArrayLike<number>): number {
  const classes = scaled.length / labels.length;
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    for (let k = 0; k < classes; k++) total += scaled[i * classes + k]! * logs[i * classes + k]!;
    total -= logs[i * classes + labels[i]!]!;
  }
  return total;
}
