// The thread in which cells are compiled, so that the kernel answers its front end meanwhile.
import { parentPort, workerData } from 'node:worker_threads';
import ts from 'typescript';
import { CellCompiler } from './cell-compiler.ts';
import type { Compilation, Completeness, Completion, Inspection } from './compiled-cell.ts';
import { completeness } from './completeness.ts';
import { CellLanguage } from './language-service.ts';
import { heapTidier } from './tidy-heap.ts';

/** What can be asked of the compiling thread, and what it answers. */
export interface CompilerCalls {
  compile(options: { readonly cell: number; readonly code: string; readonly check: boolean }): Compilation;
  settle(options: { readonly cell: number; readonly reached: 'all' | readonly number[] }): void;
  /** Forgets a cell that was compiled and did not run. */
  drop(options: { readonly cell: number }): void;
  /** Learns the names of cells that another thread had compiled. */
  restore(options: {
    readonly cells: readonly {
      readonly cell: number;
      readonly code: string;
      readonly reached: 'all' | readonly number[];
    }[];
  }): void;
  complete(options: { readonly code: string; readonly position: number }): Completion;
  inspect(options: { readonly code: string; readonly position: number }): Inspection | undefined;
  completeness(options: { readonly code: string }): Completeness;
  reset(options: Readonly<Record<string, never>>): void;
  /** Reads the standard library, so that the first cell need not wait for it. */
  warmUp(options: Readonly<Record<string, never>>): {
    readonly typescript: string;
    readonly problems: readonly string[];
  };
}

/** A question to the thread. */
export interface CompilerRequest {
  readonly id: number;
  readonly call: keyof CompilerCalls;
  readonly options: never;
}

/** Its answer. */
export type CompilerReply =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

const { folder, cancelled } = workerData as { folder: string; cancelled: Int32Array };
const compiler = new CellCompiler(folder);
const tidyHeap = heapTidier();
const language = new CellLanguage(compiler);

/** The request that is being answered. */
let answering = 0;
const isCancelled = (): boolean => Atomics.load(cancelled, 0) === answering;

const calls: CompilerCalls = {
  compile: ({ cell, code, check }) => compiler.compile(cell, code, { check, isCancelled }),
  drop: ({ cell }) => {
    compiler.drop(cell);
  },
  restore: ({ cells }) => {
    for (const { cell, code, reached } of cells) {
      compiler.compile(cell, code, { check: false });
      compiler.settle(cell, reached);
    }
  },
  settle: ({ cell, reached }) => {
    compiler.settle(cell, reached);
  },
  complete: ({ code, position }) => language.complete(code, position),
  inspect: ({ code, position }) => language.inspect(code, position),
  completeness: ({ code }) => completeness(code),
  reset: () => {
    compiler.reset();
    language.reset();
  },
  warmUp: () => {
    compiler.compile(-1, 'await 0;');
    return { typescript: ts.version, problems: compiler.problems };
  },
};

parentPort?.on('message', ({ id, call, options }: CompilerRequest) => {
  answering = id;
  try {
    parentPort?.postMessage({ id, value: calls[call](options) } satisfies CompilerReply);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ id, error: text } satisfies CompilerReply);
  }
  setImmediate(tidyHeap); // whoever asked has the answer by then
});
