import * as tf from '@tensorflow/tfjs-core';

/**
 * How many zeros TensorFlow's "same" padding puts before and behind a side, so that a window at a stride gives
 * ceil(size / stride) values; the odd one comes last, which is why PyTorch's even padding gives other numbers.
 * @param size - of the side
 * @param kernel - of the window
 * @param stride - of its steps
 */
export function samePadding(size: number, kernel: number, stride: number): [before: number, behind: number] {
  const whole = Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size);
  return [whole >> 1, whole - (whole >> 1)];
}

/**
 * Adds the zeros of {@link samePadding}.
 * @param x - `[batch, height, width, channels]`
 * @param kernel - side of the window
 * @param stride - of its steps
 */
export function padSame(x: tf.Tensor4D, kernel: number, stride: number): tf.Tensor4D {
  const rows = samePadding(x.shape[1], kernel, stride);
  const columns = samePadding(x.shape[2], kernel, stride);
  return rows[1] === 0 && columns[1] === 0 ? x : tf.pad4d(x, [[0, 0], rows, columns, [0, 0]]);
}
