import type { RasterImage } from '../core/raster-image.ts';

// How much each source pixel counts for each target pixel along one axis: a triangle that widens when shrinking, so
// that thumbnails do not glitter and enlargements do not show steps.
function weights(from: number, to: number): readonly (readonly [start: number, values: readonly number[]])[] {
  const reach = Math.max(1, from / to);
  return Array.from({ length: to }, (_, i) => {
    const centre = ((i + 0.5) * from) / to - 0.5;
    const start = Math.max(0, Math.ceil(centre - reach));
    const end = Math.min(from - 1, Math.floor(centre + reach));
    const values: number[] = [];
    for (let j = start; j <= end; j++) values.push(Math.max(0, 1 - Math.abs(j - centre) / reach));
    const sum = values.reduce((a, b) => a + b, 0);
    return [start, values.map((value) => value / sum)];
  });
}

/**
 * Resizes a picture for show (bilinear, averaging when it shrinks); the images that a network sees are resized elsewhere.
 * @param image - any size
 * @param width - columns of the result, at least 1
 * @param height - rows of the result, at least 1
 */
export function resizePicture(image: RasterImage, width: number, height: number): RasterImage {
  if (image.width === width && image.height === height) return image;
  const [across, down] = [weights(image.width, width), weights(image.height, height)];
  const rows = new Float32Array(image.height * width * 3);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < width; x++) {
      const [start, values] = across[x]!;
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < values.length; k++) {
          sum += values[k]! * image.data[3 * (y * image.width + start + k) + c]!;
        }
        rows[3 * (y * width + x) + c] = sum;
      }
    }
  }
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const [start, values] = down[y]!;
    for (let i = 0; i < 3 * width; i++) {
      let sum = 0;
      for (let k = 0; k < values.length; k++) sum += values[k]! * rows[3 * (start + k) * width + i]!;
      data[3 * y * width + i] = Math.round(sum);
    }
  }
  return { width, height, data };
}
