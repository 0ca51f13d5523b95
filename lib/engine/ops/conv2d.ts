import * as tf from '@tensorflow/tfjs-core';
import {
  float32Type,
  nativeOperations,
  type NativeOperations,
  type OperationAttribute,
} from './native-operations.ts';

/** How a convolution moves over its input. */
export interface Conv2dOptions {
  readonly stride: number;
  /** Zeros on each of the four sides, as PyTorch counts them (TensorFlow's "same" pads unevenly at stride 2). */
  readonly padding: number;
  /** Whether anybody wants the gradient for the input; the stem's input is the image, so it does not. */
  readonly inputGradient?: boolean;
}

/**
 * A convolution without bias: y[b,i,j,o] = Σ x[b, i·s + u - p, j·s + v - p, c] · w[u,v,c,o].
 * @param x - input, `[batch, height, width, inChannels]`
 * @param filter - weights, `[kernel, kernel, inChannels, outChannels]`
 * @param options - stride and padding
 * @returns `[batch, outHeight, outWidth, outChannels]`, on the tape; the caller disposes
 */
export function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, options: Conv2dOptions): tf.Tensor4D {
  const native = nativeOperations();
  if (native === undefined) return portableConv2d(x, filter, options);
  const { inputGradient = true } = options;
  const differentiable = tf.customGrad(((...args: [...tf.Tensor4D[], tf.GradSaveFunc]) => {
    const save = args.at(-1) as tf.GradSaveFunc;
    save([x, filter]);
    return {
      value: nativeConvolution(native, 'Conv2D', options, [x, filter]),
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
        const [savedX, savedFilter] = saved as [tf.Tensor4D, tf.Tensor4D];
        const filterGradient = nativeFilterGradient(native, options, { x: savedX, dy, filter: savedFilter });
        if (!inputGradient) return [filterGradient];
        return [
          nativeInputGradient(native, options, { dy, filter: savedFilter, shape: savedX.shape }),
          filterGradient,
        ];
      },
    };
  }) as never);
  return (inputGradient ? differentiable(x, filter) : differentiable(filter)) as tf.Tensor4D;
}

function portableConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, padding }: Conv2dOptions,
): tf.Tensor4D {
  const padded =
    padding === 0
      ? x
      : tf.pad4d(x, [
          [0, 0],
          [padding, padding],
          [padding, padding],
          [0, 0],
        ]);
  return tf.conv2d(padded, filter, stride, 'valid');
}

const attributeCache = new Map<string, readonly OperationAttribute[]>();

function convolutionAttributes(
  native: NativeOperations,
  stride: number,
  paddings: readonly [number, number, number, number],
  dilation = 1,
): readonly OperationAttribute[] {
  const key = `${String(stride)} ${paddings.join(' ')} ${String(dilation)}`;
  const known = attributeCache.get(key);
  if (known !== undefined) return known;
  const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL } = native.binding;
  const [top, bottom, left, right] = paddings;
  const attributes: readonly OperationAttribute[] = [
    float32Type(native),
    { name: 'strides', type: TF_ATTR_INT, value: [1, stride, stride, 1] },
    { name: 'padding', type: TF_ATTR_STRING, value: 'EXPLICIT' },
    { name: 'explicit_paddings', type: TF_ATTR_INT, value: [0, 0, top, bottom, left, right, 0, 0] },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'use_cudnn_on_gpu', type: TF_ATTR_BOOL, value: true },
    { name: 'dilations', type: TF_ATTR_INT, value: [1, dilation, dilation, 1] },
  ];
  attributeCache.set(key, attributes);
  return attributes;
}

function nativeConvolution(
  native: NativeOperations,
  operation: string,
  { stride, padding }: Conv2dOptions,
  inputs: readonly tf.Tensor[],
): tf.Tensor4D {
  const attributes = convolutionAttributes(native, stride, [padding, padding, padding, padding]);
  return native.executeSingleOutput(operation, attributes, inputs) as tf.Tensor4D;
}

/**
 * dL/dx. At stride 1 it is itself a convolution, of dy with the filter turned by half a turn and its channels
 * swapped; TensorFlow's forward convolution is up to eight times faster than its Conv2DBackpropInput on small maps.
 */
function nativeInputGradient(
  native: NativeOperations,
  options: Conv2dOptions,
  { dy, filter, shape }: { dy: tf.Tensor4D; filter: tf.Tensor4D; shape: [number, number, number, number] },
): tf.Tensor4D {
  const kernel = filter.shape[0];
  if (options.stride === 1) {
    return tf.tidy(() => {
      const turned = tf.transpose(kernel === 1 ? filter : tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
      return nativeConvolution(native, 'Conv2D', { stride: 1, padding: kernel - 1 - options.padding }, [
        dy,
        turned,
      ]);
    });
  }
  return tf.tidy(() =>
    nativeConvolution(native, 'Conv2DBackpropInput', options, [tf.tensor1d(shape, 'int32'), filter, dy]),
  );
}

function nativeFilterGradient(
  native: NativeOperations,
  options: Conv2dOptions,
  { x, dy, filter }: { x: tf.Tensor4D; dy: tf.Tensor4D; filter: tf.Tensor4D },
): tf.Tensor4D {
  return tf.tidy(() =>
    nativeConvolution(native, 'Conv2DBackpropFilter', options, [x, tf.tensor1d(filter.shape, 'int32'), dy]),
  );
}
