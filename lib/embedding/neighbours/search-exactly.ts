import { throwIfAborted } from '../../core/abort.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { paceOf } from '../kernels/pace.ts';
import type { BrowserWorker, ThreadModule } from '../kernels/platform.ts';
import { ThreadTeam } from '../kernels/thread-team.ts';
import type { NeighbourMessage } from './neighbour-worker.ts';
import { refineRows } from './refine-rows.ts';
import { countPairs, scanPairs } from './scan-pairs.ts';
import { CONTROL, type SearchJob } from './search-job.ts';

declare const Worker: new (url: URL, options: { type: 'module' }) => BrowserWorker;

const MODULE: ThreadModule = {
  node: new URL('./neighbour-worker.ts', import.meta.url),
  browser: () => new Worker(new URL('./neighbour-worker.js', import.meta.url), { type: 'module' }),
};
const REPORT_MILLISECONDS = 200;

/** What a search tells and obeys. */
export interface SearchControl {
  /** The function, for messages. */
  readonly where: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ProgressListener | undefined;
}

/**
 * Fills a job's result by comparing every pair of rows, on this thread or on as many as the job is for.
 * @throws {AbortError} if the signal is aborted
 */
export async function searchExactly(
  job: SearchJob,
  { where, signal, onProgress }: SearchControl,
): Promise<void> {
  const total = countPairs(job);
  const tell = (): void => {
    const done = Math.min(total, Atomics.load(job.control, CONTROL.done));
    onProgress?.({ phase: 'neighbours', done, total, unit: 'blocks' });
  };
  if (job.threads === 1) {
    const pace = paceOf(signal, where, tell);
    await scanPairs(job, 0, pace);
    await refineRows(job, pace);
    tell();
    return;
  }
  throwIfAborted(signal, where);
  const timer = setInterval(tell, REPORT_MILLISECONDS);
  const team = await ThreadTeam.start(MODULE, job.threads, where);
  const stop = (): void => void team.end();
  signal?.addEventListener('abort', stop);
  try {
    throwIfAborted(signal, where);
    const orders = (step: 'scan' | 'refine'): NeighbourMessage[] =>
      job.keys.map((_, thread) => (step === 'scan' ? { job, thread, step } : { step }));
    await team.all(orders('scan'));
    await team.all(orders('refine'));
    tell();
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
    await team.end();
  }
}
