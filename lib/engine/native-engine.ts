import type { EngineAttempt, EngineBackend } from './engine.ts';
import { findNvidiaDriver, nvidiaGpuName } from './nvidia.ts';
import { startNativeBackend } from './native-backend.ts';
import { engineThreads } from './native-environment.ts';
import { reasonOf } from './provision/cannot-provision.ts';
import type { NativeFlavour } from './provision/cache-folder.ts';
import { provisionNative } from './provision/provision-native.ts';
import type { StartEngineOptions } from './start-engine.ts';

/** What runs, as far as the native engine itself can tell. */
export interface StartedNative {
  readonly backend: EngineBackend;
  readonly version: string;
  readonly threads: number;
  readonly gpu: string | undefined;
}

/**
 * Provisions the native engine where needed and starts it.
 * @param options - GPU, download, signal, progress
 * @param tried - receives one entry for each way that was tried
 * @returns nothing where it cannot run here
 * @throws {AbortError} once the signal is aborted
 */
export async function startNativeEngine(
  options: StartEngineOptions,
  tried: EngineAttempt[],
): Promise<StartedNative | undefined> {
  const { gpu, download = true, signal, onProgress } = options;
  for (const flavour of await flavours(gpu, tried)) {
    const ready = await provisionNative({
      flavour,
      tried,
      // A GPU build that nobody has asked for is used where it is there, but never downloaded.
      download: download && (flavour === 'cpu' || gpu === true),
      signal,
      onProgress,
    });
    if (ready === undefined) continue;
    const begin = performance.now();
    try {
      const binding = await startNativeBackend(ready.path);
      const onGpu = binding.isUsingGpuDevice();
      if (flavour === 'gpu' && !onGpu) {
        tried.push({ what: 'GPU', ok: false, reason: 'TensorFlow found none that it can use', seconds: 0 });
      }
      return {
        backend: 'tensorflow',
        version: binding.TF_Version,
        threads: engineThreads(),
        gpu: onGpu ? await nvidiaGpuName() : undefined,
      };
    } catch (error) {
      const seconds = Math.round((performance.now() - begin) / 10) / 100;
      tried.push({ what: `load the ${ready.what}`, ok: false, reason: reasonOf(error), seconds });
    }
  }
  return undefined;
}

async function flavours(gpu: boolean | undefined, tried: EngineAttempt[]): Promise<NativeFlavour[]> {
  if (gpu === false) return ['cpu'];
  const driver = await findNvidiaDriver();
  if (driver.found) return ['gpu', 'cpu'];
  if (gpu === true) tried.push({ what: 'GPU', ok: false, reason: driver.reason, seconds: 0 });
  return ['cpu'];
}
