import type { JsonObject } from '../protocol/message.ts';
import type { NotebookOutput } from '../notebook/notebook-types.ts';
import type { OutputEvent } from './cell-output.ts';

/** How code is executed. */
export interface ExecuteOptions {
  /** Nothing is shown, counted or remembered. */
  readonly silent?: boolean;
  /** Whether the kernel's history gets it; true. */
  readonly storeHistory?: boolean;
  /** Whether an error makes the kernel drop the requests that wait; true. */
  readonly stopOnError?: boolean;
  /** Expressions to evaluate afterwards, by name. */
  readonly userExpressions?: Readonly<Record<string, string>>;
  /** Is told of each change of the outputs. */
  readonly onOutput?: (event: OutputEvent) => void;
}

/** What became of executed code. */
export interface Execution {
  readonly status: 'ok' | 'error' | 'aborted';
  /** The kernel's number for it; null where it gave none. */
  readonly executionCount: number | null;
  readonly outputs: readonly NotebookOutput[];
  /** The content of execute_reply. */
  readonly reply: JsonObject;
  /** Whether the kernel said that it was done; where it did not, outputs may be missing. */
  readonly complete: boolean;
}

/** Code that is being executed. */
export interface RunningCode {
  /** Of the request. */
  readonly id: string;
  /** What has come so far; goes on to change with what comes later. */
  readonly outputs: readonly NotebookOutput[];
  /** The kernel's number for it, once known. */
  readonly executionCount: () => number | null;
  /** Rejects with a KernelError when the kernel dies or hangs; all that it had sent is in `outputs` by then. */
  readonly finished: Promise<Execution>;
}
