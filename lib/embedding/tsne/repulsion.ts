/**
 * The push of all points on each other: for every point Σ_j w^(dof+1) (yᵢ - yⱼ), w = 1 / (1 + d² / dof), which t-SNE
 * divides by Z = Σ_{i≠j} w^dof.
 */
export interface Repulsion {
  /**
   * @param positions - `[n, dimensions]`
   * @param out - takes the pushes, not yet divided by Z, `[n, dimensions]`
   * @returns Z
   */
  compute(positions: Float64Array, out: Float64Array): number;
}
