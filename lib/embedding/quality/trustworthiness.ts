import { neighbourhoodQuality, type NeighbourhoodOptions } from './neighbourhood-quality.ts';
import type { Points } from './points.ts';

/**
 * Whether neighbours on a map are neighbours in truth:
 * T(k) = 1 - 2 / (n k (2n - 3k - 1)) · Σ_i Σ_{j ∈ U_k(i)} (r(i, j) - k),
 * where U_k(i) are the points among the k nearest of i on the map but not before, and r(i, j) is j's rank before.
 * Range: 0 to 1. Reading: 1 means that the map brings nobody together who was apart; near 0.5 is a random map. Where it
 * is low, clusters on the map may be invented.
 *
 * Source: Venna and Kaski 2001; equal to scikit-learn's `trustworthiness`.
 * @param points - before they were mapped, `[n, columns]`
 * @param map - the same points on the map
 * @param options - k (15), metric, sample, signal, progress
 * @throws {ParameterError} where shapes differ, a number is not finite, or k is not below n / 2
 * @throws {AbortError} once the signal is aborted
 */
export async function trustworthiness(
  points: Points,
  map: Points,
  options: NeighbourhoodOptions = {},
): Promise<number> {
  return (await neighbourhoodQuality(points, map, options)).trustworthiness;
}
