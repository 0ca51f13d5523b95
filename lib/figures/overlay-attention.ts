import { ParameterError } from '../core/errors/parameter-error.ts';
import type { RasterImage } from '../core/raster-image.ts';
import { enlargeMap, type AttentionMap } from './attention-map.ts';
import { COLOUR_STEPS, colourTable, type ColourMapName } from './colour-maps.ts';

/** How attention is laid over an image. */
export interface OverlayOptions {
  /** Default `viridis`; `jet` is for the paper's figure only. */
  readonly colourMap?: ColourMapName;
  /** Share of the colour where the overlay is fully there, 0 to 1. Default 0.5. Source: CAL. */
  readonly blend?: number;
  /** Heat (0 to 1, after the root) at and below which the image shows untouched. Default 0.35. */
  readonly threshold?: number;
  /** Heat over which the overlay then fades in, so that no hard edge looks like an outline. Default 0.15. */
  readonly fade?: number;
  /** Activation that counts as full heat; default the map's own maximum. Set it to compare maps with one another. */
  readonly maximum?: number;
}

/**
 * Heat of a map: sqrt(S / max), 0 to 1; all zero where nothing is active.
 * Source: CAL (Method 7).
 */
export function attentionHeat(map: AttentionMap, maximum?: number): AttentionMap {
  const peak = maximum ?? map.data.reduce((a, b) => Math.max(a, b), 0);
  const data =
    peak > 0 ? map.data.map((s) => Math.sqrt(Math.min(1, Math.max(0, s) / peak))) : map.data.map(() => 0);
  return { ...map, data };
}

/**
 * Lays an attention map over an image as colour, see-through where there is little attention.
 * @param image - any size
 * @param map - any size; enlarged to the image
 * @param options - colours, blend and threshold
 * @throws {ParameterError} for a blend or threshold outside of 0 to 1
 */
export function overlayAttention(
  image: RasterImage,
  map: AttentionMap,
  options: OverlayOptions = {},
): RasterImage {
  const { colourMap = 'viridis', blend = 0.5, threshold = 0.35, fade = 0.15, maximum } = options;
  for (const [name, value] of Object.entries({ blend, threshold, fade })) {
    if (!(value >= 0 && value <= 1)) {
      throw new ParameterError(name, `overlayAttention: ${name} must be 0 to 1, got ${value}`);
    }
  }
  const { width, height } = image;
  const heat = attentionHeat(enlargeMap(map, height, width), maximum).data;
  const table = colourTable(colourMap);
  const data = Uint8Array.from(image.data);
  for (let i = 0; i < heat.length; i++) {
    const above = heat[i]! - threshold;
    if (above < 0 || heat[i] === 0) continue;
    const share = blend * (fade > 0 ? Math.min(1, above / fade) : 1);
    const step = 3 * Math.round(heat[i]! * (COLOUR_STEPS - 1));
    for (let c = 0; c < 3; c++) {
      data[3 * i + c] = Math.round((1 - share) * image.data[3 * i + c]! + share * table[step + c]!);
    }
  }
  return { width, height, data };
}
