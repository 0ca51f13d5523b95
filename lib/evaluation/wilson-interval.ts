import { checkNumber } from './check-scores.ts';
import { normalQuantile } from './normal-distribution.ts';

/**
 * Wilson's score interval of a share: unlike a bootstrap it does not claim certainty for 3 out of 3.
 * @param hits - number of successes
 * @param total - number of tries
 * @param confidence - 0.95 for a 95 % interval
 * @returns both ends, 0 to 1; NaN where there was no try
 * @throws {ParameterError} where hits or confidence are out of range
 */
export function wilsonInterval(
  hits: number,
  total: number,
  confidence = 0.95,
): { low: number; high: number } {
  checkNumber('wilsonInterval: confidence', confidence, { low: 0, high: 1 });
  if (total === 0) return { low: Number.NaN, high: Number.NaN };
  checkNumber('wilsonInterval: hits', hits, { low: 0, high: total });
  const z = normalQuantile((1 + confidence) / 2);
  const share = hits / total;
  const scale = 1 + (z * z) / total;
  const centre = (share + (z * z) / (2 * total)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  // Rounding must not push a share of exactly 0 or 1 out of its own interval.
  return {
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === total ? 1 : Math.min(1, centre + half),
  };
}
