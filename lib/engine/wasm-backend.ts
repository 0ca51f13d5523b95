import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernels } from './wasm-kernels/register-kernels.ts';

const require = createRequire(import.meta.url);

/**
 * Starts the WebAssembly backend from the installed package's own files, whatever the current folder.
 * @throws if WebAssembly cannot run here
 */
export async function startWasmBackend(): Promise<void> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  const before = EVENTS.map((event) => process.listeners(event as 'uncaughtException'));
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend did not start');
  // The module's handlers would answer any error of anybody's with its own 100 KB of source on the terminal.
  EVENTS.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[i]!.includes(listener)) process.removeListener(event, listener);
    }
  });
  registerWasmKernels();
}

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
