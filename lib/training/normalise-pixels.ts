import * as tf from '@tensorflow/tfjs-core';
import { IMAGENET_MEAN, IMAGENET_STANDARD_DEVIATION } from '../core/pixel-constants.ts';

/**
 * Turns pixels into the network's input: (p / 255 - mean) / standard deviation, channel by channel.
 * @param batches - one or more arrays of pixels 0 to 255, `[batch, size, size, 3]` each; they follow one another
 * @param size - side of the square images
 * @returns `[all images, size, size, 3]`; the caller disposes
 */
export function normalisePixels(batches: readonly (Uint8Array | Float32Array)[], size: number): tf.Tensor4D {
  const scale = IMAGENET_STANDARD_DEVIATION.map((deviation) => 1 / (255 * deviation));
  const shift = IMAGENET_MEAN.map((mean, channel) => -mean / IMAGENET_STANDARD_DEVIATION[channel]!);
  const length = batches.reduce((sum, { length: count }) => sum + count, 0);
  const values = new Float32Array(length);
  let at = 0;
  // Copied first: a loop over one kind of array is several times faster than one that meets bytes and floats.
  for (const pixels of batches) {
    values.set(pixels, at);
    at += pixels.length;
  }
  const [redScale, greenScale, blueScale] = scale as [number, number, number];
  const [redShift, greenShift, blueShift] = shift as [number, number, number];
  for (let i = 0; i < length; i += 3) {
    values[i] = values[i]! * redScale + redShift;
    values[i + 1] = values[i + 1]! * greenScale + greenShift;
    values[i + 2] = values[i + 2]! * blueScale + blueShift;
  }
  return tf.tensor4d(values, [length / (size * size * 3), size, size, 3]);
}
