import * as tf from '@tensorflow/tfjs-core';
import { windowGeometry, withMargins, type ConvolutionAttributes } from './window-geometry.ts';

/**
 * dL/dw of a convolution, which the WebAssembly backend lacks (tensorflow/tfjs #8474), out of what it has:
 *
 * dw[u,v,c,o] = Σ_bij x[b, i·s + u - p, j·s + v - p, c] · dy[b,i,j,o]
 *
 * is itself a convolution of x with dy where channels and batch change places: c counts the images, b the channels, dy is
 * the filter, and the stride becomes its dilation. For 1x1 filters it is one matrix product.
 * @param x - the input, `[batch, height, width, inChannels]`
 * @param dy - gradient of the result, `[batch, outHeight, outWidth, outChannels]`
 * @param attributes - strides, padding and the filter's shape
 * @returns `[kernelHeight, kernelWidth, inChannels, outChannels]`
 */
export function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: ConvolutionAttributes & { readonly filterShape: readonly number[] },
): tf.Tensor4D {
  const g = windowGeometry(x.shape, attributes.filterShape, attributes);
  return tf.tidy(() => {
    // Exactly the rows and columns that some window covers.
    const covered = withMargins(x, {
      top: g.padTop,
      bottom: (g.outHeight - 1) * g.strideHeight + g.kernelHeight - g.inHeight - g.padTop,
      left: g.padLeft,
      right: (g.outWidth - 1) * g.strideWidth + g.kernelWidth - g.inWidth - g.padLeft,
    });
    if (g.kernelHeight === 1 && g.kernelWidth === 1) {
      const strided =
        g.strideHeight === 1 && g.strideWidth === 1
          ? covered
          : tf.stridedSlice(covered, [0, 0, 0, 0], covered.shape, [1, g.strideHeight, g.strideWidth, 1]);
      // The backend multiplies fast only where nothing is transposed on the way, so it is turned before.
      const turned = tf.transpose(tf.reshape(strided, [-1, g.inChannels]));
      const product = tf.matMul(turned, tf.reshape(dy, [-1, g.outChannels]));
      return tf.reshape(product, [1, 1, g.inChannels, g.outChannels]);
    }
    const images = tf.transpose(covered, [3, 1, 2, 0]);
    const filter = tf.transpose(dy, [1, 2, 0, 3]);
    const product = tf.conv2d(images, filter, 1, 'valid', 'NHWC', [g.strideHeight, g.strideWidth]);
    return tf.transpose(product, [1, 2, 0, 3]);
  });
}
