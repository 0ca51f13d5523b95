import * as tf from '@tensorflow/tfjs-core';

/** Rows or columns to add (> 0) or to leave away (< 0) on each side. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** How a two-dimensional convolution moves over its input. */
export interface WindowGeometry {
  readonly batch: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padTop: number;
  readonly padLeft: number;
}

/** The attributes of a convolution's two gradient kernels. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Works out a convolution's geometry from what its gradient kernels are given.
 * @param inputShape - `[batch, height, width, inChannels]`
 * @param filterShape - `[kernelHeight, kernelWidth, inChannels, outChannels]`
 * @param attributes - strides and padding
 */
export function windowGeometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat = 'NHWC', dimRoundingMode }: ConvolutionAttributes,
): WindowGeometry {
  if (dataFormat !== 'NHWC') throw new Error(`the wasm gradients of conv2d are for NHWC, got ${dataFormat}`);
  const info = (tf.backend_util.computeConv2DInfo as (...args: unknown[]) => tf.backend_util.Conv2DInfo)(
    inputShape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}

/**
 * Adds zeros around images, or leaves away their edges.
 * @param images - `[batch, height, width, channels]`
 * @param margins - a side each, negative where it is to shrink
 */
export function withMargins(images: tf.Tensor4D, { top, bottom, left, right }: Margins): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  let result = images;
  if (Math.min(top, bottom, left, right) < 0) {
    const [cutTop, cutLeft] = [Math.max(0, -top), Math.max(0, -left)];
    result = tf.slice4d(
      result,
      [0, cutTop, cutLeft, 0],
      [batch, height - cutTop - Math.max(0, -bottom), width - cutLeft - Math.max(0, -right), channels],
    );
  }
  if (Math.max(top, bottom, left, right) > 0) {
    result = tf.pad4d(result, [
      [0, 0],
      [Math.max(0, top), Math.max(0, bottom)],
      [Math.max(0, left), Math.max(0, right)],
      [0, 0],
    ]);
  }
  return result;
}
