// A thread of findNeighbours.
import type { Pace } from '../kernels/pace.ts';
import { serveThread } from '../kernels/platform.ts';
import { refineRows } from './refine-rows.ts';
import { scanPairs } from './scan-pairs.ts';
import type { SearchJob } from './search-job.ts';

/** What a thread is told. */
export type NeighbourMessage =
  { readonly job: SearchJob; readonly thread: number; readonly step: 'scan' } | { readonly step: 'refine' };

let job: SearchJob | undefined;
const pace: Pace = () => Promise.resolve(); // a thread that is to stop is ended

await serveThread(async (message) => {
  const order = message as NeighbourMessage;
  if (order.step === 'scan') {
    job = order.job;
    await scanPairs(job, order.thread, pace);
  } else {
    await refineRows(job!, pace);
  }
});
