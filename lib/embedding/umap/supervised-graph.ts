import { exp } from '../../core/portable-math.ts';
import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import { mixUnion } from './fuzzy-graph.ts';

/** A label that is not known. */
export const UNKNOWN_LABEL = -1;
const UNKNOWN_DISTANCE = 1;
const FAR = 1e12;

/**
 * Lets labels have a say in which points are near: an edge between two labels is multiplied by `exp(−far)`, one at a point
 * whose label is not known by `exp(−1)`; then each point is given back the certainty of its surest neighbour. Far is
 * `2.5 / (1 − targetWeight)`.
 * @param graph - the fuzzy graph, `[n, n]`
 * @param labels - `[n]`; {@link UNKNOWN_LABEL} where one is not known
 * @param targetWeight - from 0, where labels say little, to 1, where edges between labels vanish
 */
export function superviseGraph(
  graph: SparseMatrix,
  labels: ArrayLike<number>,
  targetWeight: number,
): SparseMatrix {
  const far = targetWeight < 1 ? 2.5 / (1 - targetWeight) : FAR;
  const { rows, indptr, indices } = graph;
  const values = Float64Array.from(graph.values);
  for (let i = 0; i < rows; i++) {
    let largest = 0;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const [here, there] = [labels[i], labels[indices[e]!]];
      if (here === UNKNOWN_LABEL || there === UNKNOWN_LABEL) values[e]! *= exp(-UNKNOWN_DISTANCE);
      else if (here !== there) values[e]! *= exp(-far);
      largest = Math.max(largest, values[e]!);
    }
    if (largest > 0) for (let e = indptr[i]!; e < indptr[i + 1]!; e++) values[e]! /= largest;
  }
  return mixUnion({ ...graph, values }, 1);
}
