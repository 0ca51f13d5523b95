import * as tf from '@tensorflow/tfjs-core';
import { windowGeometry, withMargins, type ConvolutionAttributes } from './window-geometry.ts';

/**
 * dL/dw of a depthwise convolution, which the WebAssembly backend lacks: each tap of the filter sees x shifted, so
 * dw[u,v,c] = Σ_bij x[b, i·s + u - p, j·s + v - p, c] · dy[b,i,j,c].
 * @param x - the input, `[batch, height, width, channels]`
 * @param dy - gradient of the result, `[batch, outHeight, outWidth, channels]`
 * @param attributes - strides, padding and the filter's shape, `[kernelHeight, kernelWidth, channels, 1]`
 * @returns of the filter's shape
 */
export function depthwiseFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: ConvolutionAttributes & { readonly filterShape: readonly number[] },
): tf.Tensor4D {
  refuseMultiplier(attributes.filterShape);
  const g = windowGeometry(x.shape, attributes.filterShape, attributes);
  return tf.tidy(() => {
    const coveredHeight = (g.outHeight - 1) * g.strideHeight;
    const coveredWidth = (g.outWidth - 1) * g.strideWidth;
    const covered = withMargins(x, {
      top: g.padTop,
      bottom: coveredHeight + g.kernelHeight - g.inHeight - g.padTop,
      left: g.padLeft,
      right: coveredWidth + g.kernelWidth - g.inWidth - g.padLeft,
    });
    const taps: tf.Tensor1D[] = [];
    for (let u = 0; u < g.kernelHeight; u++) {
      for (let v = 0; v < g.kernelWidth; v++) {
        const seen = tf.stridedSlice(
          covered,
          [0, u, v, 0],
          [g.batch, u + coveredHeight + 1, v + coveredWidth + 1, g.inChannels],
          [1, g.strideHeight, g.strideWidth, 1],
        );
        const product = tf.reshape<tf.Rank.R2>(tf.mul(seen, dy), [-1, g.inChannels]);
        taps.push(tf.sum(product, 0));
      }
    }
    return tf.reshape(tf.stack(taps), [g.kernelHeight, g.kernelWidth, g.inChannels, 1]);
  });
}

/**
 * dL/dx of a depthwise convolution by a forward one: dy with zeros put between its places at a stride, seen through the
 * filter turned by half a turn.
 * @param dy - gradient of the result, `[batch, outHeight, outWidth, channels]`
 * @param filter - `[kernelHeight, kernelWidth, channels, 1]`
 * @param attributes - strides, padding and the input's shape
 * @returns `[batch, height, width, channels]`
 */
export function depthwiseInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  attributes: ConvolutionAttributes & { readonly inputShape: readonly number[] },
): tf.Tensor4D {
  refuseMultiplier(filter.shape);
  const g = windowGeometry(attributes.inputShape, filter.shape, attributes);
  return tf.tidy(() => {
    const spread = spreadOut(dy, g.strideHeight, g.strideWidth);
    const reached = withMargins(spread, {
      top: g.kernelHeight - 1 - g.padTop,
      bottom: g.inHeight + g.padTop - spread.shape[1],
      left: g.kernelWidth - 1 - g.padLeft,
      right: g.inWidth + g.padLeft - spread.shape[2],
    });
    return tf.depthwiseConv2d(reached, turned(filter), 1, 'valid');
  });
}

/** Puts stride - 1 zeros behind every place. */
function spreadOut(dy: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  const [batch, height, width, channels] = dy.shape;
  const wide =
    strideWidth === 1
      ? dy
      : tf.reshape(tf.concat4d([dy, tf.zeros([batch, height, width, channels * (strideWidth - 1)])], 3), [
          batch,
          height,
          width * strideWidth,
          channels,
        ]);
  if (strideHeight === 1) return wide as tf.Tensor4D;
  const row = width * strideWidth * channels;
  const rows = tf.reshape<tf.Rank.R3>(wide, [batch, height, row]);
  const tall = tf.concat3d([rows, tf.zeros([batch, height, row * (strideHeight - 1)])], 2);
  return tf.reshape(tall, [batch, height * strideHeight, width * strideWidth, channels]);
}

/** In plain JavaScript, as `turn-filter.ts` does and for its reason. */
function turned(filter: tf.Tensor4D): tf.Tensor4D {
  const [height, width, channels] = filter.shape;
  const values = filter.dataSync<'float32'>();
  const result = new Float32Array(values.length);
  const places = height * width;
  for (let place = 0; place < places; place++) {
    const from = (places - 1 - place) * channels;
    result.set(values.subarray(from, from + channels), place * channels);
  }
  return tf.tensor4d(result, filter.shape);
}

function refuseMultiplier(filterShape: readonly number[]): void {
  if (filterShape[3] !== 1) {
    throw new Error(
      `the wasm gradients of depthwiseConv2d are for one filter a channel, got ${String(filterShape[3])}`,
    );
  }
}
