import { AbortError } from '../../core/errors/abort-error.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { startWorker } from '../../core/worker.ts';
import type { DrawingJob } from './plan-dataset.ts';
import type { SynthWorkerData } from './synth-worker.ts';

/** Where and how to draw. */
export interface DrawInThreadsOptions {
  /** The folder that the jobs' paths start from. */
  readonly directory: string;
  readonly seed: number;
  /** Most threads to start. */
  readonly workers: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ProgressListener | undefined;
}

/**
 * Draws pictures in several threads, each of which takes every n-th job; the order does not change a pixel.
 * @throws {AbortError} if the signal stops it; pictures drawn so far are left where they are
 */
export async function drawInThreads(
  jobs: readonly DrawingJob[],
  options: DrawInThreadsOptions,
): Promise<void> {
  const { directory, seed, signal, onProgress } = options;
  const count = Math.min(options.workers, jobs.length);
  const started = performance.now();
  let drawn = 0;
  let reported = 0;
  const report = (): void => {
    const now = performance.now();
    if (drawn < jobs.length && now - reported < 250) return;
    reported = now;
    const rate = drawn / ((now - started) / 1000);
    const secondsLeft = (jobs.length - drawn) / rate;
    onProgress?.({ phase: 'draw cells', done: drawn, total: jobs.length, unit: 'cells', rate, secondsLeft });
  };
  const threads = Array.from({ length: count }, (_, k) => {
    const share = jobs.filter((_job, i) => i % count === k);
    const data: SynthWorkerData = { directory, seed, jobs: share };
    return startWorker(new URL('./synth-worker.ts', import.meta.url), { workerData: data });
  });
  const listening = new AbortController();
  try {
    await new Promise<void>((done, fail) => {
      const stop = (): void => {
        fail(new AbortError('data synth: stopped on request'));
      };
      signal?.addEventListener('abort', stop, { signal: listening.signal });
      if (signal?.aborted === true) stop();
      let running = count;
      for (const thread of threads) {
        thread.on('message', () => {
          drawn++;
          report();
        });
        thread.on('error', fail);
        thread.on('exit', () => {
          if (--running > 0) return;
          if (drawn === jobs.length) done();
          else
            fail(new Error(`data synth: the drawing threads ended after ${drawn} of ${jobs.length} cells`));
        });
      }
    });
  } finally {
    listening.abort();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
