import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.ts';
import type { FileProblem } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { stoppable } from '../core/running-cell.ts';
import { BatchLoader } from '../data/batch-loader.ts';
import type { BatchLoaderOptions } from '../data/batch-loader-options.ts';
import type { CellImage } from '../data/dataset.ts';
import { FeatureCache } from '../data/feature-cache.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import type { NumberTable } from '../data/npy.ts';
import { imageProgress } from './image-progress.ts';
import { RateMeter } from './rate-meter.ts';

/** Something that makes the same features of the same pixels, whenever it is asked: a network that is not trained further. */
export interface FeatureExtractor {
  /** Changes with the network and its weights; see {@link FeatureCache}. */
  readonly fingerprint: string;
  /** Features an image. */
  readonly columns: number;
  /** Features of a batch, `[images, columns]`. */
  extract(batch: ImageBatch): Float32Array;
}

/** How images are read, and where their features are kept. */
export interface FrozenFeaturesOptions {
  /** How pixels become input; nothing random. */
  readonly loading: Omit<BatchLoaderOptions, 'augment' | 'dropLast' | 'detailSize'>;
  /** Folder for features that are to be found again; nothing is kept without it. */
  readonly cacheDirectory?: string | undefined;
  /** The name of the work in progress reports. Default "features". */
  readonly phase?: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** What {@link frozenFeatures} found. */
export interface FrozenFeatures {
  /** `[cells, columns]` */
  readonly features: NumberTable;
  /** Position in the given list of each cell; shorter than the list where images were skipped. */
  readonly indices: Int32Array;
  /** Cells whose features were kept from before. */
  readonly cached: number;
  /** Images that were skipped, with the reason. */
  readonly problems: readonly FileProblem[];
}

/**
 * Features of cells by a network that stays as it is: each image passes through it once, and never again as long as the
 * image's bytes, the network and the input size stay. Source: Pilot 4.
 * @param extractor - the network
 * @param images - at least one
 * @param options - loading, cache, listeners
 * @throws {ParameterError} if there are no images
 * @throws {DataError} if an image cannot be used and is not to be skipped
 * @throws {AbortError} once the signal is aborted; what was found by then is kept
 */
export async function frozenFeatures(
  extractor: FeatureExtractor,
  images: readonly CellImage[],
  options: FrozenFeaturesOptions,
): Promise<FrozenFeatures> {
  if (images.length === 0) {
    throw new ParameterError('images', 'frozenFeatures: images must be at least one, got none');
  }
  return stoppable(options.signal, (signal) => collect(extractor, images, { ...options, signal }));
}

async function collect(
  extractor: FeatureExtractor,
  images: readonly CellImage[],
  options: FrozenFeaturesOptions,
): Promise<FrozenFeatures> {
  const { loading, cacheDirectory, phase = 'features', signal, onProgress } = options;
  const { columns, fingerprint } = extractor;
  const cache =
    cacheDirectory === undefined
      ? undefined
      : new FeatureCache(cacheDirectory, { network: fingerprint, transform: transformOf(loading), columns });
  const rows = new Map<number, Float32Array>();
  const digests = new Map<number, string>();
  for (const [index, { path }] of images.entries()) {
    if (cache === undefined) break;
    throwIfAborted(signal, phase);
    // A file that cannot be read has no digest; the loader then says what is wrong.
    const digest = await cache.digest(path).catch(() => undefined);
    if (digest === undefined) continue;
    digests.set(index, digest);
    const known = await cache.read(digest);
    if (known !== undefined) rows.set(index, known);
  }
  const cached = rows.size;
  // Of files with the same bytes only the first passes through: rounding differs a little from place to place in a batch,
  // and the same image must not have two features.
  const byDigest = new Map([...digests].reverse().map(([index, digest]) => [digest, index]));
  const firstOf = (index: number): number => byDigest.get(digests.get(index) ?? '') ?? index;
  const missing = images.flatMap((_, index) => (rows.has(index) || firstOf(index) !== index ? [] : [index]));
  let problems: readonly FileProblem[] = [];
  if (missing.length > 0) {
    const meter = new RateMeter();
    meter.mark(0);
    const loader = new BatchLoader(
      missing.map((index) => images[index]!),
      loading,
    );
    try {
      for await (const batch of loader.epoch(0, { shuffle: false, signal })) {
        const found = extractor.extract(batch);
        for (const [position, at] of batch.indices.entries()) {
          const index = missing[at]!;
          const row = found.slice(position * columns, (position + 1) * columns);
          rows.set(index, row);
          const digest = digests.get(index);
          if (digest !== undefined) await cache?.write(digest, row);
        }
        meter.mark(rows.size - cached);
        onProgress?.(imageProgress(phase, rows.size, images.length, meter.rate()));
        await setImmediate(); // lets timers, signals and other work in between
        throwIfAborted(signal, phase);
      }
      problems = loader.problems;
    } finally {
      await loader.close();
    }
  }
  for (const index of images.keys()) {
    const same = rows.get(firstOf(index));
    if (same !== undefined) rows.set(index, same);
  }
  onProgress?.(imageProgress(phase, rows.size, images.length, undefined));
  const indices = Int32Array.from([...rows.keys()].sort((a, b) => a - b));
  const data = new Float32Array(indices.length * columns);
  indices.forEach((index, at) => {
    data.set(rows.get(index)!, at * columns);
  });
  return { features: { data, rows: indices.length, columns }, indices, cached, problems };
}

function transformOf({ size, tileSide, centreCrop, viewFraction }: FrozenFeaturesOptions['loading']): string {
  return [size, tileSide ?? 0, centreCrop ?? 0, viewFraction ?? 1].join(' ');
}
