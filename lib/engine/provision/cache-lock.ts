import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { throwIfAborted } from '../../core/abort.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { engineCacheFolder } from './cache-folder.ts';

/** A lock that was not refreshed for so long belongs to a process that is no more. */
const STALE_MS = 15_000;

/** Who waits, and how. */
export interface CacheLockOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Runs work that only one process at a time may do in the engine cache; another one waits, with progress.
 * @param work - receives a signal that is also aborted when the lock is lost (after the machine slept, say)
 * @param options - signal, progress
 */
export async function withCacheLock<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { signal, onProgress }: CacheLockOptions,
): Promise<T> {
  const folder = engineCacheFolder();
  await mkdir(folder, { recursive: true });
  const lost = new AbortController();
  const begin = performance.now();
  for (;;) {
    throwIfAborted(signal, 'engine');
    try {
      const release = await lock(folder, {
        lockfilePath: join(folder, '.lock'),
        realpath: false,
        stale: STALE_MS,
        update: STALE_MS / 3,
        onCompromised: (error) => {
          lost.abort(error);
        },
      });
      try {
        return await work(signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]));
      } finally {
        await release().catch(() => undefined); // a lost lock cannot be released
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
      const seconds = Math.round((performance.now() - begin) / 1000);
      onProgress?.({
        phase: 'wait for another process that prepares the engine',
        done: seconds,
        total: 0,
        unit: 's',
      });
      await sleep(400);
    }
  }
}
