import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../core/errors/engine-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { startCpuBackend } from './cpu-backend.ts';
import type { Engine, EngineAttempt, EngineBackend } from './engine.ts';
import { registerGradients } from './gradients.ts';
import { startNativeBackend } from './native-backend.ts';
import { engineThreads } from './native-environment.ts';
import { engineFolder, tfjsVersion } from './provision/cache-folder.ts';
import { startWasmBackend } from './wasm-backend.ts';

/** How to start the engine. */
export interface StartEngineOptions {
  /** Which backend; `auto` (default) takes the fastest that runs here. */
  readonly backend?: 'auto' | EngineBackend;
  /** Use an NVIDIA GPU where one is found; default false. */
  readonly gpu?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

let running: Engine | undefined;

/**
 * Starts TensorFlow.js on the fastest backend that runs here; afterwards `@tensorflow/tfjs-core` works everywhere.
 * @param options - backend, GPU, signal and progress
 * @throws {EngineError} if a backend that was asked for by name cannot run
 */
export async function startEngine(options: StartEngineOptions = {}): Promise<Engine> {
  const backend = options.backend ?? 'auto';
  if (running !== undefined && (backend === 'auto' || running.backend === backend)) return running;
  registerGradients();
  const tried: EngineAttempt[] = [];
  const order: EngineBackend[] = backend === 'auto' ? ['tensorflow', 'wasm', 'cpu'] : [backend];
  for (const name of order) {
    const begin = performance.now();
    try {
      const version = await start(name);
      tried.push({ what: name, ok: true, reason: '', seconds: (performance.now() - begin) / 1000 });
      running = { backend: name, version, threads: engineThreads(), gpu: undefined, tried, notice: '' };
      return running;
    } catch (error) {
      tried.push({
        what: name,
        ok: false,
        reason: String(error),
        seconds: (performance.now() - begin) / 1000,
      });
    }
  }
  throw new EngineError(`startEngine: ${backend} cannot run here: ${tried.map((t) => t.reason).join('; ')}`);
}

async function start(name: EngineBackend): Promise<string> {
  if (name === 'wasm') await startWasmBackend();
  else if (name === 'cpu') await startCpuBackend();
  else {
    const path = join(engineFolder('wheel', 'cpu'), 'tfjs_binding.node');
    if (!existsSync(path)) throw new Error('no binding in the cache');
    return (await startNativeBackend(path)).TF_Version;
  }
  return tfjsVersion();
}
