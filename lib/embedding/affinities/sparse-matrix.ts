import type { Neighbours } from '../neighbours/neighbour-types.ts';

/**
 * A matrix of which only the entries that are not zero are kept, row by row: row i has the columns
 * `indices[indptr[i] .. indptr[i + 1])`.
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Where each row begins in indices and values, and the end of the last, `[rows + 1]`. */
  readonly indptr: Int32Array;
  /** Column of each entry, `[entries]`. */
  readonly indices: Int32Array;
  readonly values: Float64Array | Float32Array;
}

/**
 * Puts a value beside each neighbour into a matrix, a row for each point.
 * @param neighbours - which columns each row has, `[rows, k]`
 * @param values - `[rows, k]`
 * @param columns - of how many points the neighbours are
 */
export function sparseFromNeighbours(
  { indices, rows, k }: Pick<Neighbours, 'indices' | 'rows' | 'k'>,
  values: Float64Array,
  columns: number,
): SparseMatrix {
  return { rows, columns, indptr: Int32Array.from({ length: rows + 1 }, (_, i) => i * k), indices, values };
}

/**
 * The transpose; its rows have their columns in ascending order, whatever the order was before.
 * @param matrix - `[rows, columns]`
 */
export function transposeSparse({ rows, columns, indptr, indices, values }: SparseMatrix): SparseMatrix {
  const start = new Int32Array(columns + 1);
  for (let e = 0; e < indices.length; e++) start[indices[e]! + 1]!++;
  for (let j = 0; j < columns; j++) start[j + 1]! += start[j]!;
  const next = start.slice(0, columns);
  const rowOf = new Int32Array(indices.length);
  const moved = new Float64Array(indices.length);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const at = next[indices[e]!]!++;
      rowOf[at] = i;
      moved[at] = values[e]!;
    }
  }
  return { rows: columns, columns: rows, indptr: start, indices: rowOf, values: moved };
}

/**
 * Makes a square matrix symmetric: (A + Aᵀ) / 2, or 1 wherever A or Aᵀ is not zero. Columns come out ascending.
 * @param matrix - `[n, n]`
 * @param by - `mean` or `max`
 */
export function symmetrizeSparse(matrix: SparseMatrix, by: 'mean' | 'max'): SparseMatrix {
  const n = matrix.rows;
  const right = transposeSparse(matrix);
  const left = transposeSparse(right);
  const indptr = new Int32Array(n + 1);
  const indices = new Int32Array(left.indices.length + right.indices.length);
  const values = new Float64Array(indices.length);
  let to = 0;
  for (let i = 0; i < n; i++) {
    let a = left.indptr[i]!;
    let b = right.indptr[i]!;
    const aEnd = left.indptr[i + 1]!;
    const bEnd = right.indptr[i + 1]!;
    while (a < aEnd || b < bEnd) {
      const fromLeft = a < aEnd ? left.indices[a]! : n;
      const fromRight = b < bEnd ? right.indices[b]! : n;
      let sum = 0;
      if (fromLeft <= fromRight) sum += left.values[a++]!;
      if (fromRight <= fromLeft) sum += right.values[b++]!;
      indices[to] = Math.min(fromLeft, fromRight);
      values[to++] = by === 'mean' ? sum / 2 : sum > 0 ? 1 : 0;
    }
    indptr[i + 1] = to;
  }
  return { rows: n, columns: n, indptr, indices: indices.slice(0, to), values: values.slice(0, to) };
}

/**
 * Divides a matrix by the sum of its entries, in place; one without entries, or whose entries are all zero, is left as
 * it is.
 */
export function normalizeSparse<T extends SparseMatrix>(matrix: T): T {
  let sum = 0;
  for (const value of matrix.values) sum += value;
  if (sum > 0) for (let e = 0; e < matrix.values.length; e++) matrix.values[e]! /= sum;
  return matrix;
}
