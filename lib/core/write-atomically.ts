import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataError } from './errors/data-error.ts';
import { makeFolder } from './make-folder.ts';

/** Ending of files that are being written; one that is left over belongs to a process that was killed. */
export const UNFINISHED = '.unfinished';

/**
 * Replaces a file such that a reader, or a process killed at any moment, finds either the old content or the new one
 * and never a part: temporary file beside it, fsync, rename, fsync of the folder.
 * @param path - the file; its folder is made where it is missing
 * @param content - all of it, as text or as pieces of bytes
 * @param beforeRename - runs when the new content lies safely on the disk, before it takes the file's place
 * @throws {DataError} if the disk is full, read-only or not ours to write to
 */
export async function writeAtomically(
  path: string,
  content: string | readonly Uint8Array[],
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}${UNFINISHED}`);
  try {
    await makeFolder(dirname(path));
    const file = await open(temporary, 'w');
    try {
      for (const piece of typeof content === 'string' ? [content] : content) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await beforeRename?.();
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
}

/** Makes a rename in the folder survive a power cut, where the system can (Windows opens no folders). */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EISDIR' && code !== 'EPERM' && code !== 'EACCES' && code !== 'EINVAL') throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where the file should go',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'the system takes no new files or folders there',
};

/**
 * Why the system refused to write, as the end of a sentence for a person.
 * @param error - what the system threw
 * @returns nothing where it was no such refusal
 */
export function refusalReason(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === undefined ? undefined : REASONS[code];
}

/**
 * Turns the system's refusal to write into a sentence for a person; other errors come back as they are.
 * @param path - what was to be written
 * @param error - what the system threw
 */
export function writeError(path: string, error: unknown): unknown {
  const reason = refusalReason(error);
  if (reason === undefined) return error;
  return new DataError(
    `${path}: cannot be written, ${reason}; choose another folder or make room there`,
    [{ path, reason }],
    { cause: error },
  );
}
