import type { Random } from '../../core/random.ts';
import { bell } from './portable-maths.ts';

/** Red, green, blue. */
export type Triple = readonly [number, number, number];

/**
 * How a smear was stained and lit. Colours follow the Beer-Lambert law: a pixel's channel is
 * `light * exp(-opticalDensity)`, and stains that lie on each other add their densities.
 */
export interface Stain {
  /** What the camera sees through clear glass, 0 to 255. */
  readonly light: Triple;
  /** Optical density of nuclear chromatin of mean darkness. */
  readonly nucleus: Triple;
  /** Change of that density for chromatin that is one unit darker: pale chromatin is pink, dark is blue. */
  readonly chromatin: Triple;
  /** Optical density of the cytoplasm. */
  readonly cytoplasm: Triple;
  /** Spread of the chromatin's darkness, around 1. */
  readonly contrast: number;
}

/** Segmented, stain-normalised tiles as in C-NMC: dark violet, as measured on its training cells. */
export const TILE_STAIN: Stain = {
  light: [255, 255, 255],
  nucleus: [1.36, 2.28, 1.24],
  chromatin: [1, 1.02, 0.42],
  cytoplasm: [1.12, 1.8, 0.9],
  contrast: 1.7,
};

/** A Romanowsky-stained smear before segmentation: violet nucleus, pale blue cytoplasm, light ground. */
export const SMEAR_STAIN: Stain = {
  light: [240, 234, 236],
  nucleus: [0.74, 1.26, 0.4],
  chromatin: [0.95, 1.05, 0.5],
  cytoplasm: [0.3, 0.32, 0.09],
  contrast: 0.95,
};

function scaled(triple: Triple, ...factors: Triple): Triple {
  return [triple[0] * factors[0], triple[1] * factors[1], triple[2] * factors[2]];
}

/** Varies a stain as another day's bottle and lamp would: strength, hue, saturation, contrast, brightness. */
export function varyStain(random: Random, stain: Stain, amount = 1): Stain {
  const strength = bell(random, 1, 0.05 * amount);
  const red = bell(random, 0, 0.03 * amount);
  const blue = bell(random, 0, 0.04 * amount);
  // Saturation: the channels' densities drift apart or together around the green one.
  const saturation = bell(random, 1, 0.03 * amount);
  const hue: Triple = [
    strength * (1 + red) * (2 - saturation),
    strength,
    strength * (1 + blue) * (2 - saturation),
  ];
  const brightness = bell(random, 1, 0.03 * amount);
  return {
    light: scaled(stain.light, brightness, brightness, brightness),
    nucleus: scaled(stain.nucleus, ...hue),
    chromatin: stain.chromatin,
    cytoplasm: scaled(stain.cytoplasm, ...hue),
    contrast: stain.contrast * bell(random, 1, 0.09 * amount),
  };
}
