import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { prepareNativeEnvironment } from './native-environment.ts';

/** What the compiled binding tells about itself. */
export interface NativeBinding {
  /** Version of TensorFlow's C library. */
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
}

type BackendClass = new (binding: NativeBinding, packageName: string) => tf.KernelBackend;

const require = createRequire(import.meta.url);
/** The package whose JavaScript drives the binding; its CPU twin holds the same files. */
export const ENGINE_PACKAGE = '@tensorflow/tfjs-node-gpu';

/**
 * Loads a compiled binding and makes it the backend `tensorflow`, without writing into node_modules.
 *
 * The package's own entry point is not used: it looks for the binding only inside its own folder and throws where there is none.
 * @param bindingPath - absolute path of `tfjs_binding.node`; the shared libraries lie beside it or where it was linked to
 * @throws what the dynamic linker says, if a library is missing or does not fit
 */
export async function startNativeBackend(bindingPath: string): Promise<NativeBinding> {
  prepareNativeEnvironment();
  restoreIsNullOrUndefined();
  const binding = require(bindingPath) as NativeBinding;
  const { NodeJSKernelBackend } = require(`${ENGINE_PACKAGE}/dist/nodejs_kernel_backend.js`) as {
    NodeJSKernelBackend: BackendClass;
  };
  require(`${ENGINE_PACKAGE}/dist/register_all_kernels.js`);
  // 3: upstream's own priority, above every other backend's.
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, ENGINE_PACKAGE), 3);
  if (!(await tf.setBackend('tensorflow'))) throw new Error('the backend did not start');
  return binding;
}

/** Node 23 removed `util.isNullOrUndefined`, which the package still calls (tensorflow/tfjs 4.22.0). */
function restoreIsNullOrUndefined(): void {
  const old = util as unknown as Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
}
