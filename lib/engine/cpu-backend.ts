import * as tf from '@tensorflow/tfjs-core';

/** Starts the plain JavaScript backend. */
export async function startCpuBackend(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  if (!(await tf.setBackend('cpu'))) throw new Error('the JavaScript backend did not start');
}
