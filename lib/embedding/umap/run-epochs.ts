import { throwIfAborted } from '../../core/abort.ts';
import type { ProgressListener } from '../../core/progress.ts';
import type { LayoutOptimiser } from './layout-optimiser.ts';

/** Told the number of epochs done, from 1; `false` ends the optimisation there. */
export type EpochCallback = (epoch: number) => boolean | undefined | void; // eslint-disable-line @typescript-eslint/no-invalid-void-type -- umap-js's type

/** How an optimisation that can be watched and stopped runs. */
export interface EpochOptions {
  readonly callback?: EpochCallback | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

const PHASE = 'UMAP';
/** Milliseconds of work between two pauses in which the page or the process may do something else. */
const SLICE = 24;
const PROGRESS_EVERY = 250;

/**
 * Does all epochs, pausing between them.
 * @throws {AbortError} once the signal is aborted; the epochs done so far stay done
 */
export async function runEpochs(
  optimiser: LayoutOptimiser,
  { callback, signal, onProgress }: EpochOptions,
): Promise<void> {
  let rested = performance.now();
  let reported = -Infinity;
  while (optimiser.epoch < optimiser.epochs) {
    throwIfAborted(signal, PHASE);
    optimiser.step();
    if (callback?.(optimiser.epoch) === false) return;
    const now = performance.now();
    if (now - reported >= PROGRESS_EVERY || optimiser.epoch === optimiser.epochs) {
      reported = now;
      onProgress?.({ phase: PHASE, done: optimiser.epoch, total: optimiser.epochs, unit: 'epochs' });
    }
    if (now - rested < SLICE) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    rested = performance.now();
  }
}
