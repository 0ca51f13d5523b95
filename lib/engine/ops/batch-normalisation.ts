import * as tf from '@tensorflow/tfjs-core';
import {
  float32Type,
  nativeOperations,
  type NativeOperations,
  type OperationAttribute,
} from './native-operations.ts';
import { oneDnn } from './one-dnn.ts';
import { rectifiedGradient } from './rectify.ts';

/** The four vectors of a batch normalisation, `[channels]` each. */
export interface BatchNormalisationVectors {
  /** γ */
  readonly scale: tf.Tensor1D;
  /** β */
  readonly offset: tf.Tensor1D;
  readonly runningMean: tf.Tensor1D;
  readonly runningVariance: tf.Tensor1D;
}

/** How to normalise. */
export interface BatchNormalisationOptions {
  /** True: by the batch's own statistics, which also move the running ones. False: by the running ones. */
  readonly training: boolean;
  readonly epsilon: number;
  /** Share of the batch's statistics in the new running ones, as PyTorch counts momentum. */
  readonly momentum: number;
  /** Whether max(·, 0) follows; done here so that the values before it need not be kept. */
  readonly rectify: boolean;
  /** Receives the new running statistics in training, and owns them. */
  readonly onStatistics?: (mean: tf.Tensor1D, variance: tf.Tensor1D) => void;
}

/**
 * Batch normalisation, y = γ (x - μ) / sqrt(σ² + ε) + β, over batch, height and width, then max(y, 0) where asked.
 * Running variance is the unbiased one, as in PyTorch.
 * @param x - input, `[batch, height, width, channels]`
 * @param vectors - γ, β and the running statistics
 * @param options - training or not, ε, momentum, rectifying
 * @returns of x's shape, on the tape; the caller disposes
 */
export function batchNormalisation(
  x: tf.Tensor4D,
  vectors: BatchNormalisationVectors,
  options: BatchNormalisationOptions,
): tf.Tensor4D {
  const native = nativeOperations();
  const normalise = native === undefined ? portable(vectors, options) : fused(native, vectors, options);
  return tf.customGrad(((
    input: tf.Tensor4D,
    scale: tf.Tensor1D,
    offset: tf.Tensor1D,
    save: tf.GradSaveFunc,
  ) => {
    // The tape frees everything of the forward pass that is not saved here.
    const { y, kept, gradient } = normalise(input, scale, offset);
    save(options.rectify ? [input, scale, ...kept, y] : [input, scale, ...kept]);
    return {
      value: y,
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
        const [x, savedScale, ...others] = saved as [tf.Tensor4D, tf.Tensor1D, ...tf.Tensor[]];
        const dz = options.rectify ? rectifiedGradient(dy, others[kept.length]! as tf.Tensor4D) : dy;
        return gradient(dz, { x, scale: savedScale, kept: others });
      },
    };
  }) as never)(x, vectors.scale, vectors.offset) as tf.Tensor4D;
}

