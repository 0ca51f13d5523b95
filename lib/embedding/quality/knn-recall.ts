import { neighbourhoodQuality, type NeighbourhoodOptions } from './neighbourhood-quality.ts';
import type { Points } from './points.ts';

/**
 * The share of a point's true neighbours that are its neighbours on the map:
 * R(k) = 1 / (n k) · Σ_i |N_k(i) ∩ N̂_k(i)|, with the k nearest before (N) and on the map (N̂).
 * Range: 0 to 1; about k / n by chance. Reading: two dimensions cannot keep every neighbour of many, so 0.3 to 0.5 is
 * common for a good map; a neighbour who is missed by one rank counts as much as one who is lost.
 * @param points - before they were mapped, `[n, columns]`
 * @param map - the same points on the map
 * @param options - k (15), metric, sample, signal, progress
 * @throws {ParameterError} where shapes differ, a number is not finite, or k is not below n / 2
 * @throws {AbortError} once the signal is aborted
 */
export async function knnRecall(
  points: Points,
  map: Points,
  options: NeighbourhoodOptions = {},
): Promise<number> {
  return (await neighbourhoodQuality(points, map, options)).recall;
}
