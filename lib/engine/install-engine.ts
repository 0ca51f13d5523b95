import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressListener } from '../core/progress.ts';
import type { EngineAttempt } from './engine.ts';
import { findNvidiaDriver } from './nvidia.ts';
import { engineCacheFolder } from './provision/cache-folder.ts';
import { withCacheLock } from './provision/cache-lock.ts';
import { bytesBelow } from './provision/folder-size.ts';
import { provisionNative, type ReadyBinding } from './provision/provision-native.ts';

/** How to install the native engine. */
export interface InstallEngineOptions {
  /** Take the CUDA build where NVIDIA's driver is found; default false. */
  readonly gpu?: boolean;
  /** Make it anew even where one is there; default false. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** What came of an installation. */
export interface InstalledEngine {
  /** The binding that runs now; nothing where no way was open. */
  readonly ready: ReadyBinding | undefined;
  readonly tried: readonly EngineAttempt[];
}

/**
 * Provisions the native engine without starting it here; a failure that was remembered does not count.
 * @param options - GPU, force, signal, progress
 * @throws AbortError once the signal is aborted
 */
export async function installEngine(options: InstallEngineOptions = {}): Promise<InstalledEngine> {
  const { gpu = false, force = false, signal, onProgress } = options;
  const tried: EngineAttempt[] = [];
  const shared = { tried, force, retry: true, signal, onProgress };
  if (gpu) {
    const driver = await findNvidiaDriver();
    if (!driver.found) tried.push({ what: 'GPU', ok: false, reason: driver.reason, seconds: 0 });
    else {
      const ready = await provisionNative({ ...shared, flavour: 'gpu' });
      if (ready !== undefined) return { ready, tried };
    }
  }
  return { ready: await provisionNative({ ...shared, flavour: 'cpu' }), tried };
}

/** The engines that lie in the user's cache, by their folders' names. */
export async function cachedEngines(): Promise<string[]> {
  const names = await readdir(engineCacheFolder()).catch(() => []);
  return names.filter((name) => name.startsWith('tfjs-') && !/\.(partial-.*|old)$/.test(name)).sort();
}

/**
 * Removes every provisioned engine and all notes about them from the user's cache.
 * @returns the folder and the bytes that it held
 */
export async function removeEngines(): Promise<{ readonly folder: string; readonly bytes: number }> {
  const folder = engineCacheFolder();
  const bytes = await bytesBelow(folder);
  await withCacheLock(async () => {
    for (const name of await readdir(folder)) {
      if (name !== '.lock') await rm(join(folder, name), { recursive: true, force: true });
    }
  }, {});
  return { folder, bytes };
}
