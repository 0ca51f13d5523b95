import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { DenseRows } from '../rows.ts';
import { toDenseRows } from '../rows.ts';
import { checkNeighbourCount } from './check-search.ts';
import { keepNearest } from './keep-nearest.ts';
import type { Neighbours } from './neighbour-types.ts';

/**
 * The k nearest others of each row by distances that the caller has.
 * @param matrix - row i holds the distances from point i to every point, `[points, points]`, each >= 0; it need not be
 *   symmetric, and what stands on the diagonal does not matter so long as it is a number
 * @param k - how many
 * @throws {ParameterError} if the matrix is not square, a distance is negative or not finite, or k is not from 1 to points - 1
 */
export function neighboursFromDistances(matrix: DenseRows, k: number): Neighbours {
  const where = 'neighboursFromDistances';
  const { rows, columns } = toDenseRows(matrix, `${where}: matrix`);
  if (rows !== columns) {
    throw new ParameterError(
      'matrix',
      `${where}: matrix must have as many columns as rows, got ${String(rows)} x ${String(columns)}`,
    );
  }
  checkNeighbourCount(where, k, rows - 1);
  checkDistances(matrix, `${where}: matrix`);
  return nearestInRows(matrix, k, { itself: true });
}

/**
 * Looks at distances at the library's edge.
 * @param matrix - `[rows, points]`
 * @param where - for messages, "function: parameter"
 * @throws {ParameterError} if one is negative
 */
export function checkDistances({ data, columns }: DenseRows, where: string): void {
  const at = data.findIndex((value) => value < 0);
  if (at === -1) return;
  const [name, parameter = 'distances'] = where.split(': ');
  throw new ParameterError(
    parameter,
    `${name!}: ${parameter} must hold distances >= 0, got ${String(data[at])} in row ${String(Math.floor(at / columns))}, column ${String(at % columns)}`,
  );
}

/**
 * The k nearest points of each row; of those as near the one with the lower index.
 * @param matrix - distances to the points, `[rows, points]`
 * @param k - how many
 * @param options - whether the rows are the points themselves, which then are not their own neighbours
 */
export function nearestInRows(
  { data, rows, columns }: DenseRows,
  k: number,
  { itself }: { readonly itself: boolean },
): Neighbours {
  const indices = new Int32Array(rows * k);
  const distances = new Float32Array(rows * k);
  const nearest = keepNearest(k);
  for (let i = 0; i < rows; i++) {
    nearest.clear();
    for (let j = 0; j < columns; j++) if (!itself || j !== i) nearest.offer(data[i * columns + j]!, j);
    indices.set(nearest.indices, i * k);
    distances.set(nearest.ranks, i * k);
  }
  return { indices, distances, rows, k };
}
