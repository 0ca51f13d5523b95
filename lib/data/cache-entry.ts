import { createHash } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { makeFolder } from '../core/make-folder.ts';

const DIGEST_BYTES = 16;

/**
 * Reads what {@link writeCacheEntry} wrote; a damaged entry is as good as none.
 * @param path - the entry's file
 * @param magic - eight letters that tell its kind
 * @param length - bytes that it must have
 * @returns its bytes, or nothing where there is no sound entry
 */
export async function readCacheEntry(
  path: string,
  magic: string,
  length: number,
): Promise<Uint8Array | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    return undefined;
  }
  const start = magic.length + DIGEST_BYTES;
  if (bytes.length !== start + length || bytes.toString('latin1', 0, magic.length) !== magic)
    return undefined;
  const content = bytes.subarray(start);
  return digestOf(content).equals(bytes.subarray(magic.length, start)) ? content : undefined;
}

let counter = 0;

/**
 * Writes an entry beside its place and then moves it there, so that other processes never see half of it.
 * @param path - the entry's file; its folder is made
 * @param magic - eight letters that tell its kind
 * @param content - its bytes
 * @throws {Error} of the file system (disk full, no permission); nothing half-written stays
 */
export async function writeCacheEntry(path: string, magic: string, content: Uint8Array): Promise<void> {
  const part = `${path}.${String(process.pid)}-${String(threadId)}-${String(counter++)}.tmp`;
  try {
    await makeFolder(dirname(path));
    await writeFile(part, Buffer.concat([Buffer.from(magic, 'latin1'), digestOf(content), content]));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

function digestOf(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest().subarray(0, DIGEST_BYTES);
}
