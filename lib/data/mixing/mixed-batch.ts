import type { Random } from '../../core/random.ts';
import { CLASS_COUNT } from '../dataset.ts';
import type { ImageBatch } from '../image-batch.ts';

/** A batch whose images are mixed, so that each belongs to several classes. */
export interface MixedBatch extends ImageBatch {
  /** How much of each image is of each class, `[batch, classes]`; each row sums to 1. */
  readonly targets: Float32Array;
}

/** One resolution of a batch: its pixels `[batch, side, side, 3]`, as they were and as they become. */
export interface MixingPixels {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly side: number;
}

/** A partner for each image: positions in random order; an image may be its own partner. */
export function drawPartners(random: Random, batch: number): Int32Array {
  return Int32Array.from(random.shuffle(Array.from({ length: batch }, (_, i) => i)));
}

/**
 * Mixes every resolution of a batch, and its labels.
 * @param batch - is left as it is
 * @param partners - the image that each one is mixed with, `[batch]`
 * @param kept - λ: how much of each image stays, `[batch]`
 * @param mixPixels - mixes one resolution into `after`, which begins as a copy
 */
export function mixedBatch(
  batch: ImageBatch,
  partners: Int32Array,
  kept: ArrayLike<number>,
  mixPixels: (pixels: MixingPixels) => void,
): MixedBatch {
  const mixed = (before: Uint8Array, side: number): Uint8Array => {
    const after = before.slice();
    mixPixels({ before, after, side });
    return after;
  };
  const targets = new Float32Array(batch.labels.length * CLASS_COUNT);
  batch.labels.forEach((label, image) => {
    const other = batch.labels[partners[image]!]!;
    targets[image * CLASS_COUNT + label]! += kept[image]!;
    targets[image * CLASS_COUNT + other]! += 1 - kept[image]!;
  });
  return {
    ...batch,
    images: mixed(batch.images, batch.size),
    details: batch.details === undefined ? undefined : mixed(batch.details, batch.detailSize),
    targets,
  };
}

/** A rectangle in shares of the side. */
export interface ShareBox {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/**
 * Puts a rectangle of the partner onto an image, at the same place.
 * @param pixels - one resolution
 * @param image - which of the batch
 * @param partner - which it comes from
 * @param box - in shares of the side
 */
export function pasteBox(
  { before, after, side }: MixingPixels,
  image: number,
  partner: number,
  box: ShareBox,
): void {
  const edge = (share: number): number => Math.round(share * side);
  const [left, right] = [edge(box.left), edge(box.right)];
  for (let y = edge(box.top); y < edge(box.bottom); y++) {
    const from = ((partner * side + y) * side + left) * 3;
    const to = ((image * side + y) * side + left) * 3;
    after.set(before.subarray(from, from + (right - left) * 3), to);
  }
}

/**
 * The rectangle of CutMix: sides ⌊size · √(1 - λ)⌋ round a pixel, cut at the image's edges, on whole pixels.
 * @param x - column of its centre
 * @param y - row of its centre
 * @param lambda - λ, 0 to 1
 * @param size - side of the image in pixels
 */
export function cutMixBox(x: number, y: number, lambda: number, size: number): ShareBox {
  const half = Math.floor(size * Math.sqrt(1 - lambda)) >> 1;
  const edge = (value: number): number => Math.min(Math.max(value, 0), size) / size;
  return { top: edge(y - half), left: edge(x - half), bottom: edge(y + half), right: edge(x + half) };
}

/** The area of a rectangle as a share of the image. */
export function shareOf({ top, left, bottom, right }: ShareBox): number {
  return (bottom - top) * (right - left);
}
