import { axisFilter, type AxisFilter, type AxisWindow } from './axis-filter.ts';

/** What {@link resizeBilinear} reads: `[height, width, channels]`, and which part of it. */
export interface ResizeSource {
  readonly data: Uint8Array | Float32Array;
  /** Pixels a row. */
  readonly width: number;
  readonly channels: number;
  /** Index of the image's first number in `data`; default 0. */
  readonly offset?: number;
  /** The rows to resize. */
  readonly rows: AxisWindow;
  /** The columns to resize. */
  readonly columns: AxisWindow;
}

/**
 * Resizes a window of an image to `[size, size, channels]`, bilinearly: as PyTorch's
 * `interpolate(window, mode='bilinear', align_corners=alignCorners)` where it enlarges, with `antialias=True` where it
 * shrinks.
 * @param source - image and window
 * @param size - side of the result in pixels
 * @param target - receives the result from its beginning; at least `size * size * channels` long
 * @param alignCorners - default `false`: half-pixel centres
 * @returns target
 */
export function resizeBilinear(
  source: ResizeSource,
  size: number,
  target: Float32Array,
  alignCorners = false,
): Float32Array {
  const { width, channels, offset = 0 } = source;
  const down = axisFilter(source.rows, size, alignCorners);
  const across = axisFilter(source.columns, size, alignCorners);
  const firstRow = down.first[0]!;
  const rowCount = down.first[size - 1]! + down.taps - firstRow;

  // Columns first, into [rows, size, channels]; then rows. Two short loops cost less than one over a square of taps.
  const stride = size * channels;
  const middle = new Float32Array(rowCount * stride);
  for (let y = 0; y < rowCount; y++) {
    const row = { data: source.data, start: offset + (firstRow + y) * width * channels, channels };
    if (channels === 3) mixColours(row, across, middle, y * stride);
    else mixColumns(row, across, middle, y * stride);
  }
  for (let y = 0; y < size; y++) {
    const from = (down.first[y]! - firstRow) * stride;
    mixRows(
      middle,
      from,
      down.weights.subarray(y * down.taps, (y + 1) * down.taps),
      target.subarray(y * stride, (y + 1) * stride),
    );
  }
  return target;
}

interface SourceRow {
  readonly data: Uint8Array | Float32Array;
  readonly start: number;
  readonly channels: number;
}

/** One row, any number of channels and taps. */
function mixColumns(row: SourceRow, filter: AxisFilter, target: Float32Array, to: number): void {
  const { data, start, channels } = row;
  const { first, taps, weights } = filter;
  for (let x = 0, w = 0; x < first.length; x++, w += taps) {
    const from = start + first[x]! * channels;
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let t = 0, at = from + c; t < taps; t++, at += channels) sum += weights[w + t]! * data[at]!;
      target[to++] = sum;
    }
  }
}

/** One row of RGB: the longest loop of the streams, so with its three sums side by side. */
function mixColours(row: SourceRow, filter: AxisFilter, target: Float32Array, to: number): void {
  const { data, start } = row;
  const { first, taps, weights } = filter;
  for (let x = 0, w = 0; x < first.length; x++, to += 3) {
    let at = start + first[x]! * 3;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const end = w + taps; w < end; w++, at += 3) {
      const weight = weights[w]!;
      red += weight * data[at]!;
      green += weight * data[at + 1]!;
      blue += weight * data[at + 2]!;
    }
    target[to] = red;
    target[to + 1] = green;
    target[to + 2] = blue;
  }
}

/** One row of the result out of as many rows as there are weights, beginning at `from`. */
function mixRows(rows: Float32Array, from: number, weights: Float32Array, target: Float32Array): void {
  const stride = target.length;
  const a = weights[0]!;
  if (weights.length === 2) {
    const b = weights[1]!;
    for (let i = 0; i < stride; i++) target[i] = a * rows[from + i]! + b * rows[from + stride + i]!;
    return;
  }
  for (let i = 0; i < stride; i++) target[i] = a * rows[from + i]!;
  for (let t = 1; t < weights.length; t++) {
    const weight = weights[t]!;
    const at = from + t * stride;
    if (weight === 0) continue;
    for (let i = 0; i < stride; i++) target[i]! += weight * rows[at + i]!;
  }
}
