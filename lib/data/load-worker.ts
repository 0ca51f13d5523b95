// The thread behind BatchLoader: makes batches and hands their memory over without copying.
import { workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { BatchMaker, type LoadedBatch, type LoadSetup, type LoadTask } from './load-batch.ts';
import { serveTasks } from './serve-tasks.ts';

const { number, setup } = workerData as {
  number: number;
  setup: { load: LoadSetup; current: SharedArrayBuffer };
};
sharp.concurrency(1); // the pool's threads are the parallelism
const current = new Int32Array(setup.current);
const maker = new BatchMaker(setup.load, (index) => {
  Atomics.store(current, number, index + 1);
});

serveTasks(async (task) => {
  const result: LoadedBatch = await maker.make(task as LoadTask);
  return { result, move: [result.images.buffer as ArrayBuffer, result.details.buffer as ArrayBuffer] };
});
