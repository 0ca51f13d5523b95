import { ParameterError } from '../core/errors/parameter-error.ts';
import type { PixelSource } from './pixel-source.ts';
import { resizeArea } from './resize-area.ts';

/** How an image becomes the square that everything after works on. */
export interface SquareOptions {
  /**
   * Images larger than this on both sides are first cut to the centre square of this side: some C-NMC tiles are
   * 600x600 with the cell of a 450x450 one in the middle, so 450 there. Off by default. Source: Method 9.
   */
  readonly tileSide?: number | undefined;
  /**
   * Keep only the centre square of this side in source pixels (after `tileSide`). Off by default: C-NMC entrants cut
   * 300 or 224 pixels, but 320 cuts into 6 % of the lymphoblasts, and what is cut is cell size, a feature. Source: Method 9.
   */
  readonly centreCrop?: number | undefined;
}

/**
 * Turns an image into a square of a given side: optional centre crops, then the whole picture is kept; where it is
 * not square, black fills the shorter side evenly (as C-NMC's own background). Resized by area averaging.
 * @param image - pixels `[height, width, 3]`, in any order of rows
 * @param side - side of the result
 * @returns pixels `[side, side, 3]`, 0 to 255
 * @throws {ParameterError} where `tileSide` or `centreCrop` is not a positive whole number
 */
export function squareView(image: PixelSource, side: number, options: SquareOptions = {}): Uint8Array {
  const { tileSide, centreCrop } = options;
  checkSide('tileSide', tileSide);
  checkSide('centreCrop', centreCrop);
  const { width, height } = image;
  let keep = Math.max(width, height);
  if (tileSide !== undefined && Math.min(width, height) > tileSide) keep = tileSide;
  if (centreCrop !== undefined) keep = Math.min(keep, centreCrop);
  // Whole-pixel offsets keep an uncropped image exactly as it is.
  const left = Math.floor((width - keep) / 2);
  const top = Math.floor((height - keep) / 2);
  return resizeArea(image, { left, top, side: keep }, side);
}

function checkSide(name: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isInteger(value) && value > 0)) {
    throw new ParameterError(name, `${name}: must be a whole number of pixels above 0, got ${String(value)}`);
  }
}
