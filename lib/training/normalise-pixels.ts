import * as tf from '@tensorflow/tfjs-core';
import {
  IMAGENET_MEAN,
  IMAGENET_STANDARD_DEVIATION,
  type PixelNormalisation,
} from '../core/pixel-constants.ts';

/** Factor and summand of each channel, red, green, blue. */
interface ChannelLine {
  readonly scale: readonly [number, number, number];
  readonly shift: readonly [number, number, number];
}

const LINES: Readonly<Record<PixelNormalisation, ChannelLine>> = {
  imagenet: {
    scale: IMAGENET_STANDARD_DEVIATION.map((deviation) => 1 / (255 * deviation)) as [number, number, number],
    shift: IMAGENET_MEAN.map((mean, channel) => -mean / IMAGENET_STANDARD_DEVIATION[channel]!) as [
      number,
      number,
      number,
    ],
  },
  centred: { scale: [1 / 128, 1 / 128, 1 / 128], shift: [-127 / 128, -127 / 128, -127 / 128] },
};

/**
 * Turns pixels into the network's input, channel by channel.
 * @param batches - one or more arrays of pixels 0 to 255, `[batch, size, size, 3]` each; they follow one another
 * @param size - side of the square images
 * @param normalisation - the network's ({@link WtDfn.normalisation}): `imagenet` is (p / 255 - mean) / standard deviation,
 *   `centred` (p - 127) / 128
 * @returns `[all images, size, size, 3]`; the caller disposes
 */
export function normalisePixels(
  batches: readonly (Uint8Array | Float32Array)[],
  size: number,
  normalisation: PixelNormalisation,
): tf.Tensor4D {
  const { scale, shift } = LINES[normalisation];
  const length = batches.reduce((sum, { length: count }) => sum + count, 0);
  const values = new Float32Array(length);
  let at = 0;
  // Copied first: a loop over one kind of array is several times faster than one that meets bytes and floats.
  for (const pixels of batches) {
    values.set(pixels, at);
    at += pixels.length;
  }
  const [redScale, greenScale, blueScale] = scale;
  const [redShift, greenShift, blueShift] = shift;
  for (let i = 0; i < length; i += 3) {
    values[i] = values[i]! * redScale + redShift;
    values[i + 1] = values[i + 1]! * greenScale + greenShift;
    values[i + 2] = values[i + 2]! * blueScale + blueShift;
  }
  return tf.tensor4d(values, [length / (size * size * 3), size, size, 3]);
}
