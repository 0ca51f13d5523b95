/**
 * Φ(x), the standard normal distribution function, within 1e-15: Marsaglia's series
 * Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/(3·5) + …), Journal of Statistical Software 11(4), 2004.
 * @param x - any number
 */
export function normalCumulative(x: number): number {
  if (Math.abs(x) > 9) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * The inverse of {@link normalCumulative}, by bisection: called a few times a report, so plain beats fast.
 * @param p - a probability
 * @returns -Infinity for 0, Infinity for 1, NaN outside of them
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  // The upper half would lose digits against 1, so it mirrors the lower one.
  if (p > 0.5) return -normalQuantile(1 - p);
  let low = -9;
  let high = 0;
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (normalCumulative(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
