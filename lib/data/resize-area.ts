import { litRanges } from './lit-area.ts';
import { toRaster, type PixelSource } from './pixel-source.ts';

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
 * @param image - pixels `[height, width, 3]`, in any order of rows
 * @param window - the square to take; parts outside of the image are black
 * @param size - side of the result
 * @returns pixels `[size, size, 3]`, 0 to 255, rounded
 */
export function resizeArea(image: PixelSource, window: Window, size: number): Uint8Array {
  const { width, height } = image;
  const whole = window.left === 0 && window.top === 0 && window.side === width && width === height;
  if (whole && size === width) return toRaster(image).data.slice();
  const columns = tapsOf(window.left, window.side, width, size);
  const rows = tapsOf(window.top, window.side, height, size);
  const out = new Uint8Array(size * size * 3);
  const adder = new RowAdder(image);
  for (let y = 0; y < size; y++) {
    // Down first, along whole rows in memory; then across. Where all is black, so is the result.
    const [first, end] = adder.add(rows, y);
    if (first < end) shrinkRow(adder, columns, out, y * size * 3);
  }
  return out;
}

/** Weighted sums of source rows. */
class RowAdder {
  readonly sums: Float32Array;
  readonly blueFirst: boolean;
  /** The sums are 0 before `first` and from `end` on, in values. */
  first = 0;
  end = 0;
  readonly #data: Uint8Array;
  readonly #start: number;
  readonly #step: number;
  /** First and end of what is not black in each row. */
  readonly #lit: Int32Array;

  constructor({ width, height, data, start = 0, rowStep = 3 * width, blueFirst = false }: PixelSource) {
    this.sums = new Float32Array(width * 3);
    this.blueFirst = blueFirst;
    this.#data = data;
    this.#start = start;
    this.#step = rowStep;
    this.#lit = litRanges(data, { start, step: rowStep, length: width * 3, height });
  }

  /** Sums the rows that make up output row y; four rows at a time, as that is 3 times as fast. */
  add(rows: Taps, y: number): readonly [first: number, end: number] {
    const { sums } = this;
    const data = this.#data;
    const count = rows.count[y]!;
    const top = rows.first[y]!;
    const base = y * rows.widest;
    this.sums.fill(0, this.first, this.end);
    this.first = sums.length;
    this.end = 0;
    for (let k = 0; k < count; k++) {
      const [first, end] = [this.#lit[2 * (top + k)]!, this.#lit[2 * (top + k) + 1]!];
      if (first === end) continue;
      this.first = Math.min(this.first, first);
      this.end = Math.max(this.end, end);
    }
    if (this.first >= this.end) this.first = this.end = 0;
    const { first, end } = this;
    for (let k = 0; k < count && first < end; k += 4) {
      // Rows that are not there come in with weight 0.
      const a = this.#start + (top + k) * this.#step;
      const b = k + 1 < count ? a + this.#step : a;
      const c = k + 2 < count ? b + this.#step : a;
      const d = k + 3 < count ? c + this.#step : a;
      const wa = rows.weights[base + k]!;
      const wb = k + 1 < count ? rows.weights[base + k + 1]! : 0;
      const wc = k + 2 < count ? rows.weights[base + k + 2]! : 0;
      const wd = k + 3 < count ? rows.weights[base + k + 3]! : 0;
      for (let x = first; x < end; x++) {
        sums[x] = sums[x]! + wa * data[a + x]! + wb * data[b + x]! + wc * data[c + x]! + wd * data[d + x]!;
      }
    }
    return [first, end];
  }
}

function shrinkRow(row: RowAdder, columns: Taps, out: Uint8Array, start: number): void {
  const { first, count, weights, widest } = columns;
  const { sums, first: lit, end } = row;
  const [red, blue] = row.blueFirst ? [2, 0] : [0, 2];
  for (let x = 0, o = start; x < first.length; x++, o += 3) {
    let from = first[x]! * 3;
    const taps = count[x]!;
    if (from + 3 * taps <= lit || from >= end) continue;
    // One half rounds to the nearest when cut to whole numbers.
    let r = 0.5;
    let g = 0.5;
    let b = 0.5;
    const base = x * widest;
    for (let k = 0; k < taps; k++, from += 3) {
      const weight = weights[base + k]!;
      r += weight * sums[from]!;
      g += weight * sums[from + 1]!;
      b += weight * sums[from + 2]!;
    }
    out[o + red] = r;
    out[o + 1] = g;
    out[o + blue] = b;
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
