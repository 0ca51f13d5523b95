import { createHash } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { makeFolder } from '../core/make-folder.ts';

/** Raise this whenever decoding or resizing gives other pixels than before: old entries are then not found. */
const PIPELINE_VERSION = 1;

const MAGIC = Buffer.from('WTDFNSQ1');
const DIGEST_BYTES = 16;

/** What tells one cached square from another, beside the file itself. */
export interface CacheKey {
  readonly side: number;
  readonly tileSide: number | undefined;
  readonly centreCrop: number | undefined;
}

/**
 * Decoded and resized images on disk, one small file an image, found again by the source's path, time of change and
 * length. Entries appear whole or not at all; a damaged one is as good as none.
 */
export class DiskCache {
  readonly #directory: string;
  readonly #key: CacheKey;
  #counter = 0;

  /**
   * @param directory - where entries lie; made on the first write
   * @param key - how the squares are made
   */
  constructor(directory: string, key: CacheKey) {
    this.#directory = directory;
    this.#key = key;
  }

  /**
   * The entry's file for a source as it is now.
   * @param source - absolute path of the image file
   * @throws {Error} of the file system, where the source cannot be looked at
   */
  async locate(source: string): Promise<string> {
    const { mtimeMs, size } = await stat(source);
    const { side, tileSide, centreCrop } = this.#key;
    const parts = [PIPELINE_VERSION, source, mtimeMs, size, side, tileSide ?? 0, centreCrop ?? 0];
    const name = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 40);
    return join(this.#directory, name.slice(0, 2), `${name.slice(2)}.square`);
  }

  /**
   * Reads an entry.
   * @param entry - from {@link DiskCache.locate}
   * @returns pixels `[side, side, 3]`, or nothing where there is no sound entry
   */
  async read(entry: string): Promise<Uint8Array | undefined> {
    let bytes: Buffer;
    try {
      bytes = await readFile(entry);
    } catch {
      return undefined;
    }
    const start = MAGIC.length + DIGEST_BYTES;
    if (bytes.length !== start + this.#key.side ** 2 * 3) return undefined;
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
    const pixels = bytes.subarray(start);
    if (!digestOf(pixels).equals(bytes.subarray(MAGIC.length, start))) return undefined;
    return pixels;
  }

  /**
   * Writes an entry beside its place and then moves it there, so that other processes never see half of it.
   * @param entry - from {@link DiskCache.locate}
   * @param pixels - `[side, side, 3]`
   * @throws {Error} of the file system (disk full, no permission); nothing half-written stays
   */
  async write(entry: string, pixels: Uint8Array): Promise<void> {
    const part = `${entry}.${String(process.pid)}-${String(threadId)}-${String(this.#counter++)}.tmp`;
    try {
      await makeFolder(dirname(entry));
      await writeFile(part, Buffer.concat([MAGIC, digestOf(pixels), pixels]));
      await rename(part, entry);
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      throw error;
    }
  }
}

function digestOf(pixels: Uint8Array): Buffer {
  return createHash('sha256').update(pixels).digest().subarray(0, DIGEST_BYTES);
}
