import { ParameterError } from '../core/errors/parameter-error.ts';
import { checkNumber } from './check-scores.ts';

/** Rows of numbers about cells, `[N, F]` row-major. */
export interface FeatureMatrix {
  readonly features: Float64Array;
  /** F, the number of features a cell. */
  readonly width: number;
}

/** How strongly coefficients are held near 0, and when fitting ends. */
export interface LogisticOptions {
  /** C, as in scikit-learn: the loss is ½‖w‖² + C·Σ log loss; 1. The intercept is not held. */
  readonly inverseRegularisation?: number;
  /** Newton steps at most, 100. */
  readonly iterations?: number;
}

/** A fitted model: p = 1 / (1 + exp(-(intercept + Σ coefficient · (x - mean) / scale))). */
export interface LogisticModel {
  readonly intercept: number;
  /** Of the standardised features, `[F]`. */
  readonly coefficients: Float64Array;
  readonly means: Float64Array;
  /** Population standard deviations; 1 where a feature does not vary. */
  readonly scales: Float64Array;
}

/**
 * Standardises features and fits an L2 logistic regression by Newton's method (iteratively reweighted least squares)
 * with step halving: the same minimum as scikit-learn's StandardScaler and LogisticRegression.
 * @param matrix - finite features, `[N, F]`
 * @param labels - 0 or 1, `[N]`, both there
 * @param options - regularisation and iterations
 * @throws {ParameterError} where shapes differ, a feature is not finite, a label is not 0 or 1, or a class is missing
 */
export function fitLogistic(
  { features, width }: FeatureMatrix,
  labels: ArrayLike<number>,
  { inverseRegularisation = 1, iterations = 100 }: LogisticOptions = {},
): LogisticModel {
  checkNumber('fitLogistic: inverseRegularisation', inverseRegularisation, { low: 1e-12, high: 1e12 });
  checkInput(features, width, labels);
  const { means, scales } = moments(features, width);
  const rows = standardise({ features, width }, { means, scales });
  let weights = new Float64Array(width + 1);
  let value = objective(rows, labels, weights, inverseRegularisation);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { gradient, hessian } = derivatives(rows, labels, weights, inverseRegularisation);
    if (gradient.every((slope) => Math.abs(slope) < 1e-11 * labels.length)) break;
    const step = solve(hessian, gradient);
    let moved = false;
    for (let scale = 1; scale > 1e-6 && !moved; scale /= 2) {
      const next = weights.map((weight, j) => weight - scale * step[j]!);
      const lower = objective(rows, labels, next, inverseRegularisation);
      if (!(lower <= value)) continue;
      moved = lower < value || scale === 1;
      weights = next;
      value = lower;
    }
    // Below the objective's rounding no step can be seen to help.
    if (!moved) break;
  }
  return { intercept: weights[width]!, coefficients: weights.slice(0, width), means, scales };
}

/**
 * Probabilities of class 1.
 * @param model - what {@link fitLogistic} gave
 * @param matrix - finite features in the same order, `[N, F]`
 * @returns 0 to 1, `[N]`
 * @throws {ParameterError} where the number of features is another
 */
export function applyLogistic(model: LogisticModel, matrix: FeatureMatrix): Float64Array {
  if (matrix.width !== model.coefficients.length) {
    throw new ParameterError(
      'matrix',
      `applyLogistic: there must be ${model.coefficients.length} features a cell as in fitting, got ${matrix.width}`,
    );
  }
  const rows = standardise(matrix, model);
  const weights = Float64Array.from([...model.coefficients, model.intercept]);
  return Float64Array.from({ length: rows.length / weights.length }, (_, i) => {
    return 1 / (1 + Math.exp(-margin(rows, weights, i)));
  });
}

