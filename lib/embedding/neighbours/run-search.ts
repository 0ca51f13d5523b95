import { throwIfAborted } from '../../core/abort.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { paceOf } from '../kernels/pace.ts';
import type { BrowserWorker, ThreadModule } from '../kernels/platform.ts';
import { ThreadTeam } from '../kernels/thread-team.ts';
import type { NeighbourMessage } from './neighbour-worker.ts';
import { countPairs } from './scan-pairs.ts';
import { leavesOf } from './partition-rows.ts';
import { CONTROL, type SearchJob } from './search-job.ts';
import { SearchThread, stepsOf, type SearchStep } from './search-thread.ts';

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
 * Fills a job's result, on this thread or on as many as the job is for.
 * @throws {AbortError} if the signal is aborted
 */
export async function runSearch(job: SearchJob, { where, signal, onProgress }: SearchControl): Promise<void> {
  const total = countPieces(job);
  const tell = (): void => {
    const done = Atomics.load(job.control, CONTROL.done);
    onProgress?.({ phase: 'neighbours', done, total, unit: 'blocks' });
  };
  throwIfAborted(signal, where);
  if (job.threads === 1) {
    const part = new SearchThread(job, 0);
    const pace = paceOf(signal, where, tell);
    await eachStep(job, (step) => part.run(step, pace));
    tell();
    return;
  }
  const team = await ThreadTeam.start(MODULE, job.threads, where);
  const timer = setInterval(tell, REPORT_MILLISECONDS);
  const stop = (): void => void team.end();
  signal?.addEventListener('abort', stop);
  const toAll = async (message: (thread: number) => NeighbourMessage): Promise<void> => {
    throwIfAborted(signal, where);
    await team.all(job.keys.map((_, thread) => message(thread)));
  };
  try {
    await toAll((thread) => ({ job, thread }));
    await eachStep(job, (step) => toAll(() => ({ step })));
    tell();
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
    await team.end();
  }
}

async function eachStep(job: SearchJob, work: (step: SearchStep) => Promise<void>): Promise<void> {
  for (const step of stepsOf(job)) {
    Atomics.store(job.control, CONTROL.next, 0);
    await work(step);
  }
}

/** Pieces of work that are counted: pairs of blocks, or trees and leaves. */
function countPieces(job: SearchJob): number {
  const { forest, points } = job;
  if (forest === undefined) return countPairs(job);
  return forest.trees + forest.orders.length * (leavesOf(points.rows, forest.leafRows).length - 1);
}