interface Normalised {
  readonly y: tf.Tensor4D;
  /** What the gradient needs of what was made on the way. */
  readonly kept: readonly tf.Tensor[];
  readonly gradient: (
    dz: tf.Tensor4D,
    saved: { x: tf.Tensor4D; scale: tf.Tensor1D; kept: readonly tf.Tensor[] },
  ) => [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
}

type Normalise = (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) => Normalised;

/** TensorFlow's own fused operations; the last attribute of the forward one gives the running statistics at no cost. */
function fused(
  native: NativeOperations,
  { runningMean, runningVariance }: BatchNormalisationVectors,
  { training, epsilon, momentum, rectify, onStatistics }: BatchNormalisationOptions,
): Normalise {
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = native.binding;
  const attributes: readonly OperationAttribute[] = [
    float32Type(native),
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: training },
  ];
  const forward = [
    ...attributes,
    { name: 'exponential_avg_factor', type: TF_ATTR_FLOAT, value: training ? momentum : 1 },
  ];
  // By running statistics, the gradient is asked for so rarely that one kernel of it is enough.
  const run = training ? oneDnn(native) : undefined;
  const normalise = (inputs: readonly tf.Tensor[]): tf.Tensor[] => {
    if (run !== undefined && rectify) {
      const rectifying = { name: 'activation_mode', type: TF_ATTR_STRING, value: 'Relu' };
      const alone = { name: 'num_side_inputs', type: native.binding.TF_ATTR_INT, value: 0 };
      return run('FusedBatchNormEx', [...forward, rectifying, alone], inputs, 6);
    }
    if (run !== undefined) return run('FusedBatchNormV3', forward, inputs, 6);
    const [z, ...rest] = native.executeMultipleOutputs('FusedBatchNormV3', forward, inputs, 6);
    if (!rectify) return [z!, ...rest];
    const y = native.executeSingleOutput('Relu', [float32Type(native)], [z!]);
    z!.dispose();
    return [y, ...rest];
  };
  return (x, scale, offset) => {
    const [y, mean, variance, ...reserved] = normalise([x, scale, offset, runningMean, runningVariance]) as [
      tf.Tensor4D,
      tf.Tensor1D,
      tf.Tensor1D,
      ...tf.Tensor[],
    ];
    if (training && onStatistics !== undefined) onStatistics(tf.keep(mean), tf.keep(variance));
    return {
      y,
      // By running statistics, the gradient wants these themselves in the place of the batch's.
      kept: training ? reserved : [runningMean, runningVariance, reserved[2]!],
      gradient: (dz, saved) => {
        const inputs = [dz, saved.x, saved.scale, ...saved.kept.slice(0, 3)];
        const gradients =
          run === undefined
            ? native.executeMultipleOutputs('FusedBatchNormGradV3', attributes, inputs, 5)
            : run('FusedBatchNormGradV3', attributes, inputs, 5);
        return gradients.slice(0, 3) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
      },
    };
  };
}

/**
 * The same from TensorFlow.js's core operations, where the native one is missing. With x̂ the normalised input and n
 * the values a channel: dγ = Σ dz·x̂, dβ = Σ dz, dx = γ/sqrt(σ²+ε) · (dz - dβ/n - x̂·dγ/n).
 */
function portable(
  { runningMean, runningVariance }: BatchNormalisationVectors,
  { training, epsilon, momentum, rectify, onStatistics }: BatchNormalisationOptions,
): Normalise {
  return (x, scale, offset) => {
    const axes = [0, 1, 2];
    const count = x.shape[0] * x.shape[1] * x.shape[2];
    const mean = training ? tf.mean<tf.Tensor1D>(x, axes) : runningMean;
    const variance = training ? tf.mean<tf.Tensor1D>(tf.square(tf.sub(x, mean)), axes) : runningVariance;
    if (training && onStatistics !== undefined) {
      const unbiased = tf.mul(variance, count / Math.max(1, count - 1));
      onStatistics(
        tf.keep(tf.add(tf.mul(runningMean, 1 - momentum), tf.mul(mean, momentum))),
        tf.keep(tf.add(tf.mul(runningVariance, 1 - momentum), tf.mul(unbiased, momentum))),
      );
    }
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const factor = tf.mul(scale, inverse);
    const z = tf.add<tf.Tensor4D>(tf.mul(tf.sub(x, mean), factor), offset);
    return {
      y: rectify ? tf.relu(z) : z,
      kept: [mean, inverse],
      gradient: (dz, saved) => {
        const [keptMean, keptInverse] = saved.kept as [tf.Tensor1D, tf.Tensor1D];
        const normalised = tf.mul(tf.sub(saved.x, keptMean), keptInverse);
        const dScale = tf.sum<tf.Tensor1D>(tf.mul(dz, normalised), axes);
        const dOffset = tf.sum<tf.Tensor1D>(dz, axes);
        const slope = tf.mul(saved.scale, keptInverse);
        const dx = training
          ? tf.mul(slope, tf.sub(dz, tf.div(tf.add(dOffset, tf.mul(normalised, dScale)), count)))
          : tf.mul(slope, dz);
        return [dx as tf.Tensor4D, dScale, dOffset];
      },
    };
  };
}
