import * as tf from '@tensorflow/tfjs-core';

/** How a depthwise convolution moves over its input. */
export interface DepthwiseConv2dOptions {
  readonly stride: number;
  /** Zeros on each of the four sides, or TensorFlow's `same`. */
  readonly padding: number | 'same';
}

/**
 * A convolution with one filter a channel and no bias: y[b,i,j,c] = Σ x[b, i·s + u - p, j·s + v - p, c] · w[u,v,c].
 * TensorFlow.js's own operation, which every engine has; its gradients too, but on WebAssembly, where they are ours
 * (`wasm-kernels/depthwise-gradients.ts`).
 * @param x - input, `[batch, height, width, channels]`
 * @param filter - weights, `[kernel, kernel, channels, 1]`
 * @param options - stride and padding
 * @returns `[batch, outHeight, outWidth, channels]`, on the tape; the caller disposes
 */
export function depthwiseConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, padding }: DepthwiseConv2dOptions,
): tf.Tensor4D {
  // At stride 1, an odd filter's even padding is what "same" means, and the kernels then pad as they go.
  if (padding === 'same' || (stride === 1 && 2 * padding === filter.shape[0] - 1)) {
    return tf.depthwiseConv2d(x, filter, stride, 'same');
  }
  const sides: [number, number] = [padding, padding];
  const padded = padding === 0 ? x : tf.pad4d(x, [[0, 0], sides, sides, [0, 0]]);
  return tf.depthwiseConv2d(padded, filter, stride, 'valid');
}
