import type { RasterImage } from '../../core/raster-image.ts';
import type { Random } from '../../core/random.ts';
import type { DensityPicture } from './paint-cell.ts';
import { clamp, exponential, type Vector } from './portable-maths.ts';
import type { Triple } from './stain.ts';

/** How a picture's densities become what the camera writes. */
export interface DevelopOptions {
  readonly light: Triple;
  /** Uneven light as optical density from the centre to the right and lower edge. */
  readonly shading: Vector;
  /** Standard deviation of the camera's noise in grey levels. */
  readonly noise: number;
  /** Pixels where this is 0 stay black, as in segmented tiles; all are kept where it is not given. */
  readonly mask?: Uint8Array;
}

/** Turns optical densities into 8-bit pixels: `light * exp(-density)`, uneven light, slightly smeared camera noise. */
export function develop(random: Random, picture: DensityPicture, options: DevelopOptions): RasterImage {
  const { light, shading, noise, mask } = options;
  const { width, height, data } = picture;
  const pixels = new Uint8Array(width * height * 3);
  // Grain is correlated over neighbours, as after a camera's colour interpolation.
  let before = 0;
  for (let y = 0; y < height; y++) {
    const shadeY = shading.y * ((2 * y) / height - 1);
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (mask?.[pixel] === 0) continue;
      const fresh = random.uniform(-1.732, 1.732);
      const grain = 0.6 * before + 0.8 * fresh;
      const shade = shadeY + shading.x * ((2 * x) / width - 1);
      for (let channel = 0; channel < 3; channel++) {
        const value =
          light[channel]! * exponential(-(data[3 * pixel + channel]! + shade)) +
          noise * (channel === 1 ? 0.6 * grain : channel === 0 ? grain : 0.7 * grain + 0.5 * before);
        pixels[3 * pixel + channel] = Math.round(clamp(value, mask === undefined ? 0 : 1, 255));
      }
      before = fresh;
    }
  }
  return { width, height, data: pixels };
}
