import { ParameterError } from '../core/errors/parameter-error.ts';
import { Random } from '../core/random.ts';
import { axesOf, projectOntoAxes } from './initialisation/axes.ts';
import { fixSigns } from './initialisation/columns.ts';
import { columnMeans, covarianceProduct, rowsProduct } from './initialisation/covariance-product.ts';
import { leadingEigenvectors, orthonormalise } from './initialisation/leading-eigenvectors.ts';
import { finish, type Steps } from './kernels/steps.ts';
import { toDenseRows, type DenseRows, type RowsLike } from './rows.ts';

/** The directions in which points vary most. */
export interface PrincipalComponents {
  /** Of each column, `[columns]`. */
  readonly mean: Float64Array;
  /** Directions of length 1 at right angles, `[n, columns]` row-major, that of most variance first. */
  readonly axes: Float64Array;
  /** Share of the whole variance along each axis, `[n]`, from 0 to 1; all 0 where the points are all the same. */
  readonly shares: Float64Array;
  /**
   * Places points, these or others, on the axes: `(rows − mean) · axesᵀ`, `[rows, columns]` to `[rows, n]`.
   * @throws {ParameterError} if they have other columns, or a value is not a finite number
   */
  readonly project: (rows: RowsLike) => DenseRows;
}

/** The same without checks, in pieces. */
export interface PrincipalComponentsInSteps extends Omit<PrincipalComponents, 'project'> {
  readonly project: (points: DenseRows) => Steps<DenseRows>;
}

/** Of the largest eigenvalue. */
const TOLERANCE = 1e-10;
const MOST_PRODUCTS = 2000;
/** Up to this many rows or columns, whichever are fewer, the matrix between them is summed and held (at most 288 MB). */
const HELD_UP_TO = 6000;
/** Values that differ at all differ by more than this share of them. */
const ROUNDING = 1e-10;
/** Rows of one piece of work. */
const ROWS = 64;

/**
 * Principal components: eigenvectors of the covariance `(X − mean)ᵀ (X − mean) / rows` with the largest eigenvalues, which
 * are the variances along them. The sign of each axis is such that its largest entry in size is positive.
 *
 * Where rows are fewer than columns, it takes the eigenvectors u of `(X − mean)(X − mean)ᵀ`, and `(X − mean)ᵀ u` for axes.
 * Where points vary in fewer than n directions, the further axes have share 0 and are any at right angles to the others.
 * Agrees with scikit-learn's PCA where eigenvalues differ. Same points, same bits, in every engine.
 *
 * Source: Hotelling, "Analysis of a complex of statistical variables into principal components", J. Educ. Psychol. 24
 * (1933); t-SNE after 30 of them: van der Maaten and Hinton, "Visualizing Data using t-SNE", JMLR 9 (2008).
 * @param rows - points, `[rows, columns]`
 * @param n - how many axes, from 1 to the smaller of rows and columns
 * @throws {ParameterError} if n is no such number, or a value is not a finite number
 */
export function principalComponents(rows: RowsLike, n: number): PrincipalComponents {
  const points = toDenseRows(rows, 'principalComponents: rows');
  const most = Math.min(points.rows, points.columns);
  if (!Number.isInteger(n) || n < 1 || n > most) {
    const fewer = points.rows < points.columns ? 'rows' : 'columns';
    throw new ParameterError(
      'n',
      `principalComponents: n must be a whole number from 1 to ${most}, the number of ${fewer}, got ${String(n)}`,
    );
  }
  const { project, ...found } = finish(principalComponentsSteps(points, n));
  return {
    ...found,
    project: (others) => {
      const dense = toDenseRows(others, 'project: rows');
      if (dense.columns === points.columns) return finish(project(dense));
      throw new ParameterError(
        'rows',
        `project: rows must have ${points.columns} columns, as the points of the axes, got ${dense.columns}`,
      );
    },
  };
}

/** {@link principalComponents} in pieces, of what has been checked. */
export function* principalComponentsSteps(points: DenseRows, n: number): Steps<PrincipalComponentsInSteps> {
  const { rows, columns } = points;
  const random = Random.derive(0, 'principal components');
  const mean = columnMeans(points);
  yield;
  const variance = yield* wholeVariance(points, mean);
  const held = Math.min(rows, columns) <= HELD_UP_TO;
  const between = held && rows < columns ? 'rows' : 'columns';
  const { values, vectors } = yield* leadingEigenvectors(
    held ? yield* covarianceProduct(points, mean, between) : rowsProduct(points, mean),
    between === 'rows' ? rows : columns,
    n,
    { random, lowest: 0, tolerance: TOLERANCE, mostProducts: MOST_PRODUCTS },
  );
  const directions = between === 'rows' ? yield* columnsOf(points, mean, vectors) : vectors;
  if (between === 'rows') yield* orthonormalise(directions, columns, n, { known: undefined, random });
  fixSigns(directions, columns, n);
  const axes = axesOf(directions, columns);
  return {
    mean,
    axes,
    shares: values.map((value) => (variance > 0 ? Math.min(1, Math.max(0, value / variance)) : 0)),
    project: function* (others) {
      const places = yield* projectOntoAxes(others, mean, axes);
      return { data: Float32Array.from(places), rows: others.rows, columns: n };
    },
  };
}

/** The sum of the columns' variances; 0 where they are nothing but rounding. */
function* wholeVariance({ data, rows, columns }: DenseRows, mean: Float64Array): Steps<number> {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    if (i % ROWS === 0) yield;
    for (let k = 0; k < columns; k++) sum += (data[i * columns + k]! - mean[k]!) ** 2;
  }
  const largest = mean.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return sum / rows <= columns * (ROUNDING * largest) ** 2 ? 0 : sum / rows;
}

/** `(X − mean)ᵀ · vectors`, `[columns, n]`, for vectors `[rows, n]`. */
function* columnsOf(
  { data, rows, columns }: DenseRows,
  mean: Float64Array,
  vectors: Float64Array,
): Steps<Float64Array> {
  const n = vectors.length / rows;
  const out = new Float64Array(columns * n);
  for (let i = 0; i < rows; i++) {
    yield;
    for (let k = 0; k < columns; k++) {
      const value = data[i * columns + k]! - mean[k]!;
      for (let c = 0; c < n; c++) out[k * n + c]! += value * vectors[i * n + c]!;
    }
  }
  return out;
}
