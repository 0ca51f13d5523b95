// A thread of findNeighbours.
import type { Pace } from '../kernels/pace.ts';
import { serveThread } from '../kernels/platform.ts';
import type { SearchJob } from './search-job.ts';
import { SearchThread, type SearchStep } from './search-thread.ts';

/** What a thread is told: its part of a search first, then one step after the other. */
export type NeighbourMessage =
  { readonly job: SearchJob; readonly thread: number } | { readonly step: SearchStep };

let part: SearchThread | undefined;
const pace: Pace = () => Promise.resolve(); // a thread that is to stop is ended

await serveThread(async (message) => {
  const order = message as NeighbourMessage;
  if ('job' in order) part = new SearchThread(order.job, order.thread);
  else await part?.run(order.step, pace);
});
