import * as tf from '@tensorflow/tfjs-core';
import {
  float32Type,
  nativeOperations,
  type NativeOperations,
  type OperationAttribute,
} from './native-operations.ts';
import { oneDnn } from './one-dnn.ts';

/**
 * The ResNet stem's pooling: the maximum over 3x3 windows at stride 2 with one ring of padding.
 * The padding is zero, which for inputs >= 0 (after rectifying) is the same as PyTorch's minus infinity.
 * @param x - input >= 0, `[batch, height, width, channels]`
 * @returns `[batch, ceil(height / 2), ceil(width / 2), channels]`
 */
export function maxPool3x3Stride2(x: tf.Tensor4D): tf.Tensor4D {
  const native = nativeOperations();
  if (native === undefined) {
    return tf.maxPool(
      tf.pad4d(x, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]),
      3,
      2,
      'valid',
    );
  }
  const pool = withOneDnn(native) ?? withEigen(native);
  return tf.customGrad(((input: tf.Tensor4D, save: tf.GradSaveFunc) => {
    const { y, kept, gradient } = pool(input);
    save([...kept]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => tf.tidy(() => gradient(dy, saved)),
    };
  }) as never)(x) as tf.Tensor4D;
}

/** A pooling and its gradient, which wants `kept`. */
type Pool = (x: tf.Tensor4D) => {
  readonly y: tf.Tensor4D;
  readonly kept: readonly tf.Tensor[];
  readonly gradient: (dy: tf.Tensor4D, kept: readonly tf.Tensor[]) => tf.Tensor4D;
};

function withEigen(native: NativeOperations): Pool {
  const { TF_ATTR_INT } = native.binding;
  const attributes: readonly OperationAttribute[] = [
    ...windowAttributes(native, 'EXPLICIT'),
    { name: 'explicit_paddings', type: TF_ATTR_INT, value: [0, 0, 1, 1, 1, 1, 0, 0] },
  ];
  return (x) => {
    const y = native.executeSingleOutput('MaxPool', attributes, [x]) as tf.Tensor4D;
    return {
      y,
      kept: [x, y],
      gradient: (dy, kept) =>
        native.executeSingleOutput('MaxPoolGrad', attributes, [...kept, dy]) as tf.Tensor4D,
    };
  };
}

/**
 * oneDNN remembers where each maximum was, and so its gradient takes half the time even with the padding on its own:
 * it has no explicit one. Of an even side, the windows never reach the padding behind it.
 */
function withOneDnn(native: NativeOperations): Pool | undefined {
  const run = oneDnn(native);
  if (run === undefined) return undefined;
  const attributes: readonly OperationAttribute[] = [
    ...windowAttributes(native, 'VALID'),
    { name: 'workspace_enabled', type: native.binding.TF_ATTR_BOOL, value: true },
  ];
  return (x) => {
    const [batch, height, width, channels] = x.shape;
    const padded = tf.pad4d(x, [
      [0, 0],
      [1, height % 2],
      [1, width % 2],
      [0, 0],
    ]);
    const [y, places] = run('MaxPool', attributes, [padded], 2) as [tf.Tensor4D, tf.Tensor];
    return {
      y,
      kept: [padded, y, places],
      gradient: (dy, [input, output, workspace]) => {
        const [dPadded] = run('MaxPoolGrad', attributes, [input!, output!, dy, workspace!], 1);
        return tf.slice4d(dPadded as tf.Tensor4D, [0, 1, 1, 0], [batch, height, width, channels]);
      },
    };
  };
}

function windowAttributes(native: NativeOperations, padding: string): OperationAttribute[] {
  const { TF_ATTR_INT, TF_ATTR_STRING } = native.binding;
  return [
    float32Type(native),
    { name: 'ksize', type: TF_ATTR_INT, value: [1, 3, 3, 1] },
    { name: 'strides', type: TF_ATTR_INT, value: [1, 2, 2, 1] },
    { name: 'padding', type: TF_ATTR_STRING, value: padding },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
  ];
}
