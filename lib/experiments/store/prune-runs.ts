import { lstat, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { WtDfnError } from '../../core/errors/wt-dfn-error.ts';
import type { DataTable } from '../../evaluation/table/data-table.ts';
import { lockRun } from '../../training/run/run-lock.ts';
import { runFiles, type RunFile } from './show-run.ts';
import type { RunSummary } from './run-summary.ts';
import { summariseRun } from './summarise-run.ts';

/** Which whole runs go beside what finished ones can do without. */
export interface PruneOptions {
  /** Runs that diverged or are damaged. Default false. */
  readonly failed?: boolean;
  /** Runs that were ended before their first record. Default false. */
  readonly empty?: boolean;
}

/** What would be deleted of one run. */
export interface PruneItem {
  readonly run: RunSummary;
  /** `spare`: what a finished run can do without; `whole`: all that training and evaluation wrote. */
  readonly kind: 'spare' | 'whole';
  readonly files: readonly RunFile[];
  /** Files of a run that goes as a whole which are not its own: they stay, and the folder with them. */
  readonly kept: readonly string[];
}

/** What became of one item. */
export interface PrunedItem extends PruneItem {
  /** A phrase: why nothing was deleted; empty where it was. */
  readonly refused: string;
}

/** What training and evaluation write into a run's folder; nothing else is ever deleted. */
const OWN =
  /^(?:(?:config|run|split)\.json|metrics\.jsonl|log\.txt|(?:evaluation\/)?events\.out\.tfevents\.[^/]+|checkpoints\/(?:last|previous|best)\.safetensors|(?:checkpoints\/|evaluation\/)?\.[^/]+\.unfinished|evaluation\/(?:predictions\.csv|attention\.json|report\.(?:json|txt|md|html)|figures\/[^/]+\.(?:svg|png)))$/;

/** What a finished run can do without: `best` and `last` stay. */
const SPARE = /^(?:checkpoints\/previous\.safetensors|(?:checkpoints\/|evaluation\/)?\.[^/]+\.unfinished)$/;

/** The lock's own files: who holds the lock takes them away. */
const LOCK = /^\.(?:owner\.json$|lock(?:\/|$))/;

const FOLDERS = ['evaluation/figures', 'evaluation', 'checkpoints', ''];

/**
 * Says what could be deleted, and deletes nothing: of finished runs the checkpoint before the last and torn files; whole
 * runs that failed or are empty only where that was asked for. Runs that a process holds, and stopped ones, which can
 * be gone on with, are left alone.
 * @param runs - of a store
 * @param options - which whole runs
 */
export async function planPrune(
  runs: readonly RunSummary[],
  options: PruneOptions = {},
): Promise<PruneItem[]> {
  const items: PruneItem[] = [];
  for (const run of runs) items.push(...(await itemOf(run, options)));
  return items;
}

/**
 * Deletes what a plan names, run by run: each run's lock is taken first, what is in the folder is looked at anew, and
 * only files that training and evaluation wrote go. Links are neither followed nor deleted.
 * @param items - what {@link planPrune} gave
 * @param options - the same as then
 */
export async function pruneRuns(
  items: readonly PruneItem[],
  options: PruneOptions = {},
): Promise<PrunedItem[]> {
  const done: PrunedItem[] = [];
  for (const item of items) done.push(await pruneRun(item, options));
  return done;
}

/**
 * What a prune deletes, or has deleted, as a table.
 * @param items - planned or done
 * @param options - `dryRun`: nothing was deleted
 */
export function pruneTable(
  items: readonly (PruneItem | PrunedItem)[],
  { dryRun }: { readonly dryRun: boolean },
): DataTable {
  const bytes = (files: readonly RunFile[]): number => files.reduce((sum, file) => sum + file.bytes, 0);
  const gone = items.filter((item) => !('refused' in item) || item.refused === '');
  const total = gone.reduce((sum, { files }) => sum + bytes(files), 0);
  return {
    title: `${dryRun ? 'Would free' : 'Freed'} ${(total / 1e6).toFixed(1)} MB in ${gone.length} runs`,
    columns: [
      { key: 'run', label: 'run', kind: 'text' },
      { key: 'state', label: 'state', kind: 'text' },
      { key: 'what', label: dryRun ? 'would delete' : 'deleted', kind: 'text' },
      { key: 'files', label: 'files', kind: 'number' },
      { key: 'bytes', label: 'bytes', kind: 'number' },
    ],
    rows: items.map((item) => [
      item.run.name,
      item.run.state,
      'refused' in item && item.refused !== ''
        ? `nothing: ${item.refused}`
        : item.kind === 'whole'
          ? 'the whole run'
          : item.files.map(({ name }) => name).join(' '),
      item.files.length,
      bytes(item.files),
    ]),
    notes: [
      ...items.flatMap(({ run, kept }) =>
        kept.length === 0
          ? []
          : [
              `${run.name}: ${kept.length} files are not the run's own and stay (${kept.slice(0, 3).join(', ')}).`,
            ],
      ),
      ...(dryRun && items.length > 0 ? ['Nothing was deleted: add --yes to delete.'] : []),
    ],
  };
}

async function itemOf(
  run: RunSummary,
  { failed = false, empty = false }: PruneOptions,
): Promise<PruneItem[]> {
  const { state, path } = run;
  const whole = (failed && (state === 'diverged' || state === 'damaged')) || (empty && state === 'begun');
  if (!whole && state !== 'finished') return [];
  const present = (await runFiles(path)).filter(({ name }) => !LOCK.test(name));
  if (whole) {
    const kept = present.filter(({ name }) => !OWN.test(name)).map(({ name }) => name);
    return [{ run, kind: 'whole', files: present.filter(({ name }) => OWN.test(name)), kept }];
  }
  // The last one must be there before the one behind it goes.
  const hasLast = present.some(({ name, bytes }) => name === 'checkpoints/last.safetensors' && bytes > 0);
  const files = present.filter(({ name }) => SPARE.test(name) && (hasLast || !name.includes('previous')));
  return files.length === 0 ? [] : [{ run, kind: 'spare', files, kept: [] }];
}

async function pruneRun(item: PruneItem, options: PruneOptions): Promise<PrunedItem> {
  const { path, name } = item.run;
  let lock: Awaited<ReturnType<typeof lockRun>>;
  try {
    lock = await lockRun(path);
  } catch (error) {
    if (!(error instanceof WtDfnError)) throw error;
    return { ...item, refused: error instanceof CheckpointError ? 'a process holds it' : error.message };
  }
  let pruned: PrunedItem;
  try {
    // Between plan and deletion somebody may have gone on with the run.
    const now = { ...(await summariseRun(path, { ours: true })), name };
    const [again] = await itemOf(now, options);
    pruned =
      again?.kind === item.kind
        ? { ...again, refused: '' }
        : { ...item, refused: `it has changed meanwhile (${now.state})` };
    for (const file of pruned.refused === '' ? pruned.files : []) await removeFile(path, file.name);
  } finally {
    await lock.release();
  }
  if (pruned.kind === 'whole' && pruned.refused === '') await removeEmptyFolders(path);
  return pruned;
}

/** Deletes a file that is still a plain one, in folders that are still folders. */
async function removeFile(run: string, name: string): Promise<void> {
  const parts = name.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const entry = await lstat(join(run, ...parts.slice(0, depth))).catch(() => undefined);
    if (entry === undefined || (depth < parts.length ? !entry.isDirectory() : !entry.isFile())) return;
  }
  await rm(join(run, ...parts));
}

/** Takes a run's folders away, innermost first; one with something in it stays. */
async function removeEmptyFolders(run: string): Promise<void> {
  for (const folder of FOLDERS) {
    const entry = await lstat(join(run, folder)).catch(() => undefined);
    if (entry?.isDirectory() === true) await rmdir(join(run, folder)).catch(() => undefined);
  }
}