function checkInput(features: Float64Array, width: number, labels: ArrayLike<number>): void {
  checkNumber('fitLogistic: width', width, { low: 1, high: 1000, whole: true });
  if (labels.length === 0 || features.length !== labels.length * width) {
    throw new ParameterError(
      'features',
      `fitLogistic: features must be [N, ${width}] with N >= 1, got ${features.length} numbers for ${labels.length} labels`,
    );
  }
  const bad = features.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const place = `row ${Math.floor(bad / width)}, feature ${bad % width}`;
    throw new ParameterError(
      'features',
      `fitLogistic: features must be finite, got ${features[bad]!} in ${place}`,
    );
  }
  const positives = Array.from(labels).filter((label) => label === 1).length;
  const negatives = Array.from(labels).filter((label) => label === 0).length;
  if (positives + negatives !== labels.length || positives === 0 || negatives === 0) {
    throw new ParameterError(
      'labels',
      `fitLogistic: labels must be 0 or 1 and both must be there, got ${negatives} of 0, ${positives} of 1, ${labels.length} in all`,
    );
  }
}

function moments(features: Float64Array, width: number): { means: Float64Array; scales: Float64Array } {
  const count = features.length / width;
  const means = new Float64Array(width);
  const scales = new Float64Array(width);
  for (const [i, value] of features.entries()) means[i % width]! += value / count;
  for (const [i, value] of features.entries()) scales[i % width]! += (value - means[i % width]!) ** 2 / count;
  for (let j = 0; j < width; j++) {
    const deviation = Math.sqrt(scales[j]!);
    scales[j] = deviation > 1e-12 * Math.abs(means[j]!) && deviation > 0 ? deviation : 1;
  }
  return { means, scales };
}

/** Standardised rows with a 1 for the intercept at their end, `[N, F + 1]`. */
function standardise(
  { features, width }: FeatureMatrix,
  { means, scales }: Pick<LogisticModel, 'means' | 'scales'>,
): Float64Array {
  const count = features.length / width;
  const rows = new Float64Array(count * (width + 1)).fill(1);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < width; j++) {
      rows[i * (width + 1) + j] = (features[i * width + j]! - means[j]!) / scales[j]!;
    }
  }
  return rows;
}

function margin(rows: Float64Array, weights: Float64Array, i: number): number {
  let sum = 0;
  for (let j = 0; j < weights.length; j++) sum += weights[j]! * rows[i * weights.length + j]!;
  return sum;
}

/** ½‖w‖² + C·Σ log(1 + exp(∓margin)), the intercept (last) left out of the norm. */
function objective(rows: Float64Array, labels: ArrayLike<number>, weights: Float64Array, c: number): number {
  let loss = 0;
  for (let i = 0; i < labels.length; i++) {
    const away = labels[i] === 1 ? -margin(rows, weights, i) : margin(rows, weights, i);
    loss += Math.max(away, 0) + Math.log1p(Math.exp(-Math.abs(away)));
  }
  let norm = 0;
  for (let j = 0; j < weights.length - 1; j++) norm += weights[j]! ** 2;
  return norm / 2 + c * loss;
}

function derivatives(
  rows: Float64Array,
  labels: ArrayLike<number>,
  weights: Float64Array,
  c: number,
): { gradient: Float64Array; hessian: Float64Array[] } {
  const size = weights.length;
  const gradient = Float64Array.from(weights, (weight, j) => (j < size - 1 ? weight : 0));
  const hessian = Array.from({ length: size }, (_, j) => {
    const row = new Float64Array(size);
    // A breath of curvature keeps the intercept's row solvable where every probability is saturated.
    row[j] = j < size - 1 ? 1 : 1e-12;
    return row;
  });
  for (let i = 0; i < labels.length; i++) {
    const p = 1 / (1 + Math.exp(-margin(rows, weights, i)));
    const slope = c * (p - labels[i]!);
    const curvature = c * p * (1 - p);
    for (let j = 0; j < size; j++) {
      const x = rows[i * size + j]!;
      gradient[j]! += slope * x;
      for (let k = 0; k <= j; k++) hessian[j]![k]! += curvature * x * rows[i * size + k]!;
    }
  }
  return { gradient, hessian };
}

/** Solves H·x = g for a positive definite H of which the lower half is given, by Cholesky's method, in place. */
function solve(lower: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const x = right.slice();
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = lower[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}
