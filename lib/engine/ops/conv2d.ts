import * as tf from '@tensorflow/tfjs-core';
import { filterForm } from './filter-forms.ts';
import {
  float32Type,
  nativeOperations,
  type NativeOperations,
  type OperationAttribute,
} from './native-operations.ts';
import { oneDnn, type RunOneDnn } from './one-dnn.ts';

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
      value: nativeForward(native, options, x, filter),
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
  return tf.conv2d(zeroBorder(x, padding), filter, stride, 'valid');
}

function zeroBorder(x: tf.Tensor4D, width: number): tf.Tensor4D {
  if (width === 0) return x;
  const rowsAndColumns: [number, number] = [width, width];
  return tf.pad4d(x, [[0, 0], rowsAndColumns, rowsAndColumns, [0, 0]]);
}

const attributeCache = new Map<string, readonly OperationAttribute[]>();

function convolutionAttributes(
  native: NativeOperations,
  stride: number,
  paddings: readonly [number, number, number, number],
): readonly OperationAttribute[] {
  const key = `${String(stride)} ${paddings.join(' ')}`;
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
  ];
  attributeCache.set(key, attributes);
  return attributes;
}

/**
 * The attributes that oneDNN's gradients take. Explicit padding makes them end the process: it must be what `SAME`
 * means, or be part of the pixels.
 */
function implicitAttributes(
  native: NativeOperations,
  stride: number,
  padding: 'SAME' | 'VALID',
): readonly OperationAttribute[] {
  const { TF_ATTR_INT, TF_ATTR_STRING } = native.binding;
  return [
    float32Type(native),
    { name: 'strides', type: TF_ATTR_INT, value: [1, stride, stride, 1] },
    { name: 'padding', type: TF_ATTR_STRING, value: padding },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
  ];
}

// With few channels TensorFlow's own kernels pack mostly zeros: oneDNN's take 0.5 to 0.75 of their time at a stem.
// Beyond that, TensorFlow's own are as fast or faster (`npm run bench:step` tells what a change of this does).
const FEW_CHANNELS = 4;

