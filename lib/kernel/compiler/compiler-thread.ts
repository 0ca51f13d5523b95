import type { Worker } from 'node:worker_threads';
import { startWorker } from '../../core/worker.ts';
import type { Compilation } from './compiled-cell.ts';
import type { CompilerCalls, CompilerReply, CompilerRequest } from './compiler-worker.ts';

/** A compilation that was called off and goes on for so long is ended together with its thread; in milliseconds. */
const PATIENCE = 3000;

type SettledCell = Parameters<CompilerCalls['restore']>[0]['cells'][number];

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the compiling thread; begins another one where it has died. */
export class CompilerThread {
  readonly #folder: string;
  readonly #waiting = new Map<number, Waiting>();
  /** Number of the last request that nobody waits for any more. */
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  /** What another thread must know to go on. */
  readonly #code = new Map<number, string>();
  #settled: SettledCell[] = [];
  #worker: Worker | undefined;
  #asked = 0;

  /**
   * @param folder - where the notebook lies
   */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Asks for something.
   * @param call - what
   * @param options - with what
   * @throws {Error} if the thread failed over it: a fault of ours or of TypeScript's, not of the cell
   */
  ask<K extends keyof CompilerCalls>(
    call: K,
    options: Parameters<CompilerCalls[K]>[0],
  ): Promise<ReturnType<CompilerCalls[K]>> {
    if (call === 'reset') {
      this.#settled = [];
      this.#code.clear();
    }
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call, options: options as never } satisfies CompilerRequest);
    });
  }

  /**
   * Compiles a cell.
   * @param cell - its number, never used twice
   * @param code - TypeScript
   * @param check - whether type errors count
   * @param signal - gives up; the answer is undefined then, and comes at once
   */
  async compile(
    cell: number,
    code: string,
    check: boolean,
    signal?: AbortSignal,
  ): Promise<Compilation | undefined> {
    const asked = this.ask('compile', { cell, code, check });
    const id = this.#asked;
    const stopped = signal === undefined ? undefined : whenAborted(signal);
    const compiled = await (stopped === undefined ? asked : Promise.race([asked, stopped]));
    if (compiled === undefined) {
      asked.catch(() => undefined); // nobody waits for it
      this.#cancel(id);
    } else if (compiled.ok) this.#code.set(cell, code);
    return compiled;
  }

  /**
   * Tells how far a cell came.
   * @param cell - its number
   * @param reached - indices of the statements that were finished; `all` for a cell that ended well
   */
  async settle(cell: number, reached: 'all' | readonly number[]): Promise<void> {
    const code = this.#code.get(cell);
    this.#code.delete(cell);
    if (code !== undefined) this.#settled.push({ cell, code, reached });
    await this.ask('settle', { cell, reached });
  }

  /** Forgets a cell that was compiled and did not run. */
  drop(cell: number): void {
    this.#code.delete(cell);
    this.ask('drop', { cell }).catch(() => undefined); // a thread that has ended has forgotten it
  }

  #cancel(id: number): void {
    Atomics.store(this.#cancelled, 0, id);
    const worker = this.#worker;
    setTimeout(() => {
      if (this.#waiting.has(id) && this.#worker === worker) void worker?.terminate();
    }, PATIENCE).unref();
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = startWorker(new URL('./compiler-worker.ts', import.meta.url), {
      workerData: { folder: this.#folder, cancelled: this.#cancelled },
    });
    worker.unref();
    if (this.#settled.length > 0) {
      const options = { cells: this.#settled } as never;
      worker.postMessage({ id: ++this.#asked, call: 'restore', options } satisfies CompilerRequest);
    }
    worker.on('message', (reply: CompilerReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) waiting?.reject(new Error(reply.error));
      else waiting?.resolve(reply.value as never);
    });
    const lost = (reason: string): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const { reject } of this.#waiting.values())
        reject(new Error(`the compiling thread ended: ${reason}`));
      this.#waiting.clear();
    };
    worker.on('error', (error) => {
      lost(error instanceof Error ? error.message : String(error));
    });
    worker.on('exit', (code) => {
      lost(`exit code ${code}`);
    });
    return worker;
  }
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener(
      'abort',
      () => {
        resolve(undefined);
      },
      { once: true },
    );
  });
}
