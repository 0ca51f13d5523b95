import { exp } from '../../core/portable-math.ts';
import { transposeSparse, type SparseMatrix } from '../affinities/sparse-matrix.ts';
import { finish, type Steps } from '../kernels/steps.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import { smoothKnnSteps, type SmoothDistances } from './smooth-knn.ts';

/** How the neighbourhoods of single points become one graph. */
export interface FuzzyGraphOptions {
  /** How many nearest neighbours are connected for certain. Default 1. */
  readonly localConnectivity?: number;
  /** 1: an edge is there if either end says so; 0: only if both do; between them: a mixture. Default 1. */
  readonly setOpMixRatio?: number;
}

/**
 * How certain each point is of its neighbours: 1 up to ρ, `exp(−(d − ρ) / σ)` beyond, 0 where there is no neighbour.
 * @returns `[rows, k]`
 */
export function membershipStrengths(
  { distances, rows, k }: Pick<Neighbours, 'distances' | 'rows' | 'k'>,
  { sigmas, rhos }: SmoothDistances,
): Float64Array {
  const strengths = new Float64Array(rows * k);
  for (let i = 0; i < rows; i++) {
    for (let j = i * k; j < (i + 1) * k; j++) {
      const beyond = distances[j]! - rhos[i]!;
      strengths[j] = beyond <= 0 || sigmas[i] === 0 ? 1 : exp(-beyond / sigmas[i]!);
    }
  }
  return strengths;
}

/**
 * The fuzzy graph of a set of points: each point's certainties of its neighbours, A, united with those of the other
 * direction, `m · (A + Aᵀ − A∘Aᵀ) + (1 − m) · A∘Aᵀ`.
 * Source: McInnes, Healy and Melville, "UMAP", arXiv:1802.03426, algorithms 1 and 2.
 * @param neighbours - nearest others of each point; index −1 (at distance Infinity) where there are fewer
 * @returns symmetric, `[n, n]`, columns ascending, no zeros, values in (0, 1]
 */
export function fuzzyGraph(neighbours: Neighbours, options: FuzzyGraphOptions = {}): SparseMatrix {
  return finish(fuzzyGraphSteps(neighbours, options));
}

/** {@link fuzzyGraph} in pieces. */
export function* fuzzyGraphSteps(
  neighbours: Neighbours,
  options: FuzzyGraphOptions = {},
): Steps<SparseMatrix> {
  const { localConnectivity = 1, setOpMixRatio = 1 } = options;
  const { distances, rows, k } = neighbours;
  const smooth = yield* smoothKnnSteps(distances, rows, k, { localConnectivity });
  const strengths = membershipStrengths(neighbours, smooth);
  yield;
  return mixUnion(directedGraph(neighbours, strengths), setOpMixRatio);
}

/** Certainties as a matrix, without those that are zero. */
function directedGraph({ indices, rows, k }: Neighbours, strengths: Float64Array): SparseMatrix {
  const indptr = new Int32Array(rows + 1);
  const columns = new Int32Array(rows * k);
  const values = new Float64Array(rows * k);
  let to = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = i * k; j < (i + 1) * k; j++) {
      if (indices[j]! < 0 || !(strengths[j]! > 0)) continue;
      columns[to] = indices[j]!;
      values[to++] = strengths[j]!;
    }
    indptr[i + 1] = to;
  }
  return { rows, columns: rows, indptr, indices: columns.subarray(0, to), values: values.subarray(0, to) };
}

/**
 * Unites a matrix of certainties with its transpose, `m · (A + Aᵀ − A∘Aᵀ) + (1 − m) · A∘Aᵀ`.
 * @param graph - A, `[n, n]`, values in [0, 1], columns in any order
 * @param mix - m, 1 for the union, 0 for the intersection
 */
export function mixUnion(graph: SparseMatrix, mix: number): SparseMatrix {
  const n = graph.rows;
  const back = transposeSparse(graph);
  const out = transposeSparse(back);
  const indptr = new Int32Array(n + 1);
  const indices = new Int32Array(2 * out.indices.length);
  const values = new Float64Array(indices.length);
  let to = 0;
  for (let i = 0; i < n; i++) {
    let p = out.indptr[i]!;
    let q = back.indptr[i]!;
    const pEnd = out.indptr[i + 1]!;
    const qEnd = back.indptr[i + 1]!;
    while (p < pEnd || q < qEnd) {
      const left = p < pEnd ? out.indices[p]! : n;
      const right = q < qEnd ? back.indices[q]! : n;
      const there = left <= right ? out.values[p++]! : 0;
      const here = right <= left ? back.values[q++]! : 0;
      const both = there * here;
      const value = mix * (there + here - both) + (1 - mix) * both;
      if (!(value > 0)) continue;
      indices[to] = Math.min(left, right);
      values[to++] = value;
    }
    indptr[i + 1] = to;
  }
  return { rows: n, columns: n, indptr, indices: indices.slice(0, to), values: values.slice(0, to) };
}
