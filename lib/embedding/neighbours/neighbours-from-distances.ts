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
  const { data, rows, columns } = toDenseRows(matrix, `${where}: matrix`);
  if (rows !== columns) {
    throw new ParameterError(
      'matrix',
      `${where}: matrix must have as many columns as rows, got ${String(rows)} x ${String(columns)}`,
    );
  }
  checkNeighbourCount(where, k, rows - 1);
  const negative = data.findIndex((value) => value < 0);
  if (negative !== -1) {
    throw new ParameterError(
      'matrix',
      `${where}: matrix must hold distances >= 0, got ${String(data[negative])} in row ${String(Math.floor(negative / rows))}, column ${String(negative % rows)}`,
    );
  }
  const indices = new Int32Array(rows * k);
  const distances = new Float32Array(rows * k);
  const nearest = keepNearest(k);
  for (let i = 0; i < rows; i++) {
    nearest.clear();
    for (let j = 0; j < rows; j++) if (j !== i) nearest.offer(data[i * rows + j]!, j);
    indices.set(nearest.indices, i * k);
    distances.set(nearest.ranks, i * k);
  }
  return { indices, distances, rows, k };
}
