import { link, open, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hostname } from 'node:os';
import { makeFolder } from './make-folder.ts';
import { UNFINISHED, writeError } from './write-atomically.ts';

let count = 0;

/**
 * Makes a file only if nobody else has made it: of all processes that try, on all machines that share the disk, exactly
 * one succeeds, and every reader sees its content whole.
 * @param path - the file; its folder is made where it is missing
 * @param content - all of it
 * @returns false where the file is there already
 * @throws {DataError} if the disk is full, read-only or not ours to write to
 */
export async function createExclusively(path: string, content: string): Promise<boolean> {
  // No two processes may share the temporary file, which a name of pid and machine makes sure of.
  const temporary = join(
    dirname(path),
    `.${basename(path)}.${hostname()}-${process.pid}-${count++}${UNFINISHED}`,
  );
  try {
    await makeFolder(dirname(path));
    await writeFile(temporary, content, { flush: true });
    try {
      await link(temporary, path); // fails where the name is taken, and never replaces
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
      return await openExclusively(path, content); // a file system without hard links
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw writeError(path, error);
  }
}

async function openExclusively(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
