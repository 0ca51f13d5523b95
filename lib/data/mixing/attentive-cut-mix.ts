import type { Random } from '../../core/random.ts';
import type { ImageBatch } from '../image-batch.ts';
import { drawPartners, mixedBatch, pasteBox, type MixedBatch, type ShareBox } from './mixed-batch.ts';
import type { AttentiveCutMixOptions } from './mixing-options.ts';

/** How much a network attends to each cell of a grid over each image: `[batch, height, width]`. */
export interface AttentionGrid {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
}

/**
 * Attentive CutMix: the N most attended cells of the partner's grid replace the same cells of the image,
 * ỹ = λ·y_i + (1 - λ)·y_j with λ = 1 - N / (height · width). Of cells that are alike the first are taken.
 *
 * Differs from the reference: attention is the mean map of the network that is being trained, not of a second,
 * pretrained one; N is a share of the cells, at least one, since the grid is not always 7x7.
 * Source: Walawalkar et al., arXiv 2003.13048, §2.
 * @param batch - images and labels
 * @param random - the batch's own generator
 * @param options - how often, N, and the attention to the images of this batch; where it does not mix, targets are the labels
 */
export function attentiveCutMix(
  batch: ImageBatch,
  random: Random,
  { cells, probability, attention }: AttentiveCutMixOptions & { readonly attention: AttentionGrid },
): MixedBatch {
  const mixes = random.chance(probability);
  const partners = drawPartners(random, batch.labels.length);
  const { height, width } = attention;
  const count = Math.max(1, Math.round(cells * height * width));
  const kept = Float64Array.from(partners, () => (mixes ? 1 - count / (height * width) : 1));
  return mixedBatch(batch, partners, kept, (pixels) => {
    if (!mixes) return;
    for (const [image, partner] of partners.entries()) {
      for (const box of mostAttended(attention, partner, count)) pasteBox(pixels, image, partner, box);
    }
  });
}

/**
 * The most attended cells of one image, as rectangles in shares of its side.
 * @param attention - `[batch, height, width]`
 * @param image - which
 * @param count - N
 */
export function mostAttended(
  { data, height, width }: AttentionGrid,
  image: number,
  count: number,
): ShareBox[] {
  const start = image * height * width;
  const order = Array.from({ length: height * width }, (_, i) => i).sort(
    (a, b) => data[start + b]! - data[start + a]! || a - b,
  );
  return order.slice(0, count).map((cell) => {
    const [row, column] = [Math.floor(cell / width), cell % width];
    return {
      top: row / height,
      left: column / width,
      bottom: (row + 1) / height,
      right: (column + 1) / width,
    };
  });
}
