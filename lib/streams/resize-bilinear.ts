import { axisFilter, type AxisWindow } from './axis-filter.ts';

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
  const { data, width, channels, offset = 0 } = source;
  const down = axisFilter(source.rows, size, alignCorners);
  const across = axisFilter(source.columns, size, alignCorners);
  const firstRow = down.first[0]!;
  const rowCount = down.first[size - 1]! + down.taps - firstRow;

  // Columns first, into [rows, size, channels]; then rows. Two short loops cost less than one over a square of taps.
  const stride = size * channels;
  const middle = new Float32Array(rowCount * stride);
  const step = across.taps * channels;
  for (let y = 0, to = 0; y < rowCount; y++) {
    const rowStart = offset + (firstRow + y) * width * channels;
    for (let x = 0, w = 0; x < size; x++, w += across.taps) {
      const from = rowStart + across.first[x]! * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let at = from + c, t = w, end = from + step; at < end; at += channels, t++) {
          sum += across.weights[t]! * data[at]!;
        }
        middle[to++] = sum;
      }
    }
  }

  for (let y = 0, w = 0; y < size; y++, w += down.taps) {
    const from = (down.first[y]! - firstRow) * stride;
    const to = y * stride;
    const top = down.weights[w]!;
    if (down.taps === 2) {
      const below = down.weights[w + 1]!;
      for (let i = 0; i < stride; i++) {
        target[to + i] = top * middle[from + i]! + below * middle[from + stride + i]!;
      }
      continue;
    }
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let t = 0, at = from + i; t < down.taps; t++, at += stride)
        sum += down.weights[w + t]! * middle[at]!;
      target[to + i] = sum;
    }
  }
  return target;
}
