import { ParameterError } from '../../core/errors/parameter-error.ts';
import { toDenseRows, type RowsLike } from '../rows.ts';
import { Affinities, type NewAffinities } from './affinities.ts';
import { normalizeSparse, type SparseMatrix } from './sparse-matrix.ts';

/** Options of {@link PrecomputedAffinities}. */
export interface PrecomputedAffinitiesOptions {
  /** Whether the matrix is divided by its sum. Default true. */
  readonly normalize?: boolean | undefined;
}

/** Affinities that the caller has: a sparse matrix, or a full one of which the zeros are left out. */
export class PrecomputedAffinities extends Affinities {
  readonly P: SparseMatrix;
  readonly source: undefined = undefined;

  /**
   * @param affinities - `[n, n]`, finite and not negative; copied
   * @throws {ParameterError} where it is not square, or an entry cannot be used
   */
  constructor(affinities: SparseMatrix | RowsLike, { normalize = true }: PrecomputedAffinitiesOptions = {}) {
    super();
    const matrix = 'indptr' in affinities ? copySparse(affinities) : fromDense(affinities);
    if (matrix.rows !== matrix.columns || matrix.indptr.length !== matrix.rows + 1) {
      throw new ParameterError(
        'affinities',
        `PrecomputedAffinities: affinities must be a square matrix, got [${matrix.rows}, ${matrix.columns}]`,
      );
    }
    let sum = 0;
    for (let e = 0; e < matrix.values.length; e++) {
      const value = matrix.values[e]!;
      const column = matrix.indices[e]!;
      if (!(value >= 0 && value < Infinity) || !(column >= 0 && column < matrix.columns)) {
        throw new ParameterError(
          'affinities',
          `PrecomputedAffinities: affinities must be finite and not negative, got ${value} in column ${column}`,
        );
      }
      sum += value;
    }
    if (!(sum > 0) && matrix.rows > 1) {
      throw new ParameterError(
        'affinities',
        'PrecomputedAffinities: affinities must not all be zero, got sum 0',
      );
    }
    this.P = normalize ? normalizeSparse(matrix) : matrix;
  }

  /** Refused: a matrix alone knows no points. */
  override toNew(): Promise<NewAffinities> {
    return Promise.reject(
      new ParameterError(
        'affinities',
        'PrecomputedAffinities.toNew: affinities must know the points to place new ones among them, got a matrix alone',
      ),
    );
  }
}

function copySparse({ rows, columns, indptr, indices, values }: SparseMatrix): SparseMatrix {
  return {
    rows,
    columns,
    indptr: indptr.slice(),
    indices: indices.slice(),
    values: Float64Array.from(values),
  };
}

function fromDense(affinities: RowsLike): SparseMatrix {
  const { data, rows, columns } = toDenseRows(affinities, 'PrecomputedAffinities');
  const indptr = new Int32Array(rows + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = data[i * columns + j]!;
      if (value === 0) continue;
      indices.push(j);
      values.push(value);
    }
    indptr[i + 1] = indices.length;
  }
  return { rows, columns, indptr, indices: Int32Array.from(indices), values: Float64Array.from(values) };
}
