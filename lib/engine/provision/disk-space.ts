import { statfs } from 'node:fs/promises';
import { CannotProvision } from './cannot-provision.ts';

/**
 * Checks that a download will fit before it begins.
 * @param folder - an existing folder on that disk
 * @param megabytes - what is needed
 * @throws {CannotProvision} if less is free
 */
export async function requireDiskSpace(folder: string, megabytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free < megabytes) {
    throw new CannotProvision(
      `not enough disk space: ${folder} has ${free} MB free and ${megabytes} MB are needed; WT_DFN_CACHE names another folder`,
    );
  }
}
