import type { Random } from '../../core/random.ts';
import type { PixelChange } from './pixel-change.ts';
import { resample } from './resample.ts';

/** Options of {@link drawRandomResizedCrop}. */
export interface RandomResizedCropOptions {
  /** Area of the crop as a share of the image. Default [0.08, 1]. */
  readonly area: readonly [low: number, high: number];
  /** Width / height, drawn log-uniformly. Default [3/4, 4/3]. */
  readonly aspect: readonly [low: number, high: number];
}

/** As for ImageNet. Source: arXiv 1409.4842, §6; how the aspect is drawn: torchvision. */
export const RANDOM_RESIZED_CROP_DEFAULTS: RandomResizedCropOptions = {
  area: [0.08, 1],
  aspect: [3 / 4, 4 / 3],
};

/** Draws of a crop before the whole image is taken, as torchvision. */
const ATTEMPTS = 10;

/**
 * Random resized crop: a rectangle of random area, aspect and place, enlarged to the whole image. It takes the size of
 * a cell away, which is a feature (and on C-NMC a shortcut); `augment.randomCrop`, which moves the view without
 * enlarging it, keeps it.
 *
 * Differs from the reference: the crop is enlarged from the view at the network's size (or at `input.detailSize`), not
 * from the file, and the whole image stands where no crop fits (torchvision: the largest one of the aspect).
 * Source: Szegedy et al., arXiv 1409.4842, §6; torchvision's RandomResizedCrop.
 * @param random - the image's own generator
 * @param options - area and aspect
 */
export function drawRandomResizedCrop(random: Random, options: RandomResizedCropOptions): PixelChange {
  const { area, aspect } = options;
  let [width, height] = [1, 1];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const share = random.uniform(...area);
    const ratio = Math.exp(random.uniform(Math.log(aspect[0]), Math.log(aspect[1])));
    const [w, h] = [Math.sqrt(share * ratio), Math.sqrt(share / ratio)];
    if (w > 1 || h > 1) continue;
    [width, height] = [w, h];
    break;
  }
  const x = random.uniform(0, 1 - width) + width / 2 - 0.5;
  const y = random.uniform(0, 1 - height) + height / 2 - 0.5;
  return (pixels, side) =>
    width === 1 && height === 1 ? pixels : resample(pixels, side, [width, 0, x, 0, height, y]);
}
