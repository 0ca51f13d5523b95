import type { Random } from '../../core/random.ts';
import * as colour from './colour-operations.ts';
import { NO_CHANGE, type PixelChange } from './pixel-change.ts';
import { resample, type Affine } from './resample.ts';

/** Options of {@link drawRandAugment}. */
export interface RandAugmentOptions {
  /** N: operations one after the other. Default 2 (ImageNet, ResNet-50; 3 for CIFAR-10 with Wide-ResNet-28-10). */
  readonly operations: number;
  /** M: their strength, 0 to 10. Default 9 (ImageNet, ResNet-50; 4 to 5 for CIFAR-10 with Wide-ResNets). */
  readonly magnitude: number;
}

/** RandAugment as for ImageNet with ResNet-50. Source: arXiv 1909.13719, §4.4 and Table 6. */
export const RAND_AUGMENT_DEFAULTS: RandAugmentOptions = { operations: 2, magnitude: 9 };

/** At M = 10. Source: AutoAugment (arXiv 1805.09501, Table 6), whose scale RandAugment takes. */
const STRONGEST = { shear: 0.3, translate: 150 / 331, rotate: 30, solarise: 256, posterise: 4, enhance: 0.9 };

/** One operation: what it does at a strength of 0 to 1 in one of two directions. */
type Operation = (strength: number, sign: -1 | 1) => PixelChange;

const inPlace =
  (change: (pixels: Uint8Array, side: number) => void): PixelChange =>
  (pixels, side) => {
    change(pixels, side);
    return pixels;
  };
const moved =
  (affine: Affine): PixelChange =>
  (pixels, side) =>
    resample(pixels, side, affine);
const factorOf = (strength: number, sign: number): number => 1 + sign * STRONGEST.enhance * strength;

/** The paper's K = 14 operations by name. Source: arXiv 1909.13719, Figure 2. */
export const RAND_AUGMENT_OPERATIONS: Readonly<Record<string, Operation>> = {
  identity: () => NO_CHANGE,
  autoContrast: () => inPlace(colour.autoContrast),
  equalise: () => inPlace(colour.equalise),
  rotate: (strength, sign) => {
    const angle = (sign * strength * STRONGEST.rotate * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return moved([cos, -sin, 0, sin, cos, 0]);
  },
  solarise: (strength) =>
    inPlace((pixels) => {
      colour.solarise(pixels, 256 - STRONGEST.solarise * strength);
    }),
  colour: (strength, sign) =>
    inPlace((pixels) => {
      colour.saturate(pixels, factorOf(strength, sign));
    }),
  posterise: (strength) =>
    inPlace((pixels) => {
      colour.posterise(pixels, 8 - Math.round(STRONGEST.posterise * strength));
    }),
  contrast: (strength, sign) =>
    inPlace((pixels) => {
      colour.contrast(pixels, factorOf(strength, sign));
    }),
  brightness: (strength, sign) =>
    inPlace((pixels) => {
      colour.brighten(pixels, factorOf(strength, sign));
    }),
  sharpness: (strength, sign) =>
    inPlace((pixels, side) => {
      colour.sharpen(pixels, side, factorOf(strength, sign));
    }),
  shearX: (strength, sign) => moved([1, sign * STRONGEST.shear * strength, 0, 0, 1, 0]),
  shearY: (strength, sign) => moved([1, 0, 0, sign * STRONGEST.shear * strength, 1, 0]),
  translateX: (strength, sign) => moved([1, 0, sign * STRONGEST.translate * strength, 0, 1, 0]),
  translateY: (strength, sign) => moved([1, 0, 0, 0, 1, sign * STRONGEST.translate * strength]),
};

/**
 * RandAugment: N operations out of 14, each as likely every time, all at strength M; operations that have two
 * directions take either.
 *
 * Differs from the reference: solarise and posterise grow stronger with M (as in torchvision; in the first published
 * code they grew weaker), moved pixels are bilinear and shears are about the centre; what comes in is black, C-NMC's
 * background, not grey. Statistics (equalise, auto-contrast, contrast) are of the whole image, its background included.
 * Source: Cubuk et al., arXiv 1909.13719, §3.
 * @param random - the image's own generator
 * @param options - N and M
 */
export function drawRandAugment(random: Random, { operations, magnitude }: RandAugmentOptions): PixelChange {
  const all = Object.values(RAND_AUGMENT_OPERATIONS);
  const drawn = Array.from({ length: operations }, () => {
    const operation = all[random.integer(0, all.length - 1)]!;
    return operation(magnitude / 10, random.chance(0.5) ? -1 : 1);
  });
  return (pixels, side) => drawn.reduce((changed, operation) => operation(changed, side), pixels);
}