function nativeForward(
  native: NativeOperations,
  { stride, padding }: Conv2dOptions,
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
): tf.Tensor4D {
  const run = filter.shape[2] <= FEW_CHANNELS ? oneDnn(native) : undefined;
  if (run === undefined) return nativeConvolution(native, 'Conv2D', { stride, padding }, [x, filter]);
  const attributes = convolutionAttributes(native, stride, [padding, padding, padding, padding]);
  return run('Conv2D', attributes, [x, filter], 1)[0] as tf.Tensor4D;
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

interface InputGradientOf {
  readonly dy: tf.Tensor4D;
  readonly filter: tf.Tensor4D;
  /** Of x. */
  readonly shape: [number, number, number, number];
}

/** dL/dx. TensorFlow's own Conv2DBackpropInput takes up to eight times as long as any other way on small maps. */
function nativeInputGradient(
  native: NativeOperations,
  options: Conv2dOptions,
  of: InputGradientOf,
): tf.Tensor4D {
  const run = oneDnn(native);
  // At a stride, a 1x1 filter leaves most of dx zero, which oneDNN computes like the rest.
  return run !== undefined && (options.stride === 1 || of.filter.shape[0] > 1)
    ? oneDnnInputGradient(native, run, options, of)
    : eigenInputGradient(native, options, of);
}

function oneDnnInputGradient(
  native: NativeOperations,
  run: RunOneDnn,
  { stride, padding }: Conv2dOptions,
  { dy, filter, shape }: InputGradientOf,
): tf.Tensor4D {
  const [batch, height, width, channels] = shape;
  const same = stride === 1 && 2 * padding === filter.shape[0] - 1;
  const around = same ? 0 : padding;
  return tf.tidy(() => {
    const wanted = tf.tensor1d([batch, height + 2 * around, width + 2 * around, channels], 'int32');
    const attributes = implicitAttributes(native, stride, same ? 'SAME' : 'VALID');
    const [dx] = run('Conv2DBackpropInput', attributes, [wanted, filter, dy], 1) as [tf.Tensor4D];
    return around === 0 ? dx : tf.slice4d(dx, [0, around, around, 0], shape);
  });
}

/**
 * dL/dx by TensorFlow's own forward convolution: at stride 1 it is dy convolved with the filter turned by half a turn,
 * its channels swapped.
 */
function eigenInputGradient(
  native: NativeOperations,
  options: Conv2dOptions,
  { dy, filter, shape }: InputGradientOf,
): tf.Tensor4D {
  const kernel = filter.shape[0];
  const { stride, padding } = options;
  if (stride === 1) {
    return tf.tidy(() => {
      const turned = filterForm(filter, 'turned', () =>
        tf.transpose(kernel === 1 ? filter : tf.reverse(filter, [0, 1]), [0, 1, 3, 2]),
      );
      return nativeConvolution(native, 'Conv2D', { stride: 1, padding: kernel - 1 - padding }, [dy, turned]);
    });
  }
  if (stride === 2 && shape[1] % 2 === 0 && shape[2] % 2 === 0) {
    if (kernel === 3 && padding === 1) return halvedInputGradient(native, dy, filter);
    if (kernel === 1 && padding === 0) return everySecondInputGradient(native, dy, filter);
  }
  return tf.tidy(() =>
    nativeConvolution(native, 'Conv2DBackpropInput', options, [tf.tensor1d(shape, 'int32'), filter, dy]),
  );
}

/**
 * dL/dx of a 3x3 convolution at stride 2 over an even input: each 2x2 square of dx depends on a 2x2 square of dy, so
 * one 2x2 convolution of dy gives the four pixels of each square as channels, and they are then laid out in space.
 * With u the row in the filter (v likewise): dx[2i + p] = Σ over u with u = p + 1 - 2a of w[u] · dy[i + a].
 */
function halvedInputGradient(native: NativeOperations, dy: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  const [, , inChannels, outChannels] = filter.shape;
  return tf.tidy(() => {
    const form = filterForm(filter, 'halved', () => {
      // Row u = p + 1 - 2a: (p=0,a=0) 1, (p=1,a=0) 2, (p=1,a=1) 0, (p=0,a=1) none. Padded to rows [0, 1, 2, none],
      // rolled by one to [1, 2, none, 0] and read as [a][p] this is [1, 2] for a = 0 and [none, 0] for a = 1.
      const padded = tf.pad4d(filter, [
        [0, 1],
        [0, 1],
        [0, 0],
        [0, 0],
      ]);
      const rows = tf.concat(
        [
          tf.slice4d(padded, [1, 0, 0, 0], [3, -1, -1, -1]),
          tf.slice4d(padded, [0, 0, 0, 0], [1, -1, -1, -1]),
        ],
        0,
      );
      const both = tf.concat(
        [tf.slice4d(rows, [0, 1, 0, 0], [-1, 3, -1, -1]), tf.slice4d(rows, [0, 0, 0, 0], [-1, 1, -1, -1])],
        1,
      );
      const split = tf.reshape(both, [2, 2, 2, 2, inChannels, outChannels]); // [a, p, b, q, in, out]
      return tf.reshape(tf.transpose(split, [0, 2, 5, 1, 3, 4]), [2, 2, outChannels, 4 * inChannels]);
    });
    const attributes = convolutionAttributes(native, 1, [0, 1, 0, 1]);
    const squares = native.executeSingleOutput('Conv2D', attributes, [dy, form]) as tf.Tensor4D;
    return tf.depthToSpace(squares, 2, 'NHWC');
  });
}

/** dL/dx of a 1x1 convolution at stride 2: dy times the filter at every second pixel, zero between. */
function everySecondInputGradient(
  native: NativeOperations,
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const turned = filterForm(filter, 'turned', () => tf.transpose(filter, [0, 1, 3, 2]));
    const there = nativeConvolution(native, 'Conv2D', { stride: 1, padding: 0 }, [dy, turned]);
    const squares = tf.pad4d(there, [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 3 * filter.shape[2]],
    ]);
    return tf.depthToSpace(squares, 2, 'NHWC');
  });
}

/**
 * dL/dw. At stride 1 it too is a convolution: of x with channels as the batch and the batch as channels, by dy as the
 * filter; TensorFlow's forward convolution is 5 to 40 % faster at it than its Conv2DBackpropFilter.
 */
function nativeFilterGradient(
  native: NativeOperations,
  options: Conv2dOptions,
  { x, dy, filter }: { x: tf.Tensor4D; dy: tf.Tensor4D; filter: tf.Tensor4D },
): tf.Tensor4D {
  const run = filter.shape[2] <= FEW_CHANNELS ? oneDnn(native) : undefined;
  if (run !== undefined) {
    const { stride, padding } = options;
    return tf.tidy(() => {
      const inputs = [zeroBorder(x, padding), tf.tensor1d(filter.shape, 'int32'), dy];
      return run(
        'Conv2DBackpropFilter',
        implicitAttributes(native, stride, 'VALID'),
        inputs,
        1,
      )[0] as tf.Tensor4D;
    });
  }
  if (options.stride === 1 && filter.shape[0] > 1) {
    return tf.tidy(() => {
      const images = tf.transpose(x, [3, 1, 2, 0]); // [in, height, width, batch]
      const gradients = tf.transpose(dy, [1, 2, 0, 3]); // [height, width, batch, out]
      const gradient = nativeConvolution(native, 'Conv2D', options, [images, gradients]); // [in, kernel, kernel, out]
      return tf.transpose(gradient, [1, 2, 0, 3]);
    });
  }
  return tf.tidy(() =>
    nativeConvolution(native, 'Conv2DBackpropFilter', options, [x, tf.tensor1d(filter.shape, 'int32'), dy]),
  );
}
