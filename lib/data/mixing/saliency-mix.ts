import { drawBeta } from '../../core/draw-beta.ts';
import type { Random } from '../../core/random.ts';
import type { ImageBatch } from '../image-batch.ts';
import { fineGrainedSaliency } from './fine-grained-saliency.ts';
import { cutMixBox, drawPartners, mixedBatch, pasteBox, shareOf, type MixedBatch } from './mixed-batch.ts';
import type { SaliencyMixOptions } from './mixing-options.ts';

/**
 * SaliencyMix: as CutMix, but the rectangle lies round the most salient pixel of its source, the partner; the first of
 * several such pixels.
 *
 * Differs from the reference: its code finds the pixel in one image of the batch and cuts every source there; here each
 * source is cut round its own, as the paper describes it.
 * Source: Uddin et al., arXiv 2006.01791, §3; saliency: {@link fineGrainedSaliency}, the paper's choice.
 * @param batch - images and labels
 * @param random - the batch's own generator
 * @param options - α and how often; where it does not mix, targets are the labels
 */
export function saliencyMix(
  batch: ImageBatch,
  random: Random,
  { alpha, probability }: SaliencyMixOptions,
): MixedBatch {
  const mixes = random.chance(probability);
  const lambda = drawBeta(random, alpha);
  const partners = drawPartners(random, batch.labels.length);
  const { size, images } = batch;
  const boxes = Array.from(mixes ? partners : [], (partner) => {
    const source = images.subarray(partner * size * size * 3, (partner + 1) * size * size * 3);
    const saliency = fineGrainedSaliency(source, size);
    let peak = 0;
    saliency.forEach((value, at) => {
      if (value > saliency[peak]!) peak = at;
    });
    return cutMixBox(peak % size, Math.floor(peak / size), lambda, size);
  });
  const kept = Float64Array.from(partners, (_, image) => (mixes ? 1 - shareOf(boxes[image]!) : 1));
  return mixedBatch(batch, partners, kept, (pixels) => {
    for (const [image, box] of boxes.entries()) pasteBox(pixels, image, partners[image]!, box);
  });
}
