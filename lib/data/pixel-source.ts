import type { RasterImage } from '../core/raster-image.ts';

/**
 * Pixels where they lie: a plain RasterImage, or the rows of a file that need no decoding but another order, so that
 * resizing can read them without a copy.
 */
export interface PixelSource extends RasterImage {
  /** Index of the top row's first byte; 0 where left out. */
  readonly start?: number;
  /** Bytes from a row to the one below, negative where the file starts at the bottom; `3 * width` where left out. */
  readonly rowStep?: number;
  /** Pixels are BGR instead of RGB. */
  readonly blueFirst?: boolean;
}

/**
 * The same pixels as a plain image: RGB, rows from the top.
 * @param source - returned itself where it is plain already
 */
export function toRaster(source: PixelSource): RasterImage {
  const { width, height, data, start = 0, rowStep = 3 * width, blueFirst = false } = source;
  if (!blueFirst && start === 0 && rowStep === 3 * width) return { width, height, data };
  const plain = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    let from = start + y * rowStep;
    if (!blueFirst) {
      plain.set(data.subarray(from, from + 3 * width), to);
      to += 3 * width;
      continue;
    }
    for (let x = 0; x < width; x++, from += 3, to += 3) {
      plain[to] = data[from + 2]!;
      plain[to + 1] = data[from + 1]!;
      plain[to + 2] = data[from]!;
    }
  }
  return { width, height, data: plain };
}
