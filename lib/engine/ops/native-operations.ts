import * as tf from '@tensorflow/tfjs-core';

/** An attribute of a TensorFlow operation as the native binding wants it. */
export interface OperationAttribute {
  readonly name: string;
  /** One of the binding's `TF_ATTR_…` numbers. */
  readonly type: number;
  readonly value: number | boolean | string | readonly number[];
}

/** What we use of TensorFlow.js's native backend beyond its public face: any TensorFlow operation by name. */
export interface NativeOperations {
  readonly binding: Readonly<
    Record<
      'TF_ATTR_TYPE' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_FLOAT',
      number
    >
  > & {
    /** Version of TensorFlow's C library. */
    readonly TF_Version: string;
    isUsingGpuDevice(): boolean;
  };
  executeSingleOutput(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
  ): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

/** The native backend, or nothing where another engine runs. */
export function nativeOperations(): NativeOperations | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeOperations) : undefined;
}

/** The attribute `T: float32` that nearly every operation takes. */
export function float32Type({ binding }: NativeOperations): OperationAttribute {
  return { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
}
