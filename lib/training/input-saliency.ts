import * as tf from '@tensorflow/tfjs-core';
import type { ImageBatch } from '../data/image-batch.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import { normalisePixels } from './normalise-pixels.ts';

/**
 * How much each pixel counts for an image's own class: |∂z_y / ∂x|, the largest over the channels, with z_y the logit
 * of the label (Σ_k t_k·z_k for mixed images). The network runs as in prediction; weights are left alone.
 * Source: Simonyan et al., arXiv 1312.6034, §3, as KeepAugment (arXiv 2011.11778, §3.1) takes it.
 * @param network - as it stands
 * @param batch - images and labels
 * @returns `[batch, size, size]`, at least 0, in logits a unit of the normalised input
 */
export function inputSaliency(
  network: WtDfn,
  batch: Pick<ImageBatch, 'images' | 'size' | 'labels' | 'targets'>,
): Float32Array {
  const { images, size, labels, targets } = batch;
  return tf.tidy(() => {
    const wanted = tf.tidy(() =>
      targets === undefined
        ? tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), network.classes), 'float32')
        : tf.tensor2d(targets, [labels.length, network.classes]),
    );
    const gradientOf = tf.grad((input: tf.Tensor) => {
      const { logits } = network.forward(input as tf.Tensor4D, { inputGradient: true });
      return tf.sum(tf.mul(logits, wanted));
    });
    const gradient = gradientOf(normalisePixels([images], size, network.normalisation));
    return Float32Array.from(tf.max(tf.abs(gradient), 3).dataSync<'float32'>());
  });
}
