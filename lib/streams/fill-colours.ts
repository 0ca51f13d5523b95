import { IMAGENET_MEAN } from '../core/pixel-constants.ts';

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** ImageNet's mean colour, 0 to 255: 0 after normalisation. Source: GuYuc. */
export const IMAGENET_MEAN_PIXEL: Colour = [
  255 * IMAGENET_MEAN[0],
  255 * IMAGENET_MEAN[1],
  255 * IMAGENET_MEAN[2],
];

/** The grey of the erased patch in the paper's figure. Source: figure. */
export const GREY_165: Colour = [165, 165, 165];

/** C-NMC's background. */
export const BLACK: Colour = [0, 0, 0];
