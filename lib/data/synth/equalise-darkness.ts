import { ParameterError } from '../../core/errors/parameter-error.ts';

const BINS = 2048;

/**
 * Optical density of a nucleus's pixels against its median, by rank (0, 1/20, ..., 1), measured on C-NMC's training
 * cells: skewed, since open places are paler than clumps are dark.
 */
const DENSITY_BY_RANK: readonly number[] = [
  -0.48, -0.3, -0.228, -0.182, -0.148, -0.12, -0.095, -0.07, -0.046, -0.023, 0, 0.022, 0.043, 0.064, 0.085,
  0.106, 0.128, 0.152, 0.18, 0.215, 0.3,
];

const MEAN =
  DENSITY_BY_RANK.reduce(
    (sum, value, i) => sum + value * (i === 0 || i === DENSITY_BY_RANK.length - 1 ? 0.5 : 1),
    0,
  ) /
  (DENSITY_BY_RANK.length - 1);

/** The target density of a rank in [0, 1], with mean 0 over all ranks. */
export function densityOfRank(rank: number): number {
  const place = Math.min(Math.max(rank, 0), 1) * (DENSITY_BY_RANK.length - 1);
  const step = Math.min(Math.floor(place), DENSITY_BY_RANK.length - 2);
  const low = DENSITY_BY_RANK[step]!;
  return low + (place - step) * (DENSITY_BY_RANK[step + 1]! - low) - MEAN;
}

/**
 * Gives the pixels of a mask one fixed histogram while keeping their order from pale to dark (histogram specification),
 * in place; pixels outside of the mask become 0. Ranks are read off 2048 bins, linear within each.
 * @param values - any finite numbers
 * @param mask - 1 where a pixel counts, as many as values
 * @throws {ParameterError} if the two differ in length
 */
export function equaliseDarkness(values: Float32Array, mask: Uint8Array): void {
  if (values.length !== mask.length) {
    throw new ParameterError(
      'mask',
      `equaliseDarkness: the mask must have ${values.length} pixels, got ${mask.length}`,
    );
  }
  let low = Infinity;
  let high = -Infinity;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (mask[i] === 0) continue;
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
    count++;
  }
  const scale = high > low ? BINS / (high - low) : 0;
  const before = new Float64Array(BINS + 1);
  for (let i = 0; i < values.length; i++) {
    if (mask[i] !== 0) before[Math.min(Math.floor((values[i]! - low) * scale), BINS - 1) + 1]! += 1;
  }
  for (let bin = 0; bin < BINS; bin++) before[bin + 1]! += before[bin]!;
  for (let i = 0; i < values.length; i++) {
    if (mask[i] === 0) {
      values[i] = 0;
      continue;
    }
    const place = (values[i]! - low) * scale;
    const bin = Math.min(Math.floor(place), BINS - 1);
    const rank = before[bin]! + (place - bin) * (before[bin + 1]! - before[bin]!);
    values[i] = densityOfRank(scale === 0 ? 0.5 : rank / count);
  }
}
