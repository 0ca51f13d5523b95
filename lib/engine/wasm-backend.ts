import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';

const require = createRequire(import.meta.url);

/**
 * Starts the WebAssembly backend from the installed package's own files, whatever the current folder.
 * @throws if WebAssembly cannot run here
 */
export async function startWasmBackend(): Promise<void> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend did not start');
}

/** Version of the WebAssembly backend. */
export function wasmVersion(): string {
  return (
    require(join('@tensorflow/tfjs-backend-wasm', 'package.json')) as {
      version: string;
    }
  ).version;
}
