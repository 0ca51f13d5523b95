import { IMAGENET_MEAN } from '../../core/pixel-constants.ts';
import { Random } from '../../core/random.ts';

/**
 * What stands where a method takes pixels away.
 * `mean`: ImageNet's mean colour, 0 after normalisation, as the papers fill; on C-NMC's black background it is a bright
 * grey patch, so a network sees where something was taken even outside of the cell.
 * `black`: C-NMC's background; a patch of it cannot be told from a cell of another outline.
 * `noise`: a uniformly random colour for each pixel.
 */
export type MaskFill = 'mean' | 'black' | 'noise';

/** A rectangle of whole pixels: rows `top` to `bottom - 1`, columns `left` to `right - 1`; may be empty. */
export interface PixelBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

const MEAN_PIXEL = IMAGENET_MEAN.map((mean) => Math.round(255 * mean));

/**
 * Fills rectangles of an image in place.
 * @param pixels - `[side, side, 3]`, 0 to 255
 * @param side - of the image
 * @param boxes - inside of the image; they may overlap
 * @param how - `fill`, and the seed of its noise: the same at every resolution
 */
export function fillBoxes(
  pixels: Uint8Array,
  side: number,
  boxes: readonly PixelBox[],
  how: { readonly fill: MaskFill; readonly noiseSeed: number },
): void {
  const noise = how.fill === 'noise' ? Random.derive(how.noiseSeed, 'noise') : undefined;
  const [red, green, blue] = (how.fill === 'mean' ? MEAN_PIXEL : [0, 0, 0]) as [number, number, number];
  for (const { top, left, bottom, right } of boxes) {
    for (let y = top; y < bottom; y++) {
      for (let at = (y * side + left) * 3, end = (y * side + right) * 3; at < end; at += 3) {
        // One draw has bits enough for three channels.
        const bits = noise === undefined ? 0 : Math.floor(noise.uniform() * 0x100_0000);
        pixels[at] = noise === undefined ? red : bits >> 16;
        pixels[at + 1] = noise === undefined ? green : (bits >> 8) & 255;
        pixels[at + 2] = noise === undefined ? blue : bits & 255;
      }
    }
  }
}

/** A seed for {@link fillBoxes}: one draw, whatever the fill, so that the fill changes no place. */
export function drawNoiseSeed(random: Random): number {
  return random.integer(0, 0x7fff_ffff);
}

/** A whole number of pixels within [0, side]. */
export function within(value: number, side: number): number {
  return Math.min(Math.max(value, 0), side);
}
