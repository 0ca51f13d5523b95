import { readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { SynthManifest } from './dataset-notes.ts';

/** The file by which a synthetic data set is known. */
export const MANIFEST = 'manifest.json';
const OURS: ReadonlySet<string> = new Set([MANIFEST, 'README.md', 'C-NMC_Leukemia', 'smears']);

async function entriesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') {
      throw new ParameterError('directory', `synthesiseDataset: ${directory} is a file; name a folder`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** An empty folder is free; with `force` also one that holds nothing but an earlier synthetic data set. */
export async function requireFree(root: string, force: boolean): Promise<void> {
  const entries = await entriesOf(root);
  if (entries.length === 0) return;
  const ours = entries.every((entry) => OURS.has(entry)) && (await isSynthetic(root));
  if (ours && force) return;
  const advice = ours
    ? 'it holds an earlier synthetic data set: pass --force (force: true) to replace it, or name another folder'
    : 'it holds files that are not a synthetic data set and will not be replaced: name another folder';
  throw new ParameterError('directory', `synthesiseDataset: ${root} is not empty; ${advice}`);
}

/** Whether a folder is a data set that we have drawn. */
export async function isSynthetic(root: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(root, MANIFEST), 'utf8')) as Partial<SynthManifest>;
    return manifest.generator === 'wt-dfn data synth';
  } catch {
    return false;
  }
}

/** Puts the finished folder in its place; an earlier data set goes only when the new one is complete. */
export async function moveInto(temporary: string, root: string): Promise<void> {
  const old = `${temporary}.old.tmp`;
  const replaced = (await entriesOf(root)).length > 0;
  if (replaced) await rename(root, old);
  else await rmdir(root).catch(() => undefined);
  await rename(temporary, root);
  if (replaced) await rm(old, { recursive: true, force: true });
}
