import type { RasterImage } from '../core/raster-image.ts';

/** A part of an image to resize, in pixels; may reach beyond the image, where it is black. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Which source pixels make up each output pixel along one axis, and with what weight. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `[size, widest]`; weights that fall beyond the image are left out, so black comes in. */
  readonly weights: Float32Array;
  readonly widest: number;
}

/**
 * Resizes a square window of an image by area averaging: each output pixel is the exact mean of the source area it
 * covers, so shrinking does not alias; enlarging interpolates linearly. No randomness: same input, same bits.
 * @param image - pixels `[height, width, 3]`
 * @param window - the square to take; parts outside of the image are black
 * @param size - side of the result
 * @returns pixels `[size, size, 3]`, 0 to 255, rounded
 */
export function resizeArea(image: RasterImage, window: Window, size: number): Uint8Array {
  const { width, height, data } = image;
  const whole = window.left === 0 && window.top === 0 && window.side === width && width === height;
  if (whole && size === width) return data.slice();
  const columns = tapsOf(window.left, window.side, width, size);
  const rows = tapsOf(window.top, window.side, height, size);
  // Across first: rows that no output needs stay untouched.
  const narrow = new Float32Array(height * size * 3);
  const top = rows.count.findIndex((count) => count > 0);
  const bottom = rows.count.findLastIndex((count) => count > 0);
  const firstRow = top < 0 ? 0 : rows.first[top]!;
  const endRow = bottom < 0 ? 0 : rows.first[bottom]! + rows.count[bottom]!;
  for (let y = firstRow; y < endRow; y++)
    shrinkRow(data, y * width * 3, columns, narrow.subarray(y * size * 3));
  return shrinkColumns(narrow, rows, size);
}

function shrinkRow(data: Uint8Array, rowStart: number, taps: Taps, out: Float32Array): void {
  const { first, count, weights, widest } = taps;
  for (let x = 0, o = 0; x < first.length; x++, o += 3) {
    let r = 0;
    let g = 0;
    let b = 0;
    let from = rowStart + first[x]! * 3;
    const base = x * widest;
    for (let k = 0; k < count[x]!; k++, from += 3) {
      const weight = weights[base + k]!;
      r += weight * data[from]!;
      g += weight * data[from + 1]!;
      b += weight * data[from + 2]!;
    }
    out[o] = r;
    out[o + 1] = g;
    out[o + 2] = b;
  }
}

function shrinkColumns(narrow: Float32Array, taps: Taps, size: number): Uint8Array {
  const { first, count, weights, widest } = taps;
  const rowLength = size * 3;
  const sums = new Float32Array(rowLength);
  const out = new Uint8Array(size * rowLength);
  for (let y = 0; y < size; y++) {
    sums.fill(0.5); // rounds to the nearest when cut to whole numbers
    for (let k = 0; k < count[y]!; k++) {
      const weight = weights[y * widest + k]!;
      const from = (first[y]! + k) * rowLength;
      for (let x = 0; x < rowLength; x++) sums[x]! += weight * narrow[from + x]!;
    }
    for (let x = 0; x < rowLength; x++) out[y * rowLength + x] = Math.min(255, sums[x]!);
  }
  return out;
}

function tapsOf(start: number, side: number, length: number, size: number): Taps {
  const scale = side / size;
  const reach = Math.max(1, scale) / 2;
  const widest = Math.ceil(2 * reach) + 2;
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Float32Array(size * widest);
  for (let i = 0; i < size; i++) {
    const centre = start + (i + 0.5) * scale;
    // Shrinking: the share of each source pixel inside [centre - reach, centre + reach].
    // Enlarging: linear between the two nearest pixel centres, which is the same box one pixel wide.
    const low = Math.floor(centre - reach);
    const high = Math.ceil(centre + reach);
    let used = 0;
    for (let at = Math.max(0, low); at < Math.min(length, high); at++) {
      const share = Math.min(at + 1, centre + reach) - Math.max(at, centre - reach);
      if (share <= 0) continue;
      if (used === 0) first[i] = at;
      weights[i * widest + used++] = share / (2 * reach);
    }
    count[i] = used;
  }
  return { first, count, weights, widest };
}
