import { ParameterError } from '../core/errors/parameter-error.ts';
import { checkLength } from './check-scores.ts';

/**
 * Pearson's correlation coefficient.
 * @param x - finite numbers, `[N]`
 * @param y - finite numbers, `[N]`
 * @param weights - how often each pair counts, `[N]`; once each where left out
 * @returns -1 to 1; NaN where x or y does not vary
 * @throws {ParameterError} where N = 0, lengths differ or a number is not finite
 */
export function pearsonCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  checkPairs('pearsonCorrelation', x, y);
  if (weights !== undefined) checkLength('pearsonCorrelation', 'weights', weights.length, x.length);
  const once = weights === undefined ? new Float64Array(x.length).fill(1) : Float64Array.from(weights);
  return weightedPearson(Float64Array.from(x), Float64Array.from(y), once);
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, ties sharing their mean rank. O(N log N).
 * @param x - finite numbers, `[N]`
 * @param y - finite numbers, `[N]`
 * @returns -1 to 1; NaN where x or y does not vary
 * @throws {ParameterError} where N = 0, lengths differ or a number is not finite
 */
export function spearmanCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  checkPairs('spearmanCorrelation', x, y);
  return spearmanScorer(x, y)(new Float64Array(x.length).fill(1));
}

/**
 * Sorts both lists once, so that a bootstrap replicate's rank correlation is a few passes over the cells.
 * @param x - finite numbers, `[N]`
 * @param y - finite numbers, `[N]`
 * @returns Spearman's correlation for whole-number weights of the pairs
 */
export function spearmanScorer(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): (weights: Float64Array) => number {
  const rankX = ranker(x);
  const rankY = ranker(y);
  return (weights) => weightedPearson(rankX(weights), rankY(weights), weights);
}

/**
 * Pearson's correlation without checks, for inner loops.
 * @param x - finite numbers, `[N]`
 * @param y - finite numbers, `[N]`
 * @param weights - how often each pair counts, `[N]`
 */
export function weightedPearson(x: Float64Array, y: Float64Array, weights: Float64Array): number {
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < x.length; i++) {
    const weight = weights[i]!;
    total += weight;
    sumX += weight * x[i]!;
    sumY += weight * y[i]!;
  }
  const meanX = sumX / total;
  const meanY = sumY / total;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const weight = weights[i]!;
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    xx += weight * dx * dx;
    yy += weight * dy * dy;
    xy += weight * dx * dy;
  }
  // Rounding leaves a trace of variance in numbers that are all the same.
  const flat = xx <= 1e-26 * total * meanX * meanX || yy <= 1e-26 * total * meanY * meanY;
  return flat ? Number.NaN : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Mean ranks under weights: a cell that counts twice takes up two ranks. */
function ranker(given: ArrayLike<number>): (weights: Float64Array) => Float64Array {
  const values = Float64Array.from(given);
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const sorted = Float64Array.from(order, (i) => values[i]!);
  const ranks = new Float64Array(values.length);
  return (weights) => {
    let below = 0;
    for (let start = 0; start < order.length;) {
      let end = start;
      let tied = 0;
      for (; end < order.length && sorted[end] === sorted[start]; end++) {
        tied += weights[order[end]!]!;
      }
      for (let i = start; i < end; i++) ranks[order[i]!] = below + (tied + 1) / 2;
      below += tied;
      start = end;
    }
    return ranks;
  };
}

function checkPairs(where: string, x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length === 0) throw new ParameterError('x', `${where}: there must be at least one pair, got none`);
  checkLength(where, 'y', y.length, x.length);
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      throw new ParameterError(
        'x',
        `${where}: numbers must be finite, got ${x[i]!} and ${y[i]!} at pair ${i}`,
      );
    }
  }
}
