import { stat } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { readNotebook } from '../kernel/notebook/notebook-file.ts';
import { localModules, sourcesFingerprint } from './notebook-sources.ts';

/** Milliseconds between two looks; looking works on network disks, too, which tell nobody of changes. */
const INTERVAL = 300;

/** What a notebook was made of when it was last looked at. */
export interface WatchedNotebook {
  readonly path: string;
  readonly fingerprint: string;
  /** Time and size of each local module. */
  readonly modules: ReadonlyMap<string, string>;
}

/**
 * Looks at a notebook and the local modules that it imports.
 * @param path - of the notebook
 * @throws {DataError} if it cannot be read
 */
export async function lookAt(path: string): Promise<WatchedNotebook> {
  const notebook = await readNotebook(path);
  const modules = await localModules(notebook, path);
  const states = await Promise.all(modules.map(async (module) => [module, await stateOf(module)] as const));
  return { path, fingerprint: sourcesFingerprint(notebook), modules: new Map(states) };
}

/**
 * Waits until somebody changes a notebook's cells or a module that it imports; outputs do not count.
 * @param watched - as they were when their runs began
 * @param signal - ends the waiting
 * @returns the paths of the notebooks to run again; none where the waiting was ended
 */
export async function changedNotebooks(
  watched: readonly WatchedNotebook[],
  signal: AbortSignal,
): Promise<string[]> {
  while (!signal.aborted) {
    const changed: string[] = [];
    for (const notebook of watched) if (await hasChanged(notebook)) changed.push(notebook.path);
    if (changed.length > 0) return changed;
    await setTimeout(INTERVAL, undefined, { signal }).catch(() => undefined);
  }
  return [];
}

async function hasChanged({ path, fingerprint, modules }: WatchedNotebook): Promise<boolean> {
  for (const [module, state] of modules) if ((await stateOf(module)) !== state) return true;
  const now = await readNotebook(path).catch(() => undefined); // being written, or gone for a moment
  return now !== undefined && sourcesFingerprint(now) !== fingerprint;
}

async function stateOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
}
