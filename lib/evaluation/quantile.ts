/**
 * A quantile of sorted numbers with linear interpolation, as numpy.percentile.
 * @param sorted - ascending, at least one
 * @param q - 0 (lowest) to 1 (highest)
 * @returns NaN where there are no numbers
 */
export function sortedQuantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = q * (sorted.length - 1);
  const below = Math.min(Math.max(Math.floor(place), 0), sorted.length - 1);
  const above = Math.min(below + 1, sorted.length - 1);
  const low = sorted[below]!;
  const high = sorted[above]!;
  const part = place - below;
  // numpy's lerp: from the nearer end, so that the ends come out exactly.
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}
