import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readCacheEntry, writeCacheEntry } from './cache-entry.ts';

/** Raise this whenever decoding or resizing gives other pixels than before: old entries are then not found. */
const PIPELINE_VERSION = 1;

const MAGIC = 'WTDFNSQ1';

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
    return readCacheEntry(entry, MAGIC, this.#key.side ** 2 * 3);
  }

  /**
   * Writes an entry beside its place and then moves it there, so that other processes never see half of it.
   * @param entry - from {@link DiskCache.locate}
   * @param pixels - `[side, side, 3]`
   * @throws {Error} of the file system (disk full, no permission); nothing half-written stays
   */
  async write(entry: string, pixels: Uint8Array): Promise<void> {
    await writeCacheEntry(entry, MAGIC, pixels);
  }
}
