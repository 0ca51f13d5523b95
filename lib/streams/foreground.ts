import type { PixelBatch } from './pixel-batch.ts';

/**
 * Where an image shows something: 1 where the largest channel is above the threshold, `[size, size]`; nothing where
 * no pixel is (attention is then not restricted). Fits cells on C-NMC's black ground; on smears all is foreground.
 * Source: ours (attention of trained networks peaked on C-NMC's black background).
 * @param images - pixels 0 to 255, `[batch, size, size, 3]`
 * @param image - position in the batch
 * @param threshold - 0 to 255
 */
export function foregroundOf(images: PixelBatch, image: number, threshold: number): Uint8Array | undefined {
  const { data, size } = images;
  const pixels = size * size;
  const mask = new Uint8Array(pixels);
  let any = 0;
  for (let i = 0, at = image * pixels * 3; i < pixels; i++, at += 3) {
    const on = data[at]! > threshold || data[at + 1]! > threshold || data[at + 2]! > threshold ? 1 : 0;
    mask[i] = on;
    any |= on;
  }
  return any === 0 ? undefined : mask;
}

/**
 * How much of each attention cell is foreground, 0 to 1, `[height, width]`: the weight of its activation where
 * attention counts only on the cell.
 * @param mask - `[size, size]`, 1 = foreground
 * @param size - side of the mask
 * @param height - rows of the attention map
 * @param width - columns of the attention map
 */
export function foregroundShares(
  mask: Uint8Array,
  size: number,
  height: number,
  width: number,
): Float32Array {
  const inside = new Float32Array(height * width);
  const all = new Float32Array(height * width);
  for (let y = 0, i = 0; y < size; y++) {
    const row = Math.floor((y * height) / size) * width;
    for (let x = 0; x < size; x++, i++) {
      const cell = row + Math.floor((x * width) / size);
      inside[cell]! += mask[i]!;
      all[cell]! += 1;
    }
  }
  return inside.map((count, cell) => (all[cell]! > 0 ? count / all[cell]! : 0));
}
