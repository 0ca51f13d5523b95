import { access, constants, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../core/write-atomically.ts';
import { runNotebook, type NotebookRun } from '../kernel/client/run-notebook.ts';
import { readNotebook, writeNotebook } from '../kernel/notebook/notebook-file.ts';
import type { Notebook } from '../kernel/notebook/notebook-types.ts';
import type { Json } from '../kernel/protocol/message.ts';
import { notebookKernel } from './notebook-kernel.ts';
import { sourcesFingerprint } from './notebook-sources.ts';
import { failureText, runPrinter } from './run-printer.ts';

/** Milliseconds between two saves of a notebook that runs. */
const SAVE_INTERVAL = 5000;

/** How a notebook file is run. */
export interface RunFileOptions {
  /** Where the executed notebook goes; may be the notebook itself. */
  readonly saveTo: string;
  readonly parameters: Readonly<Record<string, Json>>;
  /** Seconds that a cell may take. */
  readonly timeout: number | undefined;
  /** Name of an installed kernel. */
  readonly kernel: string | undefined;
  readonly signal: AbortSignal;
  /** Whether a page of the notebook goes beside it. */
  readonly html: boolean;
  readonly quiet: boolean;
}

/** What became of a notebook file. */
export interface RunFileEnd {
  readonly status: NotebookRun['status'];
  /** What a person must know; undefined where all is well. */
  readonly problem?: string;
}

/**
 * Runs a notebook file and saves it, now and then while it runs and at its end, whatever that is.
 * @param path - of the notebook
 * @param options - where to save, with what, and until when
 * @throws {WtDfnError} if it cannot be read, its kernel does not start, or it cannot be saved
 */
export async function runFile(path: string, options: RunFileOptions): Promise<RunFileEnd> {
  const { saveTo, parameters, timeout, signal, html, quiet } = options;
  const source = await readNotebook(path);
  await access(dirname(saveTo), constants.W_OK); // rather now than after an hour of computing
  const kernel = await notebookKernel(source, path, options.kernel);
  const print = quiet ? undefined : runPrinter(path);
  const saver = notebookSaver(path, saveTo, sourcesFingerprint(source));
  const run = await runNotebook(source, {
    kernel,
    parameters,
    signal,
    ...(timeout === undefined ? {} : { timeout }),
    onCell: (event) => {
      print?.(event);
      if (event.kind === 'end') saver.soon(event.notebook);
    },
  });
  const saved = await saver.now(run.notebook);
  if (html) await writePage(saved, run.notebook);
  const problems = [
    run.failure === undefined || run.failure.reason === 'stopped'
      ? undefined
      : failureText(path, run.failure),
    saved === saveTo ? undefined : `${path}: was changed while it ran; the result is in ${saved}`,
  ].filter((problem) => problem !== undefined);
  return { status: run.status, ...(problems.length === 0 ? {} : { problem: problems.join('\n') }) };
}

async function writePage(path: string, notebook: Notebook): Promise<void> {
  const { notebookPage } = await import('../kernel/notebook/notebook-html.ts'); // formulas and colours take a while
  const { PAGE_NOTE } = await import('./notebook-command.ts');
  const page = `${path.replace(/\.ipynb$/, '')}.html`;
  await writeAtomically(page, notebookPage({ path, notebook }, { note: PAGE_NOTE }));
}

interface NotebookSaver {
  /** Saves it if that was long ago. */
  readonly soon: (notebook: Notebook) => void;
  /** @returns where it was saved */
  readonly now: (notebook: Notebook) => Promise<string>;
}

function notebookSaver(path: string, saveTo: string, fingerprint: string): NotebookSaver {
  let last = performance.now();
  let queue: Promise<unknown> = Promise.resolve();
  const save = async (notebook: Notebook): Promise<string> => {
    // Somebody may have gone on writing in their editor: their work is not overwritten.
    const theirs = saveTo === path ? await readNotebook(path).catch(() => undefined) : undefined;
    const edited = theirs !== undefined && sourcesFingerprint(theirs) !== fingerprint;
    const place = edited ? `${path.replace(/\.ipynb$/, '')}.executed.ipynb` : saveTo;
    await writeNotebook(await realpath(place).catch(() => place), notebook); // what a link leads to, not the link
    return place;
  };
  return {
    soon: (notebook) => {
      if (performance.now() - last < SAVE_INTERVAL) return;
      last = performance.now();
      const copy = structuredClone(notebook);
      queue = queue.then(() => save(copy)).catch(() => undefined); // the last save tells
    },
    now: async (notebook) => {
      await queue;
      return await save(notebook);
    },
  };
}
