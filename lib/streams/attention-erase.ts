import type { Random } from '../core/random.ts';
import { BLACK, GREY_165, IMAGENET_MEAN_PIXEL } from './fill-colours.ts';
import type { EraseFill } from './stream-options.ts';

/** One image to erase from. */
export interface EraseSource {
  /** Pixels 0 to 255 as `[..., pixels, 3]`. */
  readonly data: Uint8Array | Float32Array;
  /** Index of the image's first number in `data`; default 0. */
  readonly offset?: number;
}

/** How {@link erasePixels} erases. */
export interface EraseOptions {
  readonly fill: EraseFill;
  /** Draws the noise; only `noise` uses it. */
  readonly random: Random;
}

/**
 * I_e of Eq. 4: the image where nothing is erased, the fill where something is; pixels 0 to 255.
 * Source: GuYuc and TF multiply the normalised image by the mask, which fills ImageNet's mean (or mid-grey).
 * @param source - the image
 * @param erased - 1 where the image is erased, `[pixels]`
 * @param options - fill and chance
 * @param target - receives `[pixels, 3]` from its beginning; default: a new array
 */
export function erasePixels(
  source: EraseSource,
  erased: Uint8Array,
  options: EraseOptions,
  target: Float32Array = new Float32Array(erased.length * 3),
): Float32Array {
  const { data, offset = 0 } = source;
  const { fill, random } = options;
  const [red, green, blue] = fill === 'grey165' ? GREY_165 : fill === 'black' ? BLACK : IMAGENET_MEAN_PIXEL;
  for (let i = 0, to = 0, from = offset; i < erased.length; i++, to += 3, from += 3) {
    if (erased[i] === 0) {
      target[to] = data[from]!;
      target[to + 1] = data[from + 1]!;
      target[to + 2] = data[from + 2]!;
    } else if (fill === 'noise') {
      // One draw has bits enough for three channels.
      const bits = Math.floor(random.uniform() * 0x100_0000);
      target[to] = bits >> 16;
      target[to + 1] = (bits >> 8) & 255;
      target[to + 2] = bits & 255;
    } else {
      target[to] = red;
      target[to + 1] = green;
      target[to + 2] = blue;
    }
  }
  return target;
}
