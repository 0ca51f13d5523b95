import * as tf from '@tensorflow/tfjs-core';

/** ε inside the signed root. Source: Method 2 (TF, GuYuc). */
export const SIGNED_ROOT_EPSILON = 1e-12;

/**
 * Bilinear attention pooling and its normalisation:
 * Φ_mc = (1/hw) Σ_ij A_ijm F_ijc, then sign(Φ)·sqrt(|Φ| + ε), then division by the length over all M·C values.
 * Source: Method 2 (TF, GuYuc).
 * @param featureMaps - F, `[batch, height, width, channels]`
 * @param attentionMaps - A, `[batch, height, width, maps]`, values >= 0
 * @returns f, `[batch, maps * channels]`, each row of length 1 (or 0 where a map or all features are 0)
 */
export function bilinearAttentionPooling(featureMaps: tf.Tensor4D, attentionMaps: tf.Tensor4D): tf.Tensor2D {
  const [batch, height, width, channels] = featureMaps.shape;
  const maps = attentionMaps.shape[3];
  const places = height * width;
  const features = tf.reshape(featureMaps, [batch, places, channels]);
  const attention = tf.reshape(attentionMaps, [batch, places, maps]);
  const pooled = tf.div(tf.matMul(attention, features, true), places);
  return normaliseLength(signedRoot(tf.reshape(pooled, [batch, maps * channels])));
}

/** sign(x)·sqrt(|x| + ε), with the gradient sign(x)² / (2·sqrt(|x| + ε)): zero where x is zero. */
function signedRoot(x: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad(((input: tf.Tensor2D, save: tf.GradSaveFunc) => {
    const root = tf.sqrt(tf.add(tf.abs(input), SIGNED_ROOT_EPSILON));
    const sign = tf.sign(input);
    save([root, sign]);
    return {
      value: tf.mul(sign, root),
      gradFunc: (dy: tf.Tensor2D, [savedRoot, savedSign]: tf.Tensor[]) =>
        tf.div(tf.mul(dy, tf.abs(savedSign!)), tf.mul(savedRoot!, 2)),
    };
  }) as never)(x) as tf.Tensor2D;
}

/** x / max(‖x‖₂, 1e-12) for each row, as PyTorch's normalize. */
function normaliseLength(x: tf.Tensor2D): tf.Tensor2D {
  return tf.customGrad(((input: tf.Tensor2D, save: tf.GradSaveFunc) => {
    const length = tf.maximum(tf.sqrt(tf.sum(tf.square(input), 1, true)), 1e-12);
    const unit = tf.div(input, length);
    save([unit, length]);
    return {
      value: unit,
      gradFunc: (dy: tf.Tensor2D, [savedUnit, savedLength]: tf.Tensor[]) =>
        tf.div(tf.sub(dy, tf.mul(savedUnit!, tf.sum(tf.mul(dy, savedUnit!), 1, true))), savedLength!),
    };
  }) as never)(x) as tf.Tensor2D;
}
