import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../lib/core/random.ts';

/** Losses of a few SGD steps of a small network, with every kind of operation that a ResNet's training step takes. */
export async function smallTraining(steps: number): Promise<number[]> {
  const random = Random.fromSeed(7);
  const normal = (shape: number[], scale: number): tf.Tensor =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal(0, scale)),
      shape,
    );
  const shapes: Record<string, [number[], number]> = {
    stem: [[7, 7, 3, 8], 0.1],
    block: [[3, 3, 8, 16], 0.15],
    shortcut: [[1, 1, 8, 16], 0.3],
    dense: [[5, 16 * 3], 0.2],
  };
  const weights = Object.fromEntries(
    Object.entries(shapes).map(([name, [shape, scale]]) => [
      name,
      tf.tidy(() => tf.variable(normal(shape, scale))),
    ]),
  );
  const images = normal([4, 24, 24, 3], 1) as tf.Tensor4D;
  const labels = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d([0, 1, 2, 4], 'int32'), 5), 'float32'));
  // Zeros around each image: the native backend knows no explicit padding.
  const margins = (n: number): [number, number][] => [
    [0, 0],
    [n, n],
    [n, n],
    [0, 0],
  ];
  const batchNorm = (x: tf.Tensor): tf.Tensor => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
  };
  const loss = (): tf.Scalar => {
    const { stem, block, shortcut, dense } = weights as Record<string, tf.Tensor>;
    let x = tf.relu(
      batchNorm(tf.conv2d(tf.pad(images, margins(3)), stem as tf.Tensor4D, 2, 'valid')),
    ) as tf.Tensor4D; // 12
    x = tf.maxPool(tf.pad(x, margins(1)), 3, 2, 'valid'); // 6
    const branch = batchNorm(tf.conv2d(tf.pad(x, margins(1)), block as tf.Tensor4D, 2, 'valid')); // 3
    const skip = tf.conv2d(x, shortcut as tf.Tensor4D, 2, 'valid');
    const joined = tf.relu(tf.add(branch, skip));
    // As bilinear attention pooling does: parts = maps^T x features, signed square root, l2 norm.
    const maps = tf.sigmoid(tf.slice(joined, [0, 0, 0, 0], [4, 3, 3, 3]));
    const parts = tf.matMul(tf.reshape(maps, [4, 9, 3]), tf.reshape(joined, [4, 9, 16]), true, false);
    const rooted = tf.mul(tf.sign(parts), tf.sqrt(tf.add(tf.abs(parts), 1e-6)));
    const flat = tf.reshape(rooted, [4, 48]);
    const unit = tf.div(flat, tf.add(tf.norm(flat, 'euclidean', 1, true), 1e-6));
    const logits = tf.matMul(tf.mul(unit, 10), dense as tf.Tensor2D, false, true);
    const resized = tf.image.resizeBilinear(joined as tf.Tensor4D, [5, 5]);
    const entropy = tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
    return tf.add(entropy, tf.mul(tf.mean(tf.square(resized)), 0.01));
  };
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { value, grads } = tf.variableGrads(loss);
    losses.push((await value.data())[0]!);
    value.dispose();
    for (const variable of Object.values(weights)) {
      const gradient = grads[variable.name]!;
      tf.tidy(() => {
        variable.assign(tf.sub(variable, tf.mul(gradient, 0.05)));
      });
      gradient.dispose();
    }
  }
  tf.dispose([images, labels, ...Object.values(weights)]);
  return losses;
}
