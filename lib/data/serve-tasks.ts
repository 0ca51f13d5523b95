import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from './worker-pool.ts';

/**
 * The worker's side of a {@link WorkerPool}: does tasks one after the other, in the order in which they come.
 * @param work - does one task, which is what the pool's `run` was given; says which buffers of the result may move instead of being copied
 */
export function serveTasks(
  work: (task: unknown) => Promise<{ result: unknown; move: readonly ArrayBuffer[] }>,
): void {
  const port = parentPort;
  if (port === null) throw new Error('serveTasks: must run in a worker thread');
  let closing = false;
  let last: Promise<void> = Promise.resolve();
  port.on('message', (message: ToWorker<unknown>) => {
    if (message === 'close') {
      closing = true;
      port.close();
      return;
    }
    last = last.then(async () => {
      if (closing) return;
      try {
        const { result, move } = await work(message.task);
        port.postMessage({ id: message.id, result } satisfies FromWorker<unknown>, move);
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        port.postMessage({ id: message.id, error: text } satisfies FromWorker<unknown>);
      }
    });
  });
}
