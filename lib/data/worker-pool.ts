import type { Worker } from 'node:worker_threads';
import { AbortError } from '../core/errors/abort-error.ts';
import { DataError } from '../core/errors/data-error.ts';
import { startWorker } from '../core/worker.ts';

/** What travels to a worker thread. */
export type ToWorker<Task> = { readonly id: number; readonly task: Task } | 'close';

/** What comes back. */
export type FromWorker<Result> =
  { readonly id: number; readonly result: Result } | { readonly id: number; readonly error: string };

/** How a {@link WorkerPool} runs. */
export interface WorkerPoolOptions {
  /** The worker's module. */
  readonly module: URL;
  readonly workers: number;
  /** Sent to every worker once; the worker also gets its own number. */
  readonly setup: unknown;
  /** For messages: "BatchLoader". */
  readonly name: string;
  /** For a person: what a worker was busy with when it died; empty where that is not known. */
  readonly busyWith?: (worker: number) => string;
}

interface Pending<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

interface Seat<Result> {
  readonly worker: Worker;
  readonly pending: Map<number, Pending<Result>>;
  /** Comes true once the thread has ended, however. */
  readonly gone: Promise<unknown>;
}

const CLOSE_MILLISECONDS = 2000;

/** Worker threads that do tasks one after the other, each with a queue of its own; started on the first task. */
export class WorkerPool<Task, Result> {
  readonly #options: WorkerPoolOptions;
  #seats: Seat<Result>[] = [];
  #nextId = 0;
  #dead: Error | undefined;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /**
   * Has a task done by the thread with the shortest queue.
   * @param task - plain data
   * @throws {DataError} where the thread dies or the task fails; never waits for a thread that is gone
   */
  run(task: Task): Promise<Result> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    while (this.#seats.length < this.#options.workers) this.#seats.push(this.#start(this.#seats.length));
    const seat = this.#seats.reduce((best, other) => (other.pending.size < best.pending.size ? other : best));
    const id = this.#nextId++;
    return new Promise<Result>((resolve, reject) => {
      seat.pending.set(id, { resolve, reject });
      seat.worker.ref();
      seat.worker.postMessage({ id, task } satisfies ToWorker<Task>);
    });
  }

  /** Ends the threads: each finishes what it is doing, drops the rest of its queue and goes. */
  async close(): Promise<void> {
    const seats = this.#seats;
    this.#seats = [];
    this.#dead ??= new AbortError(`${this.#options.name}: closed`);
    await Promise.all(
      seats.map(async ({ worker, pending, gone }) => {
        for (const { reject } of pending.values()) reject(this.#dead!);
        pending.clear();
        worker.ref();
        worker.postMessage('close' satisfies ToWorker<Task>);
        const timer = setTimeout(() => void worker.terminate(), CLOSE_MILLISECONDS);
        await gone;
        clearTimeout(timer);
      }),
    );
  }

  #start(number: number): Seat<Result> {
    const { module, setup } = this.#options;
    const worker = startWorker(module, { workerData: { number, setup } });
    const gone = new Promise((resolve) => worker.once('exit', resolve));
    const seat: Seat<Result> = { worker, pending: new Map(), gone };
    worker.unref(); // an idle pool keeps no process alive
    worker.on('message', (message: FromWorker<Result>) => {
      const waiting = seat.pending.get(message.id);
      seat.pending.delete(message.id);
      if (seat.pending.size === 0) worker.unref();
      if ('error' in message) waiting?.reject(new DataError(`${this.#options.name}: ${message.error}`));
      else waiting?.resolve(message.result);
    });
    worker.on('error', (error: unknown) => {
      this.#fail(number, error instanceof Error ? error.message : String(error));
    });
    worker.on('exit', (code) => {
      if (this.#seats.includes(seat)) this.#fail(number, `exit code ${String(code)}`);
    });
    return seat;
  }

  #fail(number: number, why: string): void {
    const busy = this.#options.busyWith?.(number) ?? '';
    this.#dead ??= new DataError(
      `${this.#options.name}: a worker thread died (${why})${busy === '' ? '' : ` while at ${busy}`}`,
    );
    for (const { worker, pending } of this.#seats) {
      for (const { reject } of pending.values()) reject(this.#dead);
      pending.clear();
      worker.unref();
    }
  }
}
