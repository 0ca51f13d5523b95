import type { AttentionMaps } from './attention-maps.ts';
import { attentionMapOf } from './attention-map-of.ts';
import { resizeBilinear } from './resize-bilinear.ts';

/**
 * One image's map S resized to the image: `[size, size]`, activations >= 0. Thresholds are taken after this, never
 * before: GuYuc compares the resized map with the maximum before resizing, so that nothing may pass (Method 8).
 * @param attention - `[batch, height, width, maps]`
 * @param which - image in the batch and map: 0 to M - 1, or -1 for the mean
 * @param size - side of the image in pixels
 * @param alignCorners - default `false`: half-pixel centres (Method 8: fix one; GuYuc's is `true`)
 */
export function resizedMapOf(
  attention: AttentionMaps,
  which: { readonly image: number; readonly map: number },
  size: number,
  alignCorners = false,
): Float32Array {
  const source = {
    data: attentionMapOf(attention, which.image, which.map),
    width: attention.width,
    channels: 1,
    rows: { start: 0, length: attention.height },
    columns: { start: 0, length: attention.width },
  };
  return resizeBilinear(source, size, new Float32Array(size * size), alignCorners);
}
