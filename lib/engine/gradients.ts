import { createRequire } from 'node:module';
import { ENGINE_PACKAGE } from './native-backend.ts';

/**
 * Registers the gradients of all operations and the chained methods of tensors (`x.add(y)`).
 *
 * TensorFlow.js keeps them out of `tfjs-core`'s entry point for Node, and its deep files are ES modules under CommonJS
 * names, which Node 20 cannot import; the union package, which comes with the engine package, registers them as it loads.
 */
export function registerGradients(): void {
  createRequire(createRequire(import.meta.url).resolve(`${ENGINE_PACKAGE}/package.json`))('@tensorflow/tfjs');
}
