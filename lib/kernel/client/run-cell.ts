import { KernelError } from '../../core/errors/kernel-error.ts';
import type { ErrorOutput, NotebookOutput } from '../notebook/notebook-types.ts';
import type { CellOutput, OutputEvent } from './cell-output.ts';
import type { RunningCode } from './execution.ts';
import { failingLine } from './failing-line.ts';
import type { KernelClient } from './kernel-client.ts';
import { within } from './kernel-life.ts';
import { sourceOf, type NotebookCell } from './notebook.ts';

/** Seconds that a cell has to end after it was interrupted; then the kernel is killed. */
const GRACE = 5;

/** Why a cell did not end well. */
export interface CellFailure {
  /** An error of the cell's code, its time was up, the kernel died or hung, or the caller stopped it. */
  readonly reason: 'error' | 'timeout' | 'kernel' | 'stopped';
  readonly ename: string;
  readonly evalue: string;
  /** Line of the cell's source, from 1, where the kernel tells. */
  readonly line: number | undefined;
}

/** How a cell is run. */
export interface RunCellOptions {
  /** Seconds; Infinity for no limit. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly stopOnError: boolean;
  readonly onOutput: (event: OutputEvent) => void;
}

/**
 * Runs one code cell and gives it its outputs and its number; whatever ends it early becomes its last output.
 * @param cell - is changed
 * @param client - of the kernel; is killed where an interrupt does not end the cell
 * @param options - limits and listeners
 * @returns why it did not end well; undefined where it did
 */
export async function runCell(
  cell: NotebookCell,
  client: KernelClient,
  { timeout, signal, stopOnError, onOutput }: RunCellOptions,
): Promise<CellFailure | undefined> {
  let outputs: CellOutput[] = [];
  cell.outputs = outputs;
  const add = (ename: string, evalue: string): void => {
    const output: ErrorOutput = { output_type: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
    outputs.push(output);
    onOutput({ kind: 'output', output });
  };
  let running: RunningCode | undefined;
  try {
    running = client.begin(sourceOf(cell), { stopOnError, onOutput });
    outputs = running.outputs as CellOutput[];
    cell.outputs = outputs;
    const settled = running.finished.catch(() => undefined);
    const cut = await untilCut(settled, timeout, signal);
    if (cut !== undefined) await stop(client, settled);
    // A kernel that had to be killed for a cut has not failed of its own.
    const execution = cut === undefined ? await running.finished : await settled;
    cell.execution_count = running.executionCount();
    if (cut === 'timeout') {
      const evalue = `the cell took longer than ${timeout} s`;
      const line = lineOf(outputs, cell.execution_count);
      add('TimeoutError', evalue);
      return { reason: 'timeout', ename: 'TimeoutError', evalue, line };
    }
    const error = outputs.findLast((output) => output.output_type === 'error');
    if (cut === 'stopped') {
      if (execution?.status === 'ok') return undefined;
      if (error === undefined) add('Interrupted', 'stopped on request');
      return { reason: 'stopped', ename: 'Interrupted', evalue: 'stopped on request', line: undefined };
    }
    if (execution?.status === 'ok') return undefined;
    if (error === undefined) add(...replyError(execution?.reply ?? {}));
    const [ename, evalue] =
      error === undefined ? replyError(execution?.reply ?? {}) : [error.ename, error.evalue];
    return { reason: 'error', ename, evalue, line: lineOf(outputs, cell.execution_count) };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    cell.execution_count = running?.executionCount() ?? null;
    add('KernelError', error.message);
    return { reason: 'kernel', ename: 'KernelError', evalue: error.message, line: undefined };
  }
}

/** Waits for the end of a cell, of its time, or of the caller's patience. */
async function untilCut(
  settled: Promise<unknown>,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<'timeout' | 'stopped' | undefined> {
  const ended = settled.then(() => undefined);
  let release: () => void = () => undefined;
  const aborted = new Promise<'stopped'>((resolve) => {
    const listener = (): void => {
      resolve('stopped');
    };
    signal?.addEventListener('abort', listener, { once: true });
    release = () => signal?.removeEventListener('abort', listener);
    if (signal?.aborted === true) listener();
  });
  try {
    const first = Promise.race([ended, aborted]);
    if (!Number.isFinite(timeout)) return await first;
    return (await within(first, timeout)) ? await first : 'timeout';
  } finally {
    release();
  }
}

async function stop(client: KernelClient, settled: Promise<unknown>): Promise<void> {
  const interrupted = client.interrupt().catch(() => false);
  if (await within(settled, GRACE)) return;
  await interrupted;
  await client.kill();
  await settled;
}

function lineOf(outputs: readonly NotebookOutput[], count: number | null): number | undefined {
  const error = outputs.findLast((output) => output.output_type === 'error');
  return error === undefined ? undefined : failingLine(error.traceback, count);
}

/** A kernel that reports an error in its reply alone, or drops the cell. */
function replyError({ ename, evalue }: Readonly<Record<string, unknown>>): [string, string] {
  return [
    typeof ename === 'string' ? ename : 'Aborted',
    typeof evalue === 'string' ? evalue : 'the kernel did not run the cell',
  ];
}
