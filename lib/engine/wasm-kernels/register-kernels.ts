import * as tf from '@tensorflow/tfjs-core';
import { filterGradient } from './conv2d-backprop-filter.ts';
import { inputGradient } from './conv2d-backprop-input.ts';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-gradients.ts';
import type { ConvolutionAttributes } from './window-geometry.ts';

/** Registers the kernels that the WebAssembly backend lacks or that are too slow in it. May be called twice. */
export function registerWasmKernels(): void {
  register('Conv2DBackpropFilter', (inputs, attributes) =>
    filterGradient(
      inputs.x as tf.Tensor4D,
      inputs.dy as tf.Tensor4D,
      attributes as ConvolutionAttributes & { filterShape: readonly number[] },
    ),
  );
  register('Conv2DBackpropInput', (inputs, attributes) =>
    inputGradient(
      inputs.dy as tf.Tensor4D,
      inputs.filter as tf.Tensor4D,
      attributes as ConvolutionAttributes & { inputShape: readonly number[] },
    ),
  );
  register('DepthwiseConv2dNativeBackpropFilter', (inputs, attributes) =>
    depthwiseFilterGradient(
      inputs.x as tf.Tensor4D,
      inputs.dy as tf.Tensor4D,
      attributes as ConvolutionAttributes & { filterShape: readonly number[] },
    ),
  );
  register('DepthwiseConv2dNativeBackpropInput', (inputs, attributes) =>
    depthwiseInputGradient(
      inputs.dy as tf.Tensor4D,
      inputs.filter as tf.Tensor4D,
      attributes as ConvolutionAttributes & { inputShape: readonly number[] },
    ),
  );
}

function register(
  kernelName: string,
  run: (inputs: Readonly<Record<string, tf.Tensor>>, attributes: unknown) => tf.Tensor,
): void {
  const known = tf.getKernelsForBackend('wasm').some((kernel) => kernel.kernelName === kernelName);
  if (known) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    // The engine hands over whole tensors, and takes one back as it is.
    kernelFunc: ({ inputs, attrs }) => run(inputs as unknown as Record<string, tf.Tensor>, attrs),
  });
}
