import type { Neighbours } from '../neighbours/neighbour-types.ts';
import { finish, type Steps } from '../kernels/steps.ts';
import { gaussianAffinities, gaussianSteps } from './gaussian.ts';
import {
  normalizeSparse,
  sparseFromNeighbours,
  symmetrizeSparse,
  type SparseMatrix,
} from './sparse-matrix.ts';

/** Affinities among one set of points: they sum to 1 over all pairs. With several perplexities, a mixture of Gaussians. */
export function jointAffinities(
  neighbours: Neighbours,
  perplexities: readonly number[],
  options: { symmetrize: boolean; k?: number },
): SparseMatrix {
  return finish(jointSteps(neighbours, perplexities, options));
}

/** {@link jointAffinities} in pieces. */
export function* jointSteps(
  neighbours: Neighbours,
  perplexities: readonly number[],
  { symmetrize, k = neighbours.k }: { symmetrize: boolean; k?: number },
): Steps<SparseMatrix> {
  const { rows, k: stride } = neighbours;
  const values = yield* gaussianSteps(neighbours.distances, perplexities, { rows, k, stride });
  yield;
  return jointFromRows(neighbours, values, { symmetrize, k });
}

/** Makes row-wise values of neighbours into affinities that sum to 1 over all pairs. */
export function jointFromRows(
  neighbours: Neighbours,
  values: Float64Array,
  { symmetrize, k = neighbours.k }: { symmetrize: boolean; k?: number },
): SparseMatrix {
  const { rows } = neighbours;
  const conditional = sparseFromNeighbours({ indices: firstIndices(neighbours, k), rows, k }, values, rows);
  return normalizeSparse(symmetrize ? symmetrizeSparse(conditional, 'mean') : conditional);
}

/** Affinities of new points to others: each row sums to 1. */
export function rowAffinities(
  neighbours: Neighbours,
  perplexities: readonly number[],
  columns: number,
): SparseMatrix {
  const { rows, k } = neighbours;
  const values = gaussianAffinities(neighbours.distances, perplexities, { rows, k, stride: k });
  return sparseFromNeighbours(neighbours, values, columns);
}

function firstIndices({ indices, rows, k: stride }: Neighbours, k: number): Int32Array {
  if (k === stride) return indices;
  const first = new Int32Array(rows * k);
  for (let i = 0; i < rows; i++) first.set(indices.subarray(i * stride, i * stride + k), i * k);
  return first;
}
