import * as tf from '@tensorflow/tfjs-core';
import { float32Type, nativeOperations } from './native-operations.ts';

/**
 * The gradient of y = max(x, 0) from its result: dy where y > 0, else 0. One native operation where TensorFlow.js's
 * own gradient takes five.
 * @param dy - gradient of the result
 * @param y - the result
 */
export function rectifiedGradient(dy: tf.Tensor4D, y: tf.Tensor4D): tf.Tensor4D {
  const native = nativeOperations();
  if (native === undefined) return tf.mul(dy, tf.step(y));
  return native.executeSingleOutput('ReluGrad', [float32Type(native)], [dy, y]) as tf.Tensor4D;
}

/**
 * max(a + b, 0): where a residual block's branch meets its shortcut. Both inputs get the same gradient tensor.
 * @param a - `[batch, height, width, channels]`
 * @param b - of the same shape
 */
export function addAndRectify(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  return tf.customGrad(((left: tf.Tensor4D, right: tf.Tensor4D, save: tf.GradSaveFunc) => {
    const sum = tf.add(left, right);
    const native = nativeOperations();
    const y =
      native === undefined ? tf.relu(sum) : native.executeSingleOutput('Relu', [float32Type(native)], [sum]);
    save([y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
        const gradient = rectifiedGradient(dy, saved[0]! as tf.Tensor4D);
        return [gradient, tf.clone(gradient)];
      },
    };
  }) as never)(a, b) as tf.Tensor4D;
}

/**
 * min(max(x, 0), 6), with the gradient dy where 0 < y < 6. Keeps its result and not its input.
 * @param x - `[batch, height, width, channels]`
 */
export function rectify6(x: tf.Tensor4D): tf.Tensor4D {
  return tf.customGrad(((input: tf.Tensor4D, save: tf.GradSaveFunc) => {
    const y = tf.relu6(input);
    save([y]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
        const kept = saved[0]! as tf.Tensor4D;
        const native = nativeOperations();
        return native === undefined
          ? tf.mul(dy, tf.mul(tf.step(kept), tf.cast(tf.less(kept, 6), 'float32')))
          : native.executeSingleOutput('Relu6Grad', [float32Type(native)], [dy, kept]);
      },
    };
  }) as never)(x) as tf.Tensor4D;
}
