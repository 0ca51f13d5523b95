import * as tf from '@tensorflow/tfjs-core';
import { float32Type, nativeOperations, type OperationAttribute } from './native-operations.ts';

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
  const { TF_ATTR_INT, TF_ATTR_STRING } = native.binding;
  const attributes: readonly OperationAttribute[] = [
    float32Type(native),
    { name: 'ksize', type: TF_ATTR_INT, value: [1, 3, 3, 1] },
    { name: 'strides', type: TF_ATTR_INT, value: [1, 2, 2, 1] },
    { name: 'padding', type: TF_ATTR_STRING, value: 'EXPLICIT' },
    { name: 'explicit_paddings', type: TF_ATTR_INT, value: [0, 0, 1, 1, 1, 1, 0, 0] },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
  ];
  return tf.customGrad(((input: tf.Tensor4D, save: tf.GradSaveFunc) => {
    const y = native.executeSingleOutput('MaxPool', attributes, [input]);
    save([input, y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) =>
        native.executeSingleOutput('MaxPoolGrad', attributes, [saved[0]!, saved[1]!, dy]),
    };
  }) as never)(x) as tf.Tensor4D;
}
