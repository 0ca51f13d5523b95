import { drawBeta } from '../../core/draw-beta.ts';
import type { Random } from '../../core/random.ts';
import type { ImageBatch } from '../image-batch.ts';
import { drawPartners, mixedBatch, type MixedBatch } from './mixed-batch.ts';
import type { MixupOptions } from './mixing-options.ts';

/**
 * mixup: x̃ = λ·x_i + (1 - λ)·x_j and ỹ = λ·y_i + (1 - λ)·y_j with one λ ~ Beta(α, α) for the batch and partners j
 * in random order, as the authors' code. Pixels are rounded to whole numbers.
 * Source: Zhang et al., arXiv 1710.09412, §2.
 * @param batch - images and labels
 * @param random - the batch's own generator
 * @param options - α
 */
export function mixup(batch: ImageBatch, random: Random, { alpha }: MixupOptions): MixedBatch {
  const lambda = drawBeta(random, alpha);
  const partners = drawPartners(random, batch.labels.length);
  const kept = Float64Array.from(partners, () => lambda);
  return mixedBatch(batch, partners, kept, ({ before, after, side }) => {
    const pixels = side * side * 3;
    for (const [image, partner] of partners.entries()) {
      const other = partner * pixels;
      for (let i = 0, at = image * pixels; i < pixels; i++, at++) {
        after[at] = lambda * before[at]! + (1 - lambda) * before[other + i]! + 0.5;
      }
    }
  });
}
