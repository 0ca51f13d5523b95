import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../core/random.ts';

/**
 * He's normal initialisation for a convolution, by the number of its outputs: N(0, 2 / (k² · outChannels)).
 * Source: torchvision's ResNet.
 * @param shape - `[kernel, kernel, inChannels, outChannels]`
 * @param random - source of chance
 */
export function heNormal(shape: [number, number, number, number], random: Random): tf.Tensor4D {
  const standardDeviation = Math.sqrt(2 / (shape[0] * shape[1] * shape[3]));
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) values[i] = random.normal(0, standardDeviation);
  return tf.tensor4d(values, shape);
}

/**
 * A linear layer's initialisation: U(-1/sqrt(inputs), 1/sqrt(inputs)). Source: PyTorch's Linear.
 * @param shape - `[inputs, outputs]`
 * @param random - source of chance
 */
export function linearUniform(shape: [number, number], random: Random): tf.Tensor2D {
  const bound = 1 / Math.sqrt(shape[0]);
  return tf.tensor2d(
    Float32Array.from({ length: shape[0] * shape[1] }, () => random.uniform(-bound, bound)),
    shape,
  );
}
