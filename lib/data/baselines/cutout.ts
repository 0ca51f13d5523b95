import type { Random } from '../../core/random.ts';
import { drawNoiseSeed, fillBoxes, within, type MaskFill, type PixelBox } from './mask-fill.ts';
import type { PixelChange } from './pixel-change.ts';

/** Options of {@link drawCutout}. */
export interface CutoutOptions {
  /**
   * Side of the square as a share of the image's side. Default 0.5: 16 of 32 px for CIFAR-10; the paper takes 8 of 32
   * for CIFAR-100, 20 of 32 for SVHN, 32 of 96 for STL-10 with augmentation, and none for ImageNet.
   */
  readonly length: number;
  /** Default `mean`: 0 after normalisation. */
  readonly fill: MaskFill;
}

/** Cutout as for CIFAR-10. Source: arXiv 1708.04552, §4. */
export const CUTOUT_DEFAULTS: CutoutOptions = { length: 0.5, fill: 'mean' };

/**
 * Cutout: one square, its centre at any pixel with the same probability, cut where it reaches beyond the image:
 * rows `[cy - ⌊L/2⌋, cy - ⌊L/2⌋ + L)` with L = round(length · side), columns alike.
 * Source: DeVries and Taylor, arXiv 1708.04552, §3.
 * @param random - the image's own generator
 * @param options - size and fill
 */
export function drawCutout(random: Random, { length, fill }: CutoutOptions): PixelChange {
  const [x, y] = [random.uniform(), random.uniform()];
  const noiseSeed = drawNoiseSeed(random);
  return (pixels, side) => {
    fillBoxes(pixels, side, [cutoutBox(x, y, length, side)], { fill, noiseSeed });
    return pixels;
  };
}

/**
 * The square round a point, cut at the image's edges.
 * @param x - of its centre, 0 to below 1 of the side
 * @param y - of its centre
 * @param length - its side, as a share
 * @param side - of the image in pixels
 */
export function cutoutBox(x: number, y: number, length: number, side: number): PixelBox {
  const pixels = Math.round(length * side);
  const left = Math.floor(x * side) - (pixels >> 1);
  const top = Math.floor(y * side) - (pixels >> 1);
  return {
    top: within(top, side),
    left: within(left, side),
    bottom: within(top + pixels, side),
    right: within(left + pixels, side),
  };
}
