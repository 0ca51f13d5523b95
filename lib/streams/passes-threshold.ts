import { mapRange, normaliseMap } from './normalise-map.ts';
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
 * Comparison is by >=, so that the peak always passes `peak` and `quantile`, and `normalised` up to Eq. 2's 1e-8.
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

  let scores = map;
  let level = theta;
  if (rule === 'normalised') scores = normaliseMap(map, foreground);
  else if (rule === 'peak') level = theta * high;
  else level = quantileInPlace(foreground === undefined ? map.slice() : valuesOn(map, foreground), theta);

  for (let i = 0; i < scores.length; i++) out[i] = scores[i]! >= level ? 1 : 0;
  if (foreground !== undefined) {
    for (let i = 0; i < out.length; i++) out[i]! &= foreground[i]!;
  }
  return out;
}

function valuesOn(map: Float32Array, foreground: Uint8Array): Float32Array {
  return map.filter((_, i) => foreground[i] !== 0);
}
