import { log, power } from '../../core/portable-math.ts';
import type { SparseMatrix } from '../affinities/sparse-matrix.ts';

/** Keeps logarithms of nothing finite. Source: openTSNE 1.0.4. */
const EPSILON = Number.EPSILON;

/** Where points are that affinities connect. */
export interface PlacedPoints {
  /** Of the rows, `[P.rows, dimensions]`. */
  readonly positions: Float64Array;
  /** Of the columns, `[P.columns, dimensions]`. */
  readonly reference: Float64Array;
  readonly dimensions: number;
  readonly dof: number;
}

/**
 * The Kullback-Leibler divergence of affinities in the map from affinities of the data: Σ p log(p / q), q = w^dof / Z.
 * @param P - the data's affinities
 * @param Z - what the map's affinities are divided by
 */
export function klDivergence(
  { rows, indptr, indices, values }: SparseMatrix,
  { positions, reference, dimensions, dof }: PlacedPoints,
  Z: number,
): number {
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      let squared = 0;
      for (let c = 0; c < dimensions; c++) {
        const difference = positions[i * dimensions + c]! - reference[indices[e]! * dimensions + c]!;
        squared += difference * difference;
      }
      const p = values[e]!;
      const base = 1 + squared / dof;
      const q = dof === 1 ? 1 / base : power(base, -dof);
      sum += p * log(p / (q + EPSILON) + EPSILON);
      mass += p;
    }
  }
  return sum + mass * log(Z + EPSILON);
}
