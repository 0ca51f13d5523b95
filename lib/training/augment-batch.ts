import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';
import { MIXING_METHODS } from '../data/baselines/augment-methods.ts';
import { drawKeepAugment } from '../data/baselines/keep-augment.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import type { AttentionGrid } from '../data/mixing/attentive-cut-mix.ts';
import { mixBatch } from '../data/mixing/mix-batch.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import type { AugmentConfig } from './config/training-config.ts';
import type { EpochCompute } from './epoch-metrics.ts';
import { inputSaliency } from './input-saliency.ts';
import { normalisePixels } from './normalise-pixels.ts';

/** A batch as it goes into a step, and what making it cost. */
export interface AugmentedBatch {
  readonly batch: ImageBatch;
  /** Passes beside those of the step. */
  readonly extra: Omit<EpochCompute, 'passes'>;
}

const FREE = { extraForward: 0, extraBackward: 0 };

/**
 * Does what a method does to a whole batch, or by help of the network: mixes images and labels, or protects what the
 * network finds important. Methods that change one image alone have been done by the loader, and leave it as it is.
 * @param network - as it stands; only looked at
 * @param batch - from the loader; is left as it is
 * @param augment - method and parameters
 * @param random - the batch's own generator: `Random.derive(seed, 'mix', epoch, batch)`, so that a resumed run draws
 *   the same
 */
export function augmentBatch(
  network: WtDfn,
  batch: ImageBatch,
  augment: AugmentConfig,
  random: Random,
): AugmentedBatch {
  const count = batch.labels.length;
  if (augment.method === 'keepAugment') {
    return {
      batch: keepAugment(network, batch, augment, random),
      extra: { extraForward: count, extraBackward: count },
    };
  }
  const method = MIXING_METHODS.find((name) => name === augment.method);
  if (method === undefined) return { batch, extra: FREE };
  const needsAttention = method === 'attentiveCutMix';
  const attention = needsAttention ? meanAttention(network, batch) : undefined;
  return {
    batch: mixBatch(batch, { method, options: augment, random, attention }),
    extra: needsAttention ? { ...FREE, extraForward: count } : FREE,
  };
}

function keepAugment(network: WtDfn, batch: ImageBatch, augment: AugmentConfig, random: Random): ImageBatch {
  const { size, detailSize } = batch;
  const saliency = inputSaliency(network, batch);
  const images = batch.images.slice();
  const details = batch.details?.slice();
  for (let image = 0; image < batch.labels.length; image++) {
    const own = saliency.subarray(image * size * size, (image + 1) * size * size);
    const change = drawKeepAugment(random, own, size, augment);
    for (const [pixels, side] of [
      [images, size] as const,
      ...(details ? [[details, detailSize] as const] : []),
    ]) {
      const place = pixels.subarray(image * side * side * 3, (image + 1) * side * side * 3);
      place.set(change(place, side));
    }
  }
  return { ...batch, images, details };
}

/** The mean of the network's attention maps over each image, as in prediction. */
function meanAttention(network: WtDfn, { images, size }: ImageBatch): AttentionGrid {
  return tf.tidy(() => {
    const { attentionMaps } = network.forward(normalisePixels([images], size, network.normalisation));
    const [, height, width] = attentionMaps.shape;
    return { data: Float32Array.from(tf.mean(attentionMaps, 3).dataSync<'float32'>()), height, width };
  });
}
