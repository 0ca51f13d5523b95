import type { Engine, EngineAttempt, EngineBackend } from './engine.ts';
import { findNvidiaDriver } from './nvidia.ts';
import { engineCacheFolder, tfjsVersion } from './provision/cache-folder.ts';
import { bytesBelow } from './provision/folder-size.ts';
import { cachedEngines } from './install-engine.ts';
import { startEngine } from './start-engine.ts';

/** What `wt-dfn engine status` tells. */
export interface EngineStatus {
  /** What would run now, without downloading anything. */
  readonly backend: EngineBackend;
  readonly version: string;
  readonly threads: number;
  readonly gpu: string | undefined;
  readonly notice: string;
  readonly tried: readonly EngineAttempt[];
  readonly node: string;
  readonly machine: string;
  readonly tfjs: string;
  readonly nvidiaDriver: boolean;
  readonly cache: {
    readonly folder: string;
    readonly bytes: number;
    /** The engines that lie there, by their folders' names. */
    readonly engines: readonly string[];
  };
}

/** Starts what runs here without downloading anything, and tells about it and about the cache. */
export async function engineStatus(): Promise<EngineStatus> {
  const { backend, version, threads, gpu, notice, tried }: Engine = await startEngine({ download: false });
  const folder = engineCacheFolder();
  return {
    backend,
    version,
    threads,
    gpu,
    notice,
    tried,
    node: process.version,
    machine: `${process.platform}-${process.arch}`,
    tfjs: tfjsVersion(),
    nvidiaDriver: (await findNvidiaDriver()).found,
    cache: { folder, bytes: await bytesBelow(folder), engines: await cachedEngines() },
  };
}
