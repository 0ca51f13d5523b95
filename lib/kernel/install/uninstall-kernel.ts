import { existsSync } from 'node:fs';
import { lstat, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../core/errors/data-error.ts';
import { refusalReason } from '../../core/write-atomically.ts';
import { KERNEL_NAME } from './kernel-json.ts';
import { kernelFolder } from './kernel-place.ts';

/**
 * Removes our kernel from Jupyter's data folders.
 * @param folders - Jupyter's data folders
 * @returns the kernels' folders that were removed
 * @throws {DataError} if one cannot be removed
 */
export async function uninstallKernel(folders: readonly string[]): Promise<string[]> {
  const removed: string[] = [];
  for (const data of folders) {
    const folder = kernelFolder(data, KERNEL_NAME);
    if (!existsSync(join(folder, 'kernel.json'))) continue;
    try {
      // Of a link, the link alone: what it leads to is somebody's source.
      if ((await lstat(folder)).isSymbolicLink()) await unlink(folder);
      else await rm(folder, { recursive: true });
    } catch (error) {
      const reason = refusalReason(error);
      if (reason === undefined) throw error;
      throw new DataError(
        `kernel uninstall: ${folder} cannot be removed, ${reason}; choose another place with --user or --prefix DIR, or remove it as somebody who may`,
        [{ path: folder, reason }],
        { cause: error },
      );
    }
    removed.push(folder);
  }
  return removed;
}
