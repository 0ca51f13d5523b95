import type { Random } from '../../core/random.ts';
import type { AugmentMethodOptions, ImageMethod } from './augment-methods.ts';
import { drawCutout } from './cutout.ts';
import { drawGridMask } from './grid-mask.ts';
import { drawHideAndSeek } from './hide-and-seek.ts';
import type { PixelChange } from './pixel-change.ts';
import { drawRandAugment } from './rand-augment.ts';
import { drawRandomErasing } from './random-erasing.ts';
import { drawRandomResizedCrop } from './random-resized-crop.ts';

/** A per-image method for a loader. */
export interface ImageMethodChoice {
  readonly method: ImageMethod;
  readonly options: AugmentMethodOptions;
  /** Epochs that training will have, for methods that grow stronger with time. */
  readonly epochs: number;
}

/**
 * Draws what a method does to one image in one epoch.
 * @param random - the image's own generator: `Random.derive(seed, 'method', epoch, id)`, apart from that of flips and
 *   turns, so that all methods see the same views
 * @param choice - the method and its parameters
 * @param epoch - counted from 0
 */
export function drawImageMethod(random: Random, choice: ImageMethodChoice, epoch: number): PixelChange {
  const { method, options, epochs } = choice;
  switch (method) {
    case 'randomResizedCrop':
      return drawRandomResizedCrop(random, options.randomResizedCrop);
    case 'cutout':
      return drawCutout(random, options.cutout);
    case 'randomErasing':
      return drawRandomErasing(random, options.randomErasing);
    case 'hideAndSeek':
      return drawHideAndSeek(random, options.hideAndSeek);
    case 'gridMask':
      return drawGridMask(random, options.gridMask, epoch / epochs);
    case 'randAugment':
      return drawRandAugment(random, options.randAugment);
  }
}
