import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCacheEntry, writeCacheEntry } from './cache-entry.ts';

const MAGIC = 'WTDFNFE1';
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What tells cached features from others of the same image. */
export interface FeatureCacheKey {
  /** The network and its weights, by a name or digest that changes with either. */
  readonly network: string;
  /** How pixels become its input, in words that change with it. */
  readonly transform: string;
  /** Features an image. */
  readonly columns: number;
}

/**
 * Features of images on disk, one small file an image, found again by the image's bytes, the network and the transform:
 * an image that was moved or renamed is known, one that was changed is not. Entries appear whole or not at all; a damaged
 * one is as good as none.
 */
export class FeatureCache {
  readonly #folder: string;
  readonly #columns: number;

  /**
   * @param directory - where entries lie; made on the first write
   * @param key - of what they are features
   */
  constructor(directory: string, { network, transform, columns }: FeatureCacheKey) {
    this.#columns = columns;
    const parts = [MAGIC, network, transform, String(columns)];
    this.#folder = join(directory, createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 24));
  }

  /**
   * The digest by which an image is known.
   * @param path - of the image file
   * @throws {Error} of the file system, where it cannot be read
   */
  async digest(path: string): Promise<string> {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex')
      .slice(0, 40);
  }

  /**
   * An image's features, `[columns]`; nothing where they are not known.
   * @param digest - of {@link FeatureCache.digest}
   */
  async read(digest: string): Promise<Float32Array | undefined> {
    const bytes = await readCacheEntry(this.#entry(digest), MAGIC, this.#columns * BYTES);
    // Copied, since the bytes of a file need not begin where a number may.
    return bytes === undefined ? undefined : new Float32Array(Uint8Array.from(bytes).buffer);
  }

  /**
   * Keeps an image's features.
   * @param digest - of {@link FeatureCache.digest}
   * @param features - `[columns]`
   * @throws {Error} of the file system; nothing half-written stays
   */
  async write(digest: string, features: Float32Array): Promise<void> {
    const { buffer, byteOffset, byteLength } = features;
    await writeCacheEntry(this.#entry(digest), MAGIC, new Uint8Array(buffer, byteOffset, byteLength));
  }

  #entry(digest: string): string {
    return join(this.#folder, digest.slice(0, 2), digest.slice(2));
  }
}
