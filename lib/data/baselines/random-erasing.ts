import type { Random } from '../../core/random.ts';
import { drawNoiseSeed, fillBoxes, type MaskFill } from './mask-fill.ts';
import { NO_CHANGE, type PixelChange } from './pixel-change.ts';

/** Options of {@link drawRandomErasing}. */
export interface RandomErasingOptions {
  /** p: how often an image is erased from. Default 0.5. */
  readonly probability: number;
  /** [s_l, s_h]: area of the rectangle as a share of the image. Default [0.02, 0.4]. */
  readonly area: readonly [low: number, high: number];
  /** [r_1, r_2]: height / width. Default [0.3, 1 / 0.3]. */
  readonly aspect: readonly [low: number, high: number];
  /** Default `noise`, the paper's best (RE-R). */
  readonly fill: MaskFill;
}

/** Random Erasing as for CIFAR and ImageNet. Source: arXiv 1708.04896, §5 (torchvision has s_h = 0.33). */
export const RANDOM_ERASING_DEFAULTS: RandomErasingOptions = {
  probability: 0.5,
  area: [0.02, 0.4],
  aspect: [0.3, 1 / 0.3],
  fill: 'noise',
};

/** Draws of a rectangle before an image is left as it is, as in the authors' code. */
const ATTEMPTS = 100;

/**
 * Random Erasing: with probability p one rectangle of area s ~ U(s_l, s_h) and aspect r ~ U(r_1, r_2), so of height
 * √(s·r) and width √(s/r), at any place at which it fits; rectangles that do not fit are drawn anew.
 * Source: Zhong et al., arXiv 1708.04896, Algorithm 1.
 * @param random - the image's own generator
 * @param options - how often, how large, what stands there
 */
export function drawRandomErasing(random: Random, options: RandomErasingOptions): PixelChange {
  const { probability, area, aspect, fill } = options;
  if (!random.chance(probability)) return NO_CHANGE;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const share = random.uniform(...area);
    const ratio = random.uniform(...aspect);
    const [height, width] = [Math.sqrt(share * ratio), Math.sqrt(share / ratio)];
    const [x, y] = [random.uniform(), random.uniform()];
    if (x + width > 1 || y + height > 1) continue;
    const noiseSeed = drawNoiseSeed(random);
    return (pixels, side) => {
      const [top, left] = [Math.round(y * side), Math.round(x * side)];
      const [bottom, right] = [Math.round((y + height) * side), Math.round((x + width) * side)];
      fillBoxes(pixels, side, [{ top, left, bottom, right }], { fill, noiseSeed });
      return pixels;
    };
  }
  return NO_CHANGE;
}
