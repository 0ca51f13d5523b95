import { drawBeta } from '../../core/draw-beta.ts';
import type { Random } from '../../core/random.ts';
import type { ImageBatch } from '../image-batch.ts';
import { cutMixBox, drawPartners, mixedBatch, pasteBox, shareOf, type MixedBatch } from './mixed-batch.ts';
import type { CutMixOptions } from './mixing-options.ts';

/**
 * CutMix: a rectangle of the partner replaces the same place of the image, ỹ = λ·y_i + (1 - λ)·y_j. One λ ~ Beta(α, α)
 * and one rectangle for the batch: centre at any pixel, sides size·√(1 - λ), cut at the edges; λ is then made the share
 * that is really left, as the authors' code does.
 * Source: Yun et al., arXiv 1905.04899, §3.1.
 * @param batch - images and labels
 * @param random - the batch's own generator
 * @param options - α and how often; where it does not mix, targets are the labels
 */
export function cutMix(batch: ImageBatch, random: Random, { alpha, probability }: CutMixOptions): MixedBatch {
  const mixes = random.chance(probability);
  const lambda = drawBeta(random, alpha);
  const partners = drawPartners(random, batch.labels.length);
  const { size } = batch;
  const box = cutMixBox(random.integer(0, size - 1), random.integer(0, size - 1), lambda, size);
  const kept = Float64Array.from(partners, () => (mixes ? 1 - shareOf(box) : 1));
  return mixedBatch(batch, partners, kept, (pixels) => {
    if (!mixes) return;
    for (const [image, partner] of partners.entries()) pasteBox(pixels, image, partner, box);
  });
}
