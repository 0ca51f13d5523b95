import type { Random } from '../../core/random.ts';

/** A column narrower than this share of the widest counts as flat. */
const FLAT = 1e-9;
const NOISE = 1e-2;

/**
 * Turns each column so that its largest entry in size is positive (the first of equals): eigenvectors are known up to
 * their sign only.
 * @param vectors - `[size, columns]` row-major, changed in place
 */
export function fixSigns(vectors: Float64Array, size: number, columns: number): void {
  for (let c = 0; c < columns; c++) {
    let largest = 0;
    for (let i = 0; i < size; i++) {
      const value = vectors[i * columns + c]!;
      // Entries that differ by rounding only count as equal, or the sign would hang on it.
      if (Math.abs(value) > Math.abs(largest) * (1 + 1e-9)) largest = value;
    }
    if (largest >= 0) continue;
    for (let i = 0; i < size; i++) vectors[i * columns + c] = -vectors[i * columns + c]!;
  }
}

/**
 * Standard deviation of a column (dividing by n).
 * @param layout - `[rows, columns]`
 */
export function columnDeviation(layout: Float64Array, rows: number, columns: number, column: number): number {
  let mean = 0;
  for (let i = 0; i < rows; i++) mean += layout[i * columns + column]!;
  mean /= rows;
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += (layout[i * columns + column]! - mean) ** 2;
  return Math.sqrt(sum / rows);
}

/**
 * Puts noise into columns that have no spread, a hundredth as wide as the widest column (or as 1 where all are flat).
 * @param layout - `[rows, columns]`, changed in place
 * @param rows - its rows
 * @param columns - its columns
 * @param spread - `rounding` is a width at or below which a column holds nothing but the arithmetic's rounding
 */
export function fillFlatColumns(
  layout: Float64Array,
  rows: number,
  columns: number,
  spread: { readonly random: Random; readonly rounding: number },
): void {
  const { random, rounding } = spread;
  const deviations = Array.from({ length: columns }, (_, c) => columnDeviation(layout, rows, columns, c));
  const widest = Math.max(...deviations);
  const flat = Math.max(rounding, FLAT * widest);
  const noise = NOISE * (widest > rounding ? widest : 1);
  deviations.forEach((deviation, c) => {
    if (deviation > flat) return;
    for (let i = 0; i < rows; i++) layout[i * columns + c] = random.normal(0, noise);
  });
}

/**
 * Scales all columns alike, so that the first one's standard deviation is the one asked for.
 * @param layout - `[rows, columns]`, changed in place
 */
export function scaleToDeviation(
  layout: Float64Array,
  rows: number,
  columns: number,
  standardDeviation: number,
): void {
  const now = columnDeviation(layout, rows, columns, 0);
  if (!(now > 0)) return;
  for (let i = 0; i < layout.length; i++) layout[i]! *= standardDeviation / now;
}
