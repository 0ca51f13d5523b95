// Draws a share of a data set's pictures in a thread of its own; see synthesise-dataset.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { writeJob } from './draw-job.ts';
import type { DrawingJob } from './plan-dataset.ts';

const { directory, seed, jobs } = workerData as SynthWorkerData;

/** What a drawing thread is started with. */
export interface SynthWorkerData {
  /** The folder that job paths start from. */
  readonly directory: string;
  readonly seed: number;
  readonly jobs: readonly DrawingJob[];
}

for (const job of jobs) {
  await writeJob(directory, seed, job);
  parentPort?.postMessage('drawn');
}
