import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, with those above it that are missing; one that is there already is left as it is.
 *
 * Differs from Node's `mkdir` with `recursive`: that one tries for ever where a folder is there but the system says of
 * what should go into it that there is no such place, as Linux does below /proc.
 * @param path - of the folder
 * @throws {Error} as the system refuses, with its code; ENOENT where no folder can be made in one that is there
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isFolder = await stat(path).then(
      (entry) => entry.isDirectory(),
      () => false,
    );
    if (!isFolder) throw error;
  }
}
