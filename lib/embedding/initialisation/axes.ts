import type { Steps } from '../kernels/steps.ts';
import type { DenseRows } from '../rows.ts';

/** Rows of one piece of work. */
const ROWS = 64;

/**
 * Eigenvectors side by side as axes one after the other.
 * @param vectors - `[columns, n]`
 * @returns `[n, columns]`
 */
export function axesOf(vectors: Float64Array, columns: number): Float64Array {
  const n = vectors.length / columns;
  const axes = new Float64Array(n * columns);
  for (let k = 0; k < columns; k++) {
    for (let c = 0; c < n; c++) axes[c * columns + k] = vectors[k * n + c]!;
  }
  return axes;
}

/**
 * Points on axes, `(points − mean) · axesᵀ`, in pieces.
 * @param points - `[rows, columns]`
 * @param mean - of the columns, `[columns]`
 * @param axes - `[n, columns]`
 * @returns `[rows, n]`
 */
export function* projectOntoAxes(
  { data, rows, columns }: DenseRows,
  mean: Float64Array,
  axes: Float64Array,
): Steps<Float64Array> {
  const n = axes.length / columns;
  const out = new Float64Array(rows * n);
  const row = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    if (i % ROWS === 0) yield;
    for (let k = 0; k < columns; k++) row[k] = data[i * columns + k]! - mean[k]!;
    for (let c = 0; c < n; c++) {
      let sum = 0;
      for (let k = 0, o = c * columns; k < columns; k++) sum += row[k]! * axes[o + k]!;
      out[i * n + c] = sum;
    }
  }
  return out;
}
