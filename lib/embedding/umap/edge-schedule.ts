import type { SparseMatrix } from '../affinities/sparse-matrix.ts';

/** The edges of a graph and how often each is drawn. */
export interface EdgeSchedule {
  /** Rows of the edges, ascending, `[edges]`. */
  readonly heads: Int32Array;
  /** Columns of the edges, `[edges]`. */
  readonly tails: Int32Array;
  /** Epochs from one drawing of an edge to the next: 1 for the heaviest, `[edges]`. */
  readonly epochsPerSample: Float64Array;
}

/**
 * When each edge of a graph is drawn: an edge of weight w every `max w / w` epochs. Edges too light to be drawn in as many
 * epochs are left out.
 * @param graph - the fuzzy graph
 * @param epochs - of the optimisation
 */
export function edgeSchedule({ rows, indptr, indices, values }: SparseMatrix, epochs: number): EdgeSchedule {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, value);
  const least = largest / epochs;
  let count = 0;
  for (const value of values) if (value > 0 && value >= least) count++;
  const heads = new Int32Array(count);
  const tails = new Int32Array(count);
  const epochsPerSample = new Float64Array(count);
  for (let i = 0, to = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const value = values[e]!;
      if (!(value > 0 && value >= least)) continue;
      heads[to] = i;
      tails[to] = indices[e]!;
      epochsPerSample[to++] = largest / value;
    }
  }
  return { heads, tails, epochsPerSample };
}
