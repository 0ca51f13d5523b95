import type { Random } from '../../core/random.ts';
import { drawNoiseSeed, fillBoxes, type MaskFill, type PixelBox } from './mask-fill.ts';
import { NO_CHANGE, type PixelChange } from './pixel-change.ts';

/** Options of {@link drawHideAndSeek}. */
export interface HideAndSeekOptions {
  /**
   * Sides of the grid's patches as shares of the image's side, one of them drawn for each image; 0 hides nothing.
   * Default 0, 16, 32, 44 and 56 of 224 px, as the authors' code for ImageNet mixes them.
   */
  readonly patches: readonly number[];
  /** p_hide: how often a patch is hidden. Default 0.5. */
  readonly probability: number;
  /** Default `mean`: the paper hides by the data's mean, so that activations are distributed as at test. */
  readonly fill: MaskFill;
}

/** Hide-and-Seek as for ImageNet. Source: arXiv 1811.02545, §4; patch sizes: the authors' hide_patch.py. */
export const HIDE_AND_SEEK_DEFAULTS: HideAndSeekOptions = {
  patches: [0, 16 / 224, 32 / 224, 44 / 224, 56 / 224],
  probability: 0.5,
  fill: 'mean',
};

/**
 * Hide-and-Seek: a grid of square patches from the upper left corner (the last ones are cut at the edge), each hidden
 * with probability p_hide on its own.
 * Source: Singh and Lee, arXiv 1704.04232 and 1811.02545, §3.1.
 * @param random - the image's own generator
 * @param options - patches and how often they are hidden
 */
export function drawHideAndSeek(random: Random, options: HideAndSeekOptions): PixelChange {
  const { patches, probability, fill } = options;
  const patch = patches[random.integer(0, patches.length - 1)]!;
  if (patch === 0) return NO_CHANGE;
  // The grid is laid in shares of the side, so that a patch is the same one at every resolution. A whole number of
  // patches (224 / 16) must not gain a sliver by rounding.
  const count = Math.ceil(1 / patch - 1e-9);
  const hidden = Array.from({ length: count * count }, () => random.chance(probability));
  const noiseSeed = drawNoiseSeed(random);
  return (pixels, side) => {
    const edge = (i: number): number => Math.min(side, Math.round(i * patch * side));
    const boxes = hidden.flatMap((isHidden, i): PixelBox[] => {
      const [row, column] = [Math.floor(i / count), i % count];
      if (!isHidden) return [];
      return [{ top: edge(row), left: edge(column), bottom: edge(row + 1), right: edge(column + 1) }];
    });
    fillBoxes(pixels, side, boxes, { fill, noiseSeed });
    return pixels;
  };
}
