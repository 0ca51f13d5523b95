import * as tf from '@tensorflow/tfjs-core';

/**
 * Cross-entropy with class weights: Σ_b w_{y_b} · -log softmax(z_b)_{y_b} / Σ_b w_{y_b}, as PyTorch's.
 * @param logits - z, `[batch, classes]`
 * @param labels - y, one label an image
 * @param classWeights - w, one number >= 0 a class
 * @returns a scalar on the tape
 */
export function crossEntropy(
  logits: tf.Tensor2D,
  labels: Int32Array,
  classWeights: readonly number[],
): tf.Scalar {
  const classes = logits.shape[1];
  const target = new Float32Array(labels.length * classes);
  const total = labels.reduce((sum, label) => sum + classWeights[label]!, 0);
  labels.forEach((label, image) => {
    target[image * classes + label] = total > 0 ? classWeights[label]! / total : 0;
  });
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(target, [labels.length, classes]))));
}

/**
 * Cross-entropy with soft targets: Σ_bk w_k · t_bk · -log softmax(z_b)_k / Σ_bk w_k · t_bk; with targets of 0 and 1 it
 * is {@link crossEntropy}.
 *
 * Differs from PyTorch's: with class weights that divides by the batch, which no longer fits its own hard labels.
 * Source: arXiv 1710.09412, §2 (the loss of mixed labels is the mix of their losses).
 * @param logits - z, `[batch, classes]`
 * @param targets - t, `[batch, classes]`, each row sums to 1
 * @param classWeights - w, one number >= 0 a class
 * @returns a scalar on the tape
 */
export function softCrossEntropy(
  logits: tf.Tensor2D,
  targets: Float32Array,
  classWeights: readonly number[],
): tf.Scalar {
  const classes = logits.shape[1];
  const weighted = targets.map((share, i) => share * classWeights[i % classes]!);
  const total = weighted.reduce((sum, weight) => sum + weight, 0);
  const shares = weighted.map((weight) => (total > 0 ? weight / total : 0));
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(shares, logits.shape))));
}

/**
 * The attention regularisation L_A = mean_b ‖f_b - ĉ_{y_b}‖², which pulls the features of a class together.
 * Source: Method 4 (TF, GuYuc, wvinzh).
 * @param features - f, `[batch, maps * channels]`
 * @param targets - ĉ_{y_b}, `[batch, maps * channels]`, a constant to the gradient
 * @returns a scalar on the tape
 */
export function attentionRegularisation(features: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.div(tf.sum(tf.square(tf.sub(features, targets))), features.shape[0]);
}
