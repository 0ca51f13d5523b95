import { neighbourhoodQuality, type NeighbourhoodOptions } from './neighbourhood-quality.ts';
import type { Points } from './points.ts';

/**
 * Whether neighbours in truth are still neighbours on a map:
 * C(k) = 1 - 2 / (n k (2n - 3k - 1)) · Σ_i Σ_{j ∈ V_k(i)} (r̂(i, j) - k),
 * where V_k(i) are the points among the k nearest of i before but not on the map, and r̂(i, j) is j's rank on the map.
 * Range: 0 to 1. Reading: 1 means that the map tears nobody apart. Where it is low, one group may lie in pieces.
 *
 * Source: Venna and Kaski 2001; `trustworthiness` with map and points changed about.
 * @param points - before they were mapped, `[n, columns]`
 * @param map - the same points on the map
 * @param options - k (15), metric, sample, signal, progress
 * @throws {ParameterError} where shapes differ, a number is not finite, or k is not below n / 2
 * @throws {AbortError} once the signal is aborted
 */
export async function continuity(
  points: Points,
  map: Points,
  options: NeighbourhoodOptions = {},
): Promise<number> {
  return (await neighbourhoodQuality(points, map, options)).continuity;
}
