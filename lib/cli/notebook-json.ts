import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataError } from '../core/errors/data-error.ts';
import type { Notebook } from '../kernel/client/notebook.ts';

/**
 * Reads a notebook of nbformat 4.
 * @param path - of the file
 * @throws {DataError} if it cannot be read, or is no such notebook
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'is a folder' : 'cannot be read';
    throw new DataError(`${path}: ${reason}; give a notebook (.ipynb)`, [{ path, reason }], { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DataError(`${path}: is no notebook (no JSON)`, [{ path, reason: 'no JSON' }], { cause });
  }
  const { nbformat, cells, metadata } = (value ?? {}) as Partial<Record<keyof Notebook, unknown>>;
  if (nbformat !== 4 || !Array.isArray(cells) || typeof metadata !== 'object' || metadata === null) {
    const reason = 'no notebook of nbformat 4';
    throw new DataError(`${path}: is ${reason}; open and save it with a newer Jupyter`, [{ path, reason }]);
  }
  return value as Notebook;
}

/**
 * Writes a notebook as Jupyter lays it out; a reader finds the old content or the new one, never a part.
 * @param path - of the file; of a link, what it leads to is replaced
 * @param notebook - what to write
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const real = await realpath(path).catch(() => path);
  const temporary = join(dirname(real), `.${basename(real)}.unfinished`);
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(`${JSON.stringify(notebook, undefined, 1)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, real);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
