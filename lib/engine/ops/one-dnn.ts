import * as tf from '@tensorflow/tfjs-core';
import { float32Type, type NativeOperations, type OperationAttribute } from './native-operations.ts';

/**
 * The operations of which TensorFlow's library holds a second kernel, made with oneDNN. TensorFlow takes it for all of
 * them or for none (TF_ENABLE_ONEDNN_OPTS), but each is faster only for some shapes, so we ask for it by name.
 */
export type OneDnnOperation =
  | 'Conv2D'
  | 'Conv2DBackpropInput'
  | 'Conv2DBackpropFilter'
  | 'FusedBatchNormEx'
  | 'FusedBatchNormV3'
  | 'FusedBatchNormGradV3'
  | 'MaxPool'
  | 'MaxPoolGrad';

/** Runs a oneDNN kernel; the attributes and inputs are those of TensorFlow's operation of that name. */
export type RunOneDnn = (
  operation: OneDnnOperation,
  attributes: readonly OperationAttribute[],
  inputs: readonly tf.Tensor[],
  outputs: number,
) => tf.Tensor[];

// The names are internal to TensorFlow, so only the release that we have tested is trusted to mean the same by them.
const TESTED_RELEASE = '2.18.';

let suspended = false;

/**
 * Runs work without oneDNN's kernels, as where the library has none: for tests and comparisons.
 * @param work - uses the operations of this folder
 */
export function withoutOneDnn<T>(work: () => T): T {
  suspended = true;
  try {
    return work();
  } finally {
    suspended = false;
  }
}

const known = new WeakMap<NativeOperations, RunOneDnn | undefined>();

/**
 * TensorFlow's oneDNN kernels where the library has them: on x86-64 processors, in the release that this is tested
 * with, and not where a GPU computes. `TF_ENABLE_ONEDNN_OPTS=0` turns them off, as it does in TensorFlow itself.
 * @param native - the native backend
 * @returns nothing where the ordinary kernels must do
 */
export function oneDnn(native: NativeOperations): RunOneDnn | undefined {
  if (suspended) return undefined;
  if (known.has(native)) return known.get(native);
  const { binding } = native;
  const wanted =
    process.env.TF_ENABLE_ONEDNN_OPTS !== '0' &&
    binding.TF_Version.startsWith(TESTED_RELEASE) &&
    !binding.isUsingGpuDevice();
  const kernel = { name: '_kernel', type: binding.TF_ATTR_STRING, value: 'MklNameChangeOp' };
  const run: RunOneDnn = (operation, attributes, inputs, outputs) =>
    native.executeMultipleOutputs(`_MklNative${operation}`, [...attributes, kernel], inputs, outputs);
  const found = wanted && canRun(native, run) ? run : undefined;
  known.set(native, found);
  return found;
}

/** Whether the library knows the names: it does where it was built for x86-64. */
function canRun(native: NativeOperations, run: RunOneDnn): boolean {
  const { TF_ATTR_INT, TF_ATTR_STRING } = native.binding;
  const one = tf.ones([1, 1, 1, 1]);
  try {
    const attributes = [
      float32Type(native),
      { name: 'strides', type: TF_ATTR_INT, value: [1, 1, 1, 1] },
      { name: 'padding', type: TF_ATTR_STRING, value: 'VALID' },
    ];
    tf.dispose(run('Conv2D', attributes, [one, one], 1));
    return true;
  } catch {
    return false; // "neither a type of a primitive operation": another processor's build
  } finally {
    one.dispose();
  }
}
