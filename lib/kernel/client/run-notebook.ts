import { AbortError } from '../../core/errors/abort-error.ts';
import type { Json } from '../protocol/message.ts';
import type { OutputEvent } from './cell-output.ts';
import { injectParameters, parameterFailure } from './inject-parameters.ts';
import { KernelClient } from './kernel-client.ts';
import { isRun } from '../notebook/cell-names.ts';
import { cellTags } from '../notebook/notebook-types.ts';
import type { KernelClientOptions } from './kernel-client-options.ts';
import type { Notebook, NotebookCell } from './notebook.ts';
import { runCell, type CellFailure } from './run-cell.ts';

/** What happens while a notebook runs. */
export type CellEvent<N extends Notebook = Notebook> = {
  /** Place among those that run, from 1, as front ends show it in brackets; and how many these are. */
  readonly cell: number;
  readonly total: number;
  /** Place among all cells of the notebook, from 0. */
  readonly index: number;
  /** The notebook as it is now; it goes on to change. */
  readonly notebook: N;
} & (
  | { readonly kind: 'begin' }
  | { readonly kind: 'output'; readonly event: OutputEvent }
  | { readonly kind: 'end'; readonly seconds: number; readonly failed: boolean }
);

/** How a notebook is run. */
export interface RunNotebookOptions<N extends Notebook = Notebook> {
  /** The kernel to start, or one that runs already and is left running. */
  readonly kernel: KernelClientOptions | KernelClient;
  /** Seconds that a cell may take; without end by default. */
  readonly timeout?: number;
  /** Values for the variables of the cell tagged `parameters`. */
  readonly parameters?: Readonly<Record<string, Json>>;
  /** Goes on after every error, as if each cell were tagged `raises-exception`. */
  readonly allowErrors?: boolean;
  /** Interrupts the cell that runs, and ends. */
  readonly signal?: AbortSignal;
  readonly onCell?: (event: CellEvent<N>) => void;
}

/** What became of a notebook. */
export interface NotebookRun<N extends Notebook = Notebook> {
  /** With the outputs of all that ran. */
  readonly notebook: N;
  readonly status: 'done' | 'failed' | 'stopped';
  /** The cell that ended it; undefined where it is done, or was stopped between two cells. */
  readonly failure?: CellFailure & {
    /** Place among those that run, from 1, as front ends show it in brackets. */
    readonly cell: number;
  };
}

/**
 * Executes the code cells of a notebook in their order, as nbclient does: an error ends it, unless the cell is tagged
 * `raises-exception` or the notebook's metadata say `allow_errors`; cells tagged `skip-execution` are left as they are.
 *
 * Whatever happens to a cell (an error, its time is up, the kernel dies, the caller stops it), the notebook comes back
 * with the outputs of what ran and that cell's error as its last output.
 * @param source - the notebook; is not changed
 * @param options - the kernel, parameters, limits and listeners
 * @throws {ParameterError} if the notebook does not take the parameters
 * @throws {KernelError} if the kernel does not start
 */
export async function runNotebook<N extends Notebook>(
  source: N,
  options: RunNotebookOptions<N>,
): Promise<NotebookRun<N>> {
  const { kernel, parameters = {}, signal } = options;
  const notebook = structuredClone(source);
  await injectParameters(notebook, parameters);
  if (kernel instanceof KernelClient) return await runCells(notebook, kernel, options);
  let client: KernelClient;
  try {
    client = await KernelClient.start({ ...kernel, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (error instanceof AbortError) return { notebook, status: 'stopped' };
    throw error;
  }
  try {
    return await runCells(notebook, client, options);
  } finally {
    await client.shutdown();
  }
}

async function runCells<N extends Notebook>(
  notebook: N,
  client: KernelClient,
  { timeout = Infinity, allowErrors = false, signal, onCell }: RunNotebookOptions<N>,
): Promise<NotebookRun<N>> {
  const forgiving = allowErrors || allowsErrors(notebook.metadata);
  takeLanguage(notebook, client);
  // Outputs of an older run below those of this one would tell a story that never happened.
  for (const cell of notebook.cells) {
    if (cell.cell_type === 'code' && !cellTags(cell).includes('skip-execution'))
      Object.assign(cell, { outputs: [], execution_count: null });
  }
  const queue = notebook.cells.map((cell, index) => ({ cell, index })).filter(({ cell }) => isRun(cell));
  for (const [i, { cell, index }] of queue.entries()) {
    if (signal?.aborted === true) return { notebook, status: 'stopped' };
    const where = { cell: i + 1, total: queue.length, index, notebook };
    const begun = performance.now();
    onCell?.({ ...where, kind: 'begin' });
    const failure = await runCell(cell, client, {
      timeout,
      signal,
      stopOnError: !forgives(cell, forgiving),
      onOutput: (event) => onCell?.({ ...where, kind: 'output', event }),
    });
    const failed = failure !== undefined;
    onCell?.({ ...where, kind: 'end', seconds: (performance.now() - begun) / 1000, failed });
    if (failure === undefined || (failure.reason === 'error' && forgives(cell, forgiving))) continue;
    const status = failure.reason === 'stopped' ? 'stopped' : 'failed';
    return { notebook, status, failure: { ...parameterFailure(cell, failure), cell: i + 1 } };
  }
  return { notebook, status: signal?.aborted === true ? 'stopped' : 'done' };
}

function forgives(cell: NotebookCell, forgiving: boolean): boolean {
  return forgiving || cellTags(cell).includes('raises-exception');
}

function allowsErrors(metadata: Readonly<Record<string, unknown>>): boolean {
  const { allow_errors: here, execution } = metadata as { allow_errors?: unknown; execution?: unknown };
  const there = (execution as { allow_errors?: unknown } | null | undefined)?.allow_errors;
  return here === true || there === true;
}

/** Front ends colour a notebook's cells by what its kernel said of its language. */
function takeLanguage({ metadata }: Notebook, { info }: KernelClient): void {
  if (typeof info.language_info === 'object' && info.language_info !== null) {
    metadata.language_info = info.language_info;
  }
}
