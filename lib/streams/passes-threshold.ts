import { mapRange, normaliseRange } from './normalise-map.ts';
import { quantileInPlace } from './quantile.ts';
import type { ThresholdRule } from './stream-options.ts';

/** How {@link passesThreshold} decides. */
export interface ThresholdOptions {
  /** θ, 0 to 1. */
  readonly theta: number;
  /** What θ is a share of; see {@link StreamOptions.thresholdRule}. Default `normalised`. */
  readonly rule?: ThresholdRule;
  /** 1 where a pixel may pass, as long as the map; minimum, maximum and quantile are taken there. Default: everywhere. */
  readonly foreground?: Uint8Array | undefined;
  /** Receives the result, as long as the map. Default: a new array. */
  readonly out?: Uint8Array;
}

/**
 * Where a map reaches its threshold: C = [S* >= θ] of Eqs. 3 and 4, 1 or 0 for each pixel.
 * Eq. 4's erasure is this mask itself. Comparison is by >=, so that the peak passes whatever θ (but for `normalised`
 * on maps so faint that Eq. 2's 1e-8 weighs beside their contrast). By `quantile` with θ > 0, the minimum itself never passes, so
 * that a map with few activations passes there only.
 * A map without contrast (all zero from a dead ReLU, or constant) says nothing and passes nowhere: the crop is then
 * the whole image and nothing is erased.
 * Differs from the reference: there a constant positive map erases the whole image.
 * @param map - S, already resized to the image
 * @param options - θ, rule and foreground
 */
export function passesThreshold(map: Float32Array, options: ThresholdOptions): Uint8Array {
  const { theta, rule = 'normalised', foreground, out = new Uint8Array(map.length) } = options;
  const { low, high } = mapRange(map, foreground);
  if (!(high > low)) return out.fill(0);

  // Eq. 2 inside of the comparison: S* itself is not kept, as it would cost another map for each image.
  const shift = rule === 'normalised' ? low : 0;
  const range = rule === 'normalised' ? normaliseRange({ low, high }) : 1;
  let level = theta;
  if (rule === 'peak') level = theta * high;
  if (rule === 'quantile') {
    const values = valuesOn(map, foreground);
    level = quantileInPlace(values, theta);
    // More than a share θ at the minimum, as after a ReLU: >= would pass the whole image for a map of few activations.
    if (level <= low && theta > 0) level = leastAbove(low, values);
  }
  for (let i = 0; i < map.length; i++) out[i] = Math.fround((map[i]! - shift) / range) >= level ? 1 : 0;
  if (foreground !== undefined) {
    for (let i = 0; i < out.length; i++) out[i] = out[i]! & foreground[i]!;
  }
  return out;
}

function leastAbove(bound: number, values: Float32Array): number {
  let least = Infinity;
  for (const value of values) {
    if (value > bound && value < least) least = value;
  }
  return least;
}

function valuesOn(map: Float32Array, foreground: Uint8Array | undefined): Float32Array {
  const values = map.slice();
  if (foreground === undefined) return values;
  let count = 0;
  for (let i = 0; i < map.length; i++) {
    if (foreground[i] !== 0) values[count++] = map[i]!;
  }
  return values.subarray(0, count);
}
