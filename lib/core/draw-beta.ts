import { exp, log } from './portable-math.ts';
import type { Random } from './random.ts';

/**
 * Draws from the symmetric beta distribution Beta(α, α) on [0, 1]: G₁ / (G₁ + G₂) with G ~ Gamma(α); Beta(1, 1) is
 * uniform.
 * Source: Marsaglia and Tsang, ACM TOMS 26 (2000) for the gamma distribution.
 * @param random - draws as many numbers as it takes
 * @param alpha - α, above 0
 */
export function drawBeta(random: Random, alpha: number): number {
  if (alpha === 1) return random.uniform();
  // In logarithms: for a small α both gammas can be smaller than the smallest number.
  const [a, b] = [logGamma(random, alpha), logGamma(random, alpha)];
  return 1 / (1 + exp(b - a));
}

/** The logarithm of a number from Gamma(α, 1). */
function logGamma(random: Random, alpha: number): number {
  // Gamma(α) = Gamma(α + 1) · U^(1/α), for α below 1.
  if (alpha < 1) return logGamma(random, alpha + 1) + log(1 - random.uniform()) / alpha;
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return log(d * v);
  }
}
