import type { Steps } from '../kernels/steps.ts';
import type { DenseRows } from '../rows.ts';
import type { BlockProduct } from './leading-eigenvectors.ts';

/** Rows of one piece of work. */
const ROWS = 1024;
/** Values of a row or column that are held side by side while products are summed. */
const STRIP = 64;
/** Rows of the matrix that are multiplied in one piece of work. */
const PIECE = 64;

/**
 * The mean of each column.
 * @param points - `[rows, columns]`
 */
export function columnMeans({ data, rows, columns }: DenseRows): Float64Array {
  const mean = new Float64Array(columns);
  for (let o = 0; o < rows * columns; o += columns) {
    for (let k = 0; k < columns; k++) mean[k]! += data[o + k]!;
  }
  for (let k = 0; k < columns; k++) mean[k]! /= rows;
  return mean;
}

/**
 * Products with the covariance `CᵀC / rows`, C = points − mean, which is summed once: cheap for few columns however many
 * rows there are. Between rows it is `CCᵀ / rows`, which has the same eigenvalues and is the cheaper one for few rows.
 * @param points - `[rows, columns]`
 * @param mean - of the columns
 * @param between - whose products are summed: the matrix is `[columns, columns]` or `[rows, rows]`
 */
export function* covarianceProduct(
  points: DenseRows,
  mean: Float64Array,
  between: 'columns' | 'rows' = 'columns',
): Steps<BlockProduct> {
  const { data, rows, columns } = points;
  const [size, length] = between === 'columns' ? [columns, rows] : [rows, columns];
  const stride = Math.ceil(size / 4) * 4;
  const sums = new Float64Array(stride * stride);
  const strip = new Float64Array(stride * STRIP);
  for (let from = 0; from < length; from += STRIP) {
    const width = Math.min(STRIP, length - from);
    for (let t = 0; t < width; t++) {
      if (between === 'columns') {
        const o = (from + t) * columns;
        for (let k = 0; k < columns; k++) strip[k * STRIP + t] = data[o + k]! - mean[k]!;
      } else {
        const k = from + t;
        for (let i = 0; i < rows; i++) strip[i * STRIP + t] = data[i * columns + k]! - mean[k]!;
      }
    }
    yield* addProducts(sums, strip, stride, width);
  }
  for (let k = 0; k < size; k++) {
    for (let j = k; j < size; j++) {
      sums[k * stride + j]! /= rows;
      sums[j * stride + k] = sums[k * stride + j]!;
    }
  }
  return function* (x, out, block) {
    out.fill(0, 0, size * block);
    for (let k = 0; k < size; k++) {
      if (k % PIECE === PIECE - 1) yield;
      addMultiples(sums, k * stride, { x, out, size, block, to: k * block });
    }
  };
}

/** Adds the products of each row of the strip with itself and those after it, 2 x 4 at a time; sums go on in their order. */
function* addProducts(sums: Float64Array, strip: Float64Array, stride: number, width: number): Steps<void> {
  for (let k = 0; k < stride; k += 2) {
    if (k % PIECE === 0) yield;
    const a = k * STRIP;
    const b = a + STRIP;
    for (let j = k - (k % 4); j < stride; j += 4) {
      const p = j * STRIP;
      const to = k * stride + j;
      const below = to + stride;
      let s0 = sums[to]!;
      let s1 = sums[to + 1]!;
      let s2 = sums[to + 2]!;
      let s3 = sums[to + 3]!;
      let r0 = sums[below]!;
      let r1 = sums[below + 1]!;
      let r2 = sums[below + 2]!;
      let r3 = sums[below + 3]!;
      for (let t = 0; t < width; t++) {
        const u = strip[a + t]!;
        const v = strip[b + t]!;
        const x0 = strip[p + t]!;
        const x1 = strip[p + STRIP + t]!;
        const x2 = strip[p + 2 * STRIP + t]!;
        const x3 = strip[p + 3 * STRIP + t]!;
        s0 += u * x0;
        s1 += u * x1;
        s2 += u * x2;
        s3 += u * x3;
        r0 += v * x0;
        r1 += v * x1;
        r2 += v * x2;
        r3 += v * x3;
      }
      sums[to] = s0;
      sums[to + 1] = s1;
      sums[to + 2] = s2;
      sums[to + 3] = s3;
      sums[below] = r0;
      sums[below + 1] = r1;
      sums[below + 2] = r2;
      sums[below + 3] = r3;
    }
  }
}

/** Adds a matrix row's multiples of the rows of x to one row of out, four rows of x at a time. */
function addMultiples(
  matrix: Float64Array,
  from: number,
  {
    x,
    out,
    size,
    block,
    to,
  }: { x: Float64Array; out: Float64Array; size: number; block: number; to: number },
): void {
  let j = 0;
  for (; j + 4 <= size; j += 4) {
    const v0 = matrix[from + j]!;
    const v1 = matrix[from + j + 1]!;
    const v2 = matrix[from + j + 2]!;
    const v3 = matrix[from + j + 3]!;
    const o = j * block;
    for (let c = 0; c < block; c++) {
      let sum = out[to + c]!;
      sum += v0 * x[o + c]!;
      sum += v1 * x[o + block + c]!;
      sum += v2 * x[o + 2 * block + c]!;
      sum += v3 * x[o + 3 * block + c]!;
      out[to + c] = sum;
    }
  }
  for (; j < size; j++) {
    const value = matrix[from + j]!;
    for (let c = 0; c < block; c++) out[to + c]! += value * x[j * block + c]!;
  }
}

/** The same product without the covariance: each row is read once for its scores and at once again for what they add. */
export function rowsProduct({ data, rows, columns }: DenseRows, mean: Float64Array): BlockProduct {
  const row = new Float64Array(columns);
  return function* (x, out, block) {
    out.fill(0, 0, columns * block);
    for (let i = 0; i < rows; i++) {
      if (i % ROWS === 0) yield;
      for (let k = 0; k < columns; k++) row[k] = data[i * columns + k]! - mean[k]!;
      for (let c = 0; c < block; c += 3) {
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        for (let k = 0, o = c; k < columns; k++, o += block) {
          const value = row[k]!;
          s0 += value * x[o]!;
          s1 += value * x[o + 1]!;
          s2 += value * x[o + 2]!;
        }
        s0 /= rows;
        s1 /= rows;
        s2 /= rows;
        for (let k = 0, o = c; k < columns; k++, o += block) {
          const value = row[k]!;
          out[o]! += value * s0;
          out[o + 1]! += value * s1;
          out[o + 2]! += value * s2;
        }
      }
    }
  };
}
