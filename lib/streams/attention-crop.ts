import { fullBox, type Box } from './box.ts';
import { passesThreshold, type ThresholdOptions } from './passes-threshold.ts';
import { resizeBilinear } from './resize-bilinear.ts';

/** How {@link boxOfMask} makes its box. */
export interface BoxOptions {
  /** ρ: padding of each side as a share of the image's side. */
  readonly padding: number;
  /** Smallest side as a share of the image's side; a smaller box grows round its centre. Default 0. */
  readonly minimumSide?: number;
}

/**
 * Eq. 3's box: the tight box round the pixels that pass, each side padded by ρ of the image's side, clipped to the
 * image; the whole image where nothing passes.
 *
 * `top = max(0, trunc(first row - ρ·size))`, `bottom = min(size, trunc(last row + 1 + ρ·size))`, columns likewise.
 * Source: TF, GuYuc for tight box, ρ and truncation. Differs from the reference: the + 1 (there a box of one pixel
 * vanishes), clipping (TF pads with zeros), minimum side and the fallback (Method 8).
 * @param mask - 1 where a pixel passes, `[size, size]`
 * @param size - side of the image in pixels
 * @param options - padding and minimum side
 */
export function boxOfMask(mask: Uint8Array, size: number, options: BoxOptions): Box {
  let top = size;
  let bottom = -1;
  let left = size;
  let right = -1;
  for (let y = 0; y < size; y++) {
    const row = mask.subarray(y * size, (y + 1) * size);
    const first = row.indexOf(1);
    if (first < 0) continue;
    if (top === size) top = y;
    bottom = y;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(1));
  }
  if (bottom < 0) return fullBox(size);
  const rows = paddedSide(top, bottom, size, options);
  const columns = paddedSide(left, right, size, options);
  return { top: rows.low, bottom: rows.high, left: columns.low, right: columns.high };
}

function paddedSide(
  first: number,
  last: number,
  size: number,
  options: BoxOptions,
): { low: number; high: number } {
  const { padding, minimumSide = 0 } = options;
  const low = Math.max(0, Math.trunc(first - padding * size));
  const high = Math.min(size, Math.trunc(last + 1 + padding * size));
  const least = minimumPixels(minimumSide, size);
  if (high - low >= least) return { low, high };
  const start = Math.min(Math.max(Math.floor((low + high - least) / 2), 0), size - least);
  return { low: start, high: start + least };
}

/**
 * The box of one map: Eqs. 2 and 3 from threshold to box, for one image.
 * @param map - S, resized to the image, `[size, size]`
 * @param size - side of the image in pixels
 * @param options - θ, rule and foreground of the threshold; padding and minimum side of the box
 */
export function attentionBox(map: Float32Array, size: number, options: ThresholdOptions & BoxOptions): Box {
  return boxOfMask(passesThreshold(map, options), size, options);
}

/**
 * The smallest side of a box in whole pixels: at least 1.
 * @param minimumSide - share of the image's side, 0 to 1
 * @param size - side of the image in pixels
 */
export function minimumPixels(minimumSide: number, size: number): number {
  return Math.max(1, Math.round(minimumSide * size));
}

/** What {@link cutBox} cuts from: one square RGB image, perhaps of another resolution than the box's. */
export interface CutSource {
  /** Pixels 0 to 255 as `[..., size, size, 3]`. */
  readonly data: Uint8Array | Float32Array;
  /** Side of the image in pixels. */
  readonly size: number;
  /** Index of the image's first number in `data`; default 0. */
  readonly offset?: number;
}

/**
 * I_c of Eq. 3: the box cut from the image and resized to `[size, size, 3]`, pixels 0 to 255: half-pixel bilinear as
 * PyTorch's `interpolate(align_corners=False)`; antialiased where it shrinks, as it may for images of a higher
 * resolution than the box's.
 * @param source - the image
 * @param box - in pixels of an image of side `size`; scaled to the source's side where that differs
 * @param size - side of the result, and of the image that the box belongs to, in pixels
 * @param target - receives the result from its beginning; default: a new array
 */
export function cutBox(
  source: CutSource,
  box: Box,
  size: number,
  target: Float32Array = new Float32Array(size * size * 3),
): Float32Array {
  const ratio = source.size / size;
  return resizeBilinear(
    {
      data: source.data,
      width: source.size,
      channels: 3,
      offset: source.offset ?? 0,
      rows: { start: box.top * ratio, length: (box.bottom - box.top) * ratio },
      columns: { start: box.left * ratio, length: (box.right - box.left) * ratio },
    },
    size,
    target,
  );
}
