import type { Random } from '../core/random.ts';
import type { Box } from './box.ts';

/** Where a twin may be placed. */
export interface TwinOptions {
  readonly random: Random;
  /** Side of the image in pixels. */
  readonly size: number;
  /** 1 where the twin's centre may fall, `[size, size]`; default: any place at which it fits is as likely. */
  readonly foreground?: Uint8Array | undefined;
}

/**
 * The random twin of an attention crop: a box of the same height and width, so of the same area on the same image,
 * at a random place. It tells what attention adds to merely zooming in (Method 10, the fairest control).
 * Source: ours.
 * @param box - attention's box
 * @param options - chance, size and foreground
 */
export function randomCropTwin(box: Box, options: TwinOptions): Box {
  return placeBox(box.bottom - box.top, box.right - box.left, options);
}

/**
 * The random twin of an attention erasure: one rectangle of as many pixels as attention erased on the same image (to
 * within half of its longer side), with an aspect ratio (height / width) drawn log-uniformly from [1/2, 2] and less
 * extreme where the image is too small for it, at a random place. Nothing erased stays nothing.
 * Source: ours; aspect as in Random Erasing, narrower.
 * @param erased - attention's erasure, 1 where a pixel goes, `[size, size]`; replaced by the twin's
 * @param options - chance, size and foreground
 */
export function randomEraseTwin(erased: Uint8Array, options: TwinOptions): void {
  const { size, random } = options;
  const area = erased.reduce((sum, on) => sum + on, 0);
  if (area === 0) return;
  const ratio = Math.exp(random.uniform(-Math.LN2, Math.LN2));
  // Neither side may pass the image's: a side of at least area / size leaves room for the other.
  const least = Math.ceil(area / size);
  const longer = Math.min(Math.max(Math.round(Math.sqrt(area * Math.max(ratio, 1 / ratio))), least), size);
  const shorter = Math.min(Math.max(Math.round(area / longer), 1), size);
  const box = ratio > 1 ? placeBox(longer, shorter, options) : placeBox(shorter, longer, options);
  erased.fill(0);
  for (let y = box.top; y < box.bottom; y++) erased.fill(1, y * size + box.left, y * size + box.right);
}

function placeBox(height: number, width: number, { random, size, foreground }: TwinOptions): Box {
  let top: number;
  let left: number;
  if (foreground === undefined) {
    top = random.integer(0, size - height);
    left = random.integer(0, size - width);
  } else {
    const centre = drawPixel(foreground, random);
    const inside = (start: number, side: number): number => Math.min(Math.max(start, 0), size - side);
    top = inside(Math.floor(centre / size) - (height >> 1), height);
    left = inside((centre % size) - (width >> 1), width);
  }
  return { top, left, bottom: top + height, right: left + width };
}

/** The index of a pixel of the mask, each as likely. */
function drawPixel(mask: Uint8Array, random: Random): number {
  const count = mask.reduce((sum, on) => sum + on, 0);
  let left = random.integer(0, Math.max(0, count - 1));
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] !== 0 && left-- === 0) return i;
  }
  return mask.length >> 1;
}
