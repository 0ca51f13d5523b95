import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';

/** Folders below the store that are looked into: a sweep's tasks lie two deep, a little room for order of one's own. */
const DEEPEST = 6;

/** What lies in a run's folder beside its config. */
const BESIDE = new Set(['run.json', 'split.json', 'checkpoints', 'metrics.jsonl']);

/** What a run leaves that was ended before its config was written. */
const BEGUN = new Set(['run.json', 'split.json', 'checkpoints', 'metrics.jsonl', 'log.txt']);

/** The runs below a folder, and what could not be looked into. */
export interface FoundRuns {
  /** Absolute paths, sorted; the folder itself where it is a run. */
  readonly paths: readonly string[];
  /** Folders that the system refuses to show, with the reason. */
  readonly problems: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Finds the runs under a folder, also nested ones as a sweep lays them (`runs/SWEEP/TASK`); links and hidden folders
 * are not followed, and what lies within a run is the run's. A folder that only `wt-dfn train` can have begun, ended
 * before it was a run, counts as one.
 * @param root - the store, or one run
 * @throws {CheckpointError} if there is no such folder
 */
export async function findRuns(root: string): Promise<FoundRuns> {
  const paths: string[] = [];
  const problems: { path: string; reason: string }[] = [];
  const look = async (folder: string, depth: number): Promise<void> => {
    let entries;
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      if (depth === 0) {
        const what =
          code === 'ENOTDIR' ? 'is a file, not a folder of runs' : `there is no such folder (${code})`;
        throw new CheckpointError(folder, `${folder}: ${what}; give the folder that holds the runs`, {
          cause: error,
        });
      }
      problems.push({ path: folder, reason: `cannot be read (${code})` });
      return;
    }
    if (isRunFolder(entries.map(({ name }) => name))) {
      paths.push(folder);
      return;
    }
    if (depth === DEEPEST) return;
    for (const entry of entries) {
      if (!entry.isDirectory() || entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      await look(join(folder, entry.name), depth + 1);
    }
  };
  await look(resolve(root), 0);
  return { paths: paths.sort(), problems };
}

/**
 * Whether a folder with such files in it is a run's, begun ones included.
 * @param names - everything in the folder
 */
export function isRunFolder(names: readonly string[]): boolean {
  const shown = names.filter((name) => !name.startsWith('.'));
  if (shown.includes('config.json')) return shown.some((name) => BESIDE.has(name));
  return shown.includes('checkpoints') && shown.every((name) => BEGUN.has(name));
}
