import { exp, log } from '../../core/portable-math.ts';
import { finish, type Steps } from '../kernels/steps.ts';

/** What {@link fitBandwidth} looks at: one point's squared distances, nearest first. */
interface Row {
  readonly squared: Float64Array;
  readonly k: number;
}

/** How near the entropy comes to the wished one, in nats. Source: openTSNE 1.0.4. */
const TOLERANCE = 1e-8;
const MOST_STEPS = 200;
/** Rows of one piece of work. */
const ROWS = 512;

/**
 * Gaussian affinities of each point to its neighbours, with a bandwidth found for each point so that the entropy of its
 * affinities is the logarithm of the perplexity: p(j|i) = exp(-d²(i, j) / 2σ²(i)) / Σ.
 *
 * With several perplexities it is a mixture: each Gaussian has its own σ and is a density, exp(-d² / 2σ²) / σ; they are
 * added and the row is normalised once.
 * @param distances - to the neighbours, nearest first, `[rows, stride]`
 * @param perplexities - one or more, each above 0
 * @param shape - rows, how many neighbours of each count (k), and how many distances a row has (stride)
 * @returns `[rows, k]`, each row sums to 1
 *
 * Differs from the reference: each scale's bandwidth is searched from the beginning (openTSNE goes on in the bracket of
 * the scale before, which can miss it), by Newton steps in place of halving alone, and relative to the nearest
 * neighbour, so that far points cannot underflow.
 */
export function gaussianAffinities(
  distances: Float32Array | Float64Array,
  perplexities: readonly number[],
  shape: { rows: number; k: number; stride: number },
): Float64Array {
  return finish(gaussianSteps(distances, perplexities, shape));
}

/** {@link gaussianAffinities} in pieces. */
export function* gaussianSteps(
  distances: Float32Array | Float64Array,
  perplexities: readonly number[],
  { rows, k, stride }: { rows: number; k: number; stride: number },
): Steps<Float64Array> {
  const out = new Float64Array(rows * k);
  if (k === 0) return out;
  const row = { squared: new Float64Array(k), k };
  const precisions = new Float64Array(perplexities.length);
  for (let i = 0; i < rows; i++) {
    if (i % ROWS === 0) yield;
    for (let j = 0; j < k; j++) row.squared[j] = distances[i * stride + j]! ** 2;
    let guess = 0;
    for (let s = 0; s < perplexities.length; s++) {
      guess = fitBandwidth(row, log(perplexities[s]!), guess);
      precisions[s] = guess;
    }
    mixInto(out.subarray(i * k, (i + 1) * k), row, precisions);
  }
  return out;
}

/**
 * The precision β = 1 / 2σ² at which the affinities' entropy is the wished one. Where no β gives it (equal distances,
 * more duplicates than the perplexity), the last β tried, at which the affinities no longer change.
 */
function fitBandwidth({ squared, k }: Row, wished: number, guess: number): number {
  const nearest = squared[0]!;
  const spread = squared[k - 1]! - nearest;
  if (!(spread > 0)) return 1;
  let low = 0;
  let high = Infinity;
  let beta = guess > 0 ? guess : 2 / spread;
  for (let step = 0; step < MOST_STEPS; step++) {
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let j = 0; j < k; j++) {
      const distance = squared[j]! - nearest;
      const weight = exp(-beta * distance);
      sum += weight;
      first += weight * distance;
      second += weight * distance * distance;
    }
    const mean = first / sum;
    const difference = log(sum) + beta * mean - wished;
    if (Math.abs(difference) <= TOLERANCE) break;
    if (difference > 0) low = beta;
    else high = beta;
    // The entropy's slope in log β is -β² · variance.
    const slope = beta * beta * (second / sum - mean * mean);
    const newton = slope > 0 ? beta * exp(Math.min(Math.max(difference / slope, -2), 2)) : NaN;
    if (newton > low && newton < high) beta = newton;
    else beta = high === Infinity ? beta * 2 : (low + high) / 2;
    if (beta * spread > 1e12 || beta * spread < 1e-12) break;
  }
  return beta;
}

function mixInto(out: Float64Array, { squared, k }: Row, precisions: Float64Array): void {
  // Σ over scales of √β · exp(-β d²), scaled so that its greatest term is 1.
  let shift = -Infinity;
  for (const beta of precisions) shift = Math.max(shift, 0.5 * log(beta) - beta * squared[0]!);
  let sum = 0;
  for (let j = 0; j < k; j++) {
    let value = 0;
    for (const beta of precisions) value += exp(0.5 * log(beta) - beta * squared[j]! - shift);
    out[j] = value;
    sum += value;
  }
  for (let j = 0; j < k; j++) out[j]! /= sum;
}
