import { readFile } from 'node:fs/promises';
import { DataError } from '../../core/errors/data-error.ts';
import { writeAtomically } from '../../core/write-atomically.ts';
import { notebookText, parseNotebook } from './notebook-text.ts';
import type { Notebook } from './notebook-types.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder, where a notebook is needed',
  EACCES: 'may not be read; check the permissions',
};

/**
 * Reads a notebook of nbformat 4.0 to 4.5.
 * @param path - of the file
 * @returns the notebook as nbformat 4.5
 * @throws {DataError} if it cannot be read, or is no such notebook
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = REASONS[code ?? ''] ?? `cannot be read (${message})`;
    throw new DataError(`${path}: ${reason}`, [{ path, reason }], { cause });
  }
  return parseNotebook(text, path);
}

/**
 * Writes a notebook as Jupyter would; whoever reads the file meanwhile finds the old notebook or the new one.
 * @param path - of the file; its folder is made where it is missing
 * @param notebook - what to write
 * @throws {DataError} if it cannot be written there
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  await writeAtomically(path, notebookText(notebook));
}
