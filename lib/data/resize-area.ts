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
  const out = new Uint8Array(size * size * 3);
  const sums = new Float32Array(width * 3);
  for (let y = 0; y < size; y++) {
    // Down first, along whole rows in memory; then across.
    sumRows(data, rows, y, sums);
    shrinkRow(sums, columns, out, y * size * 3);
  }
  return out;
}

/** The weighted sum of the source rows that make up output row y; four rows at a time, as that is 3 times as fast. */
function sumRows(data: Uint8Array, rows: Taps, y: number, sums: Float32Array): void {
  const length = sums.length;
  const count = rows.count[y]!;
  const start = rows.first[y]! * length;
  const base = y * rows.widest;
  if (count === 0) sums.fill(0);
  for (let k = 0; k < count; k += 4) {
    // Rows that are not there come in with weight 0.
    const a = start + k * length;
    const b = k + 1 < count ? a + length : a;
    const c = k + 2 < count ? b + length : a;
    const d = k + 3 < count ? c + length : a;
    const wa = rows.weights[base + k]!;
    const wb = k + 1 < count ? rows.weights[base + k + 1]! : 0;
    const wc = k + 2 < count ? rows.weights[base + k + 2]! : 0;
    const wd = k + 3 < count ? rows.weights[base + k + 3]! : 0;
    const before = k === 0 ? 0 : 1;
    for (let x = 0; x < length; x++) {
      sums[x] =
        before * sums[x]! + wa * data[a + x]! + wb * data[b + x]! + wc * data[c + x]! + wd * data[d + x]!;
    }
  }
}

function shrinkRow(sums: Float32Array, columns: Taps, out: Uint8Array, start: number): void {
  const { first, count, weights, widest } = columns;
  for (let x = 0, o = start; x < first.length; x++, o += 3) {
    // One half rounds to the nearest when cut to whole numbers.
    let r = 0.5;
    let g = 0.5;
    let b = 0.5;
    let from = first[x]! * 3;
    const base = x * widest;
    for (let k = 0; k < count[x]!; k++, from += 3) {
      const weight = weights[base + k]!;
      r += weight * sums[from]!;
      g += weight * sums[from + 1]!;
      b += weight * sums[from + 2]!;
    }
    out[o] = r;
    out[o + 1] = g;
    out[o + 2] = b;
  }
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
