import type { Worker } from 'node:worker_threads';
import { startWorker } from '../../core/worker.ts';
import type { CompilerCalls, CompilerReply, CompilerRequest } from './compiler-worker.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Asks the compiling thread; begins another one where it has died. */
export class CompilerThread {
  readonly #folder: string;
  readonly #waiting = new Map<number, Waiting>();
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
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call, options: options as never } satisfies CompilerRequest);
    });
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = startWorker(new URL('./compiler-worker.ts', import.meta.url), {
      workerData: { folder: this.#folder },
    });
    worker.unref();
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
