import { ParameterError } from '../../core/errors/parameter-error.ts';
import { Random } from '../../core/random.ts';
import { finish, type Steps } from '../kernels/steps.ts';
import type { DenseRows } from '../rows.ts';
import { axesOf, projectOntoAxes } from './axes.ts';
import { fillFlatColumns, fixSigns, scaleToDeviation } from './columns.ts';
import { columnMeans, covarianceProduct, rowsProduct } from './covariance-product.ts';
import { leadingEigenvectors } from './leading-eigenvectors.ts';

/** How principal components become a first layout. */
export interface PcaInitialisationOptions {
  /** Draws the vectors that the search begins with, and noise where the data have no spread. Default 0. */
  readonly seed?: number;
  /**
   * The first column's standard deviation in the result, the other columns scaled along with it: 1e-4 (the default) is a
   * start for t-SNE; undefined leaves the principal components in the data's own unit.
   */
  readonly standardDeviation?: number | undefined;
}

/** Up to this many columns their covariance is summed once and searched in place of the rows; */
const COVARIANCE_UP_TO = 200;
/** up to this many where rows are so many times as many: the search then reads the rows some forty times. */
const COVARIANCE_UP_TO_AMONG_MANY_ROWS = 1000;
const MANY_ROWS = 4;
const TOLERANCE = 1e-7;
const MOST_PRODUCTS = 400;
/** Float32 values that differ at all differ by more than this share of them. */
const ROUNDING = 1e-10;

/**
 * The points on their first principal components, `Y = (X − mean) · V`, V the eigenvectors of the covariance; the sign of
 * each component is such that its largest loading in size is positive.
 *
 * Components without spread (constant columns, duplicates, more dimensions than columns) are filled with noise a hundredth
 * as wide as the first one, so that no layout starts on a line that its gradients can never leave.
 *
 * Agrees with scikit-learn's PCA up to sign, where eigenvalues differ. Same seed: same bits.
 * @param points - `[rows, columns]`
 * @param dimensions - columns of the layout, at least 1
 * @throws {ParameterError} if dimensions is not a whole number from 1
 */
export function pcaInitialisation(
  points: DenseRows,
  dimensions: number,
  options: PcaInitialisationOptions = {},
): DenseRows {
  return finish(pcaSteps(points, dimensions, options));
}

/** {@link pcaInitialisation} in pieces. */
export function* pcaSteps(
  points: DenseRows,
  dimensions: number,
  options: PcaInitialisationOptions = {},
): Steps<DenseRows> {
  const { seed = 0 } = options;
  const standardDeviation = 'standardDeviation' in options ? options.standardDeviation : 1e-4;
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    throw new ParameterError(
      'dimensions',
      `pcaInitialisation: dimensions must be a whole number from 1, got ${String(dimensions)}`,
    );
  }
  const { rows, columns } = points;
  const random = Random.derive(seed, 'pca');
  const mean = columnMeans(points);
  const components = Math.min(dimensions, columns);
  yield;
  const { vectors } = yield* leadingEigenvectors(
    sumsCovariance(rows, columns) ? yield* covarianceProduct(points, mean) : rowsProduct(points, mean),
    columns,
    components,
    { random, lowest: 0, tolerance: TOLERANCE, mostProducts: MOST_PRODUCTS },
  );
  fixSigns(vectors, columns, components);
  const places = yield* projectOntoAxes(points, mean, axesOf(vectors, columns));
  const layout = components === dimensions ? places : widen(places, rows, dimensions);
  const largest = mean.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  fillFlatColumns(layout, rows, dimensions, { random, rounding: ROUNDING * largest });
  if (standardDeviation !== undefined) scaleToDeviation(layout, rows, dimensions, standardDeviation);
  return { data: Float32Array.from(layout), rows, columns: dimensions };
}

/** The same columns with empty ones behind them. */
function widen(places: Float64Array, rows: number, dimensions: number): Float64Array {
  const columns = places.length / rows;
  const layout = new Float64Array(rows * dimensions);
  for (let i = 0; i < rows; i++) layout.set(places.subarray(i * columns, (i + 1) * columns), i * dimensions);
  return layout;
}

function sumsCovariance(rows: number, columns: number): boolean {
  if (columns <= COVARIANCE_UP_TO) return true;
  return columns <= COVARIANCE_UP_TO_AMONG_MANY_ROWS && rows >= MANY_ROWS * columns;
}
