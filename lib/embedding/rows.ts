import { ParameterError } from '../core/errors/parameter-error.ts';

/** Points, one a row: row-major, `[rows, columns]`. */
export interface DenseRows {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Points of which most values are 0, in compressed rows (CSR): row i has the entries `indptr[i]` to `indptr[i + 1]`. */
export interface SparseRows {
  /** `[rows + 1]`, ascending from 0. */
  readonly indptr: Int32Array;
  /** Column of each entry, ascending in a row, `[entries]`. */
  readonly indices: Int32Array;
  /** `[entries]`. */
  readonly values: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** A tensor as TensorFlow.js has it, so far as it is needed here. */
export interface TensorLike {
  readonly shape: readonly number[];
  dataSync(): ArrayLike<number>;
}

/** Anything that can be read as rows: dense rows, plain arrays of numbers, a tensor `[rows, columns]`. */
export type RowsLike = DenseRows | readonly ArrayLike<number>[] | TensorLike;

/**
 * Reads points at the library's edge. A Float32Array is never copied: rows and tensors that hold one are looked at only.
 * @param rows - the caller's points
 * @param where - for messages, "function: parameter", such as `findNeighbours: points`
 * @throws {ParameterError} if there are no points or no columns, if rows differ in length, or if a value is not a finite
 *   number (it names the row and the column, both counted from 0)
 */
export function toDenseRows(rows: RowsLike, where: string): DenseRows {
  const dense = asDense(rows, where);
  if (dense.rows === 0 || dense.columns === 0) {
    fail(
      where,
      `must have at least one row and one column, got ${String(dense.rows)} x ${String(dense.columns)}`,
    );
  }
  if (dense.data.length !== dense.rows * dense.columns) {
    fail(
      where,
      `must hold rows x columns values, got ${String(dense.data.length)} for ${String(dense.rows)} x ${String(dense.columns)}`,
    );
  }
  checkFinite(dense.data, dense.columns, where);
  return dense;
}

/**
 * Looks at sparse rows before they are used.
 * @param rows - the caller's points
 * @param where - for messages, "function: parameter"
 * @throws {ParameterError} if the arrays do not fit together, a row's columns do not ascend, or a value is not finite
 */
export function checkSparseRows(rows: SparseRows, where: string): void {
  const { indptr, indices, values, columns } = rows;
  if (rows.rows < 1 || columns < 1) {
    fail(where, `must have at least one row and one column, got ${String(rows.rows)} x ${String(columns)}`);
  }
  const entries = indptr[rows.rows];
  if (indptr.length !== rows.rows + 1 || indices.length !== entries || values.length !== entries) {
    fail(where, 'must have indptr of rows + 1 numbers that end in the number of indices and of values');
  }
  for (let i = 0; i < rows.rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const column = indices[e]!;
      if (column < 0 || column >= columns || (e > indptr[i]! && column <= indices[e - 1]!)) {
        fail(
          where,
          `must have columns that ascend from 0 to ${String(columns - 1)} in each row, got ${String(column)} in row ${String(i)}`,
        );
      }
      if (!Number.isFinite(values[e])) failAt(where, i, column, values[e]!);
    }
  }
}

/**
 * Sparse rows written out, `[rows, columns]`.
 * @param sparse - checked rows
 * @param where - for messages, "function: parameter"
 * @throws {ParameterError} if that would be more than 4 GiB
 */
export function denseFromSparse(sparse: SparseRows, where: string): DenseRows {
  const { indptr, indices, values, rows, columns } = sparse;
  if (rows * columns > 2 ** 30) {
    fail(
      where,
      `are too many to be written out (${String(rows)} x ${String(columns)} values): take fewer columns, such as principal components`,
    );
  }
  const data = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) data[i * columns + indices[e]!] = values[e]!;
  }
  return { data, rows, columns };
}

/** Whether the points are sparse rows. */
export function isSparseRows(rows: RowsLike | SparseRows): rows is SparseRows {
  return 'indptr' in rows;
}

function asDense(rows: RowsLike, where: string): DenseRows {
  if (isList(rows)) return fromArrays(rows, where);
  if ('dataSync' in rows) {
    const [height, columns] = rows.shape;
    if (rows.shape.length !== 2) {
      fail(where, `must have the shape [rows, columns], got [${rows.shape.join(', ')}]`);
    }
    const values = rows.dataSync();
    const data = values instanceof Float32Array ? values : Float32Array.from(values);
    return { data, rows: height!, columns: columns! };
  }
  if (!((rows as Partial<DenseRows>).data instanceof Float32Array)) {
    fail(where, 'must be { data: Float32Array, rows, columns }, an array of arrays, or a tensor');
  }
  return rows;
}

function isList(rows: RowsLike): rows is readonly ArrayLike<number>[] {
  return Array.isArray(rows);
}

function fromArrays(rows: readonly ArrayLike<number>[], where: string): DenseRows {
  const columns = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * columns);
  for (const [i, row] of rows.entries()) {
    if (row.length !== columns) {
      fail(
        where,
        `must have rows of one length, got ${String(row.length)} values in row ${String(i)} and ${String(columns)} in row 0`,
      );
    }
    // Of what JavaScript callers pass, only numbers become numbers: null and '' would turn into 0.
    for (let c = 0; c < columns; c++) data[i * columns + c] = typeof row[c] === 'number' ? row[c]! : NaN;
  }
  return { data, rows: rows.length, columns };
}

/** A product with 0 is NaN for whatever is not finite: one cheap pass, and a slow one only to name the place. */
function checkFinite(data: Float32Array, columns: number, where: string): void {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  if (sum === 0) return;
  const at = data.findIndex((value) => !Number.isFinite(value));
  failAt(where, Math.floor(at / columns), at % columns, data[at]!);
}

function failAt(where: string, row: number, column: number, value: number): never {
  fail(
    where,
    `must be finite numbers in single precision, got ${String(value)} in row ${String(row)}, column ${String(column)}`,
  );
}

function fail(where: string, what: string): never {
  const [name, parameter = 'rows'] = where.split(': ');
  throw new ParameterError(parameter, `${name!}: ${parameter} ${what}`);
}
