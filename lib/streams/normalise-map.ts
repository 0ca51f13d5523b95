/** Keeps Eq. 2 from dividing by zero. Source: WS-DAN paper (memory). */
export const NORMALISE_EPSILON: number = 1e-8;

/** The smallest and the largest value of a map. */
export interface MapRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Smallest and largest value of a map, on the foreground alone where there is one.
 * @param map - S, any shape
 * @param foreground - 1 where a pixel counts, as long as the map
 */
export function mapRange(map: Float32Array, foreground?: Uint8Array): MapRange {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < map.length; i++) {
    if (foreground !== undefined && foreground[i] === 0) continue;
    const value = map[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/**
 * Eq. 2's denominator, max S - min S + 1e-8, in single precision as in the reference: there the peak's S* is 1, where
 * double precision would leave it just below and θ = 1 could never be reached.
 * @param range - smallest and largest value of the map
 */
export function normaliseRange({ low, high }: MapRange): number {
  return Math.fround(high - low + NORMALISE_EPSILON);
}

/**
 * Eq. 2: S* = (S - min S) / (max S - min S + 1e-8), from 0 to 1.
 * Source: WS-DAN paper (memory); the equation's body in the WT-DFN paper was not available.
 * @param map - S, any shape
 * @param foreground - 1 where a pixel counts for min and max; elsewhere S* is 0
 */
export function normaliseMap(map: Float32Array, foreground?: Uint8Array): Float32Array {
  const { low, high } = mapRange(map, foreground);
  const range = normaliseRange({ low, high });
  const result = new Float32Array(map.length);
  for (let i = 0; i < map.length; i++) {
    if (foreground === undefined || foreground[i] !== 0) result[i] = (map[i]! - low) / range;
  }
  return result;
}
