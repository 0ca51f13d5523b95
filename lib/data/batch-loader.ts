import { mkdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { throwIfAborted } from '../core/abort.ts';
import { AbortError } from '../core/errors/abort-error.ts';
import { DataError, type FileProblem } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import {
  checkBatchLoaderOptions,
  defaultStoreSide,
  defaultWorkers,
  type BatchLoaderOptions,
} from './batch-loader-options.ts';
import type { CellImage } from './dataset.ts';
import { MAX_PIXELS } from './decode-image.ts';
import { countRepeats, epochOrder } from './epoch-order.ts';
import type { ImageBatch } from './image-batch.ts';
import { BatchMaker, type LoadedBatch, type LoadSetup, type LoadTask } from './load-batch.ts';
import { SquareStore } from './square-store.ts';
import { unlessAborted } from './unless-aborted.ts';
import { WorkerPool } from './worker-pool.ts';

/** Options of one epoch. */
export interface EpochOptions {
  /** Take the images in an order drawn from seed and epoch. Default: true with `augment`, else the list's order. */
  readonly shuffle?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Leave out this many batches at the start, for going on in the middle of an epoch. Default 0. */
  readonly startBatch?: number | undefined;
}

/** What makes batches: threads, or this one. */
interface Maker {
  run(task: LoadTask): Promise<LoadedBatch>;
  close(): Promise<void>;
}

/**
 * Turns a list of cell images into batches, decoded, resized and augmented in other threads ahead of their use.
 * The same seed and epoch give the same bits, whatever the number of threads, the order of their work or the caches.
 *
 * A batch has `options.batch` images but for the last one and, with `onBadImage: 'skip'`, those with images that could
 * not be used: they are smaller, never empty.
 */
export class BatchLoader {
  /** Batches in a whole epoch. */
  readonly batchesPerEpoch: number;
  /** Side of the squares that are kept in the caches. */
  readonly storeSide: number;
  readonly #images: readonly CellImage[];
  readonly #options: BatchLoaderOptions;
  readonly #maker: Maker;
  readonly #prefetch: number;
  readonly #problems = new Map<string, FileProblem>();
  #cacheTrouble: string | undefined;

  /**
   * @param images - the cells, in the order that `indices` of a batch refers to; not empty
   * @throws {ParameterError} where an option cannot be used, or there are no images
   */
  constructor(images: readonly CellImage[], options: BatchLoaderOptions) {
    checkBatchLoaderOptions(options);
    if (images.length === 0) throw new ParameterError('images', 'BatchLoader: there are no images to load');
    const { batch, dropLast = false, workers = defaultWorkers(), sizes } = options;
    if (options.sampler === 'sizeBalanced' && sizes?.areas.length !== images.length) {
      throw new ParameterError(
        'sizes',
        `BatchLoader: sampler sizeBalanced needs sizes.areas of the ${String(images.length)} images, got ${sizes === undefined ? 'none' : String(sizes.areas.length)}`,
      );
    }
    this.#images = images;
    this.#options = options;
    this.#prefetch = options.prefetch ?? Math.max(2, 2 * workers);
    this.batchesPerEpoch = (dropLast ? Math.floor : Math.ceil)(images.length / batch);
    this.storeSide = options.storeSide ?? defaultStoreSide(options);
    const setup = setupOf(images, options, this.storeSide);
    this.#maker = workers === 0 ? hereMaker(setup) : threadMaker(setup, workers);
  }

  /** The images that could not be used so far, each once, with the reason. */
  get problems(): readonly FileProblem[] {
    return [...this.#problems.values()];
  }

  /** Why the cache folder could not be written to, where that happened; loading goes on without it. */
  get cacheTrouble(): string | undefined {
    return this.#cacheTrouble;
  }

  /**
   * Gives the batches of one epoch.
   * @param epoch - which epoch: decides order and augmentation together with the seed
   * @throws {DataError} where an image cannot be used and `onBadImage` is 'fatal', or a thread dies
   * @throws {AbortError} once `signal` is aborted
   */
  async *epoch(epoch: number, options: EpochOptions = {}): AsyncGenerator<ImageBatch, void, undefined> {
    const { shuffle = this.#options.augment !== undefined, signal, startBatch = 0 } = options;
    if (!(Number.isSafeInteger(startBatch) && startBatch >= 0)) {
      throw new ParameterError(
        'startBatch',
        `BatchLoader: startBatch must be a whole number, got ${String(startBatch)}`,
      );
    }
    throwIfAborted(signal, 'BatchLoader');
    const tasks = this.#tasks(epoch, shuffle);
    const queue: Promise<LoadedBatch>[] = [];
    let next = startBatch;
    for (let taken = startBatch; taken < tasks.length; taken++) {
      while (next < tasks.length && next < taken + this.#prefetch) {
        const made = this.#maker.run(tasks[next++]!);
        made.catch(() => undefined); // it is reported when its turn comes
        queue.push(made);
      }
      const loaded = await unlessAborted(queue.shift()!, signal, 'BatchLoader');
      this.#note(loaded);
      if (loaded.indices.length > 0) yield this.#batchOf(loaded, taken);
      throwIfAborted(signal, 'BatchLoader');
    }
  }

  /** Ends the threads; epochs that still run end with an error. */
  async close(): Promise<void> {
    await this.#maker.close();
  }

  #tasks(epoch: number, shuffle: boolean): LoadTask[] {
    const { batch, seed, sampler = 'shuffle', sizes } = this.#options;
    const labels = this.#images.map(({ label }) => label);
    const order = shuffle
      ? epochOrder(labels, sampler, { seed, epoch, ...(sizes === undefined ? {} : { sizes }) })
      : Int32Array.from(this.#images, (_, i) => i);
    const repeats = countRepeats(order);
    return Array.from({ length: this.batchesPerEpoch }, (_, b) => ({
      epoch,
      indices: order.slice(b * batch, (b + 1) * batch),
      repeats: repeats.slice(b * batch, (b + 1) * batch),
    }));
  }

  #note({ failures, cacheTrouble }: LoadedBatch): void {
    this.#cacheTrouble ??= cacheTrouble;
    for (const { problem } of failures) this.#problems.set(problem.path, problem);
    if (failures.length > 0 && this.#options.onBadImage === 'fatal') {
      const problems = failures.map(({ problem }) => problem);
      const list = problems.map(({ path, reason }) => `${basename(path)}: ${reason}`).join('; ');
      throw new DataError(
        `BatchLoader: ${String(problems.length)} of a batch's images cannot be used: ${list} (in ${problems[0]!.path}); take them out, or leave them out by onBadImage 'skip' (--set training.onBadImage=skip)`,
        problems,
      );
    }
  }

  #batchOf({ images, details, indices }: LoadedBatch, number: number): ImageBatch {
    const { size, detailSize } = this.#options;
    return {
      images,
      size,
      details: detailSize === undefined ? undefined : details,
      detailSize: detailSize ?? 0,
      labels: indices.map((index) => this.#images[index]!.label),
      number,
      indices,
    };
  }
}

function setupOf(images: readonly CellImage[], options: BatchLoaderOptions, storeSide: number): LoadSetup {
  const { size, detailSize = 0, viewFraction = 1, augment, imageMethod, seed } = options;
  const { tileSide, centreCrop } = options;
  const { cacheDirectory, cacheBytes = 1024 ** 3, maxPixels = MAX_PIXELS } = options;
  if (cacheDirectory !== undefined) {
    try {
      mkdirSync(cacheDirectory, { recursive: true });
    } catch (cause) {
      throw new ParameterError(
        'cacheDirectory',
        `BatchLoader: cannot make the cache folder ${cacheDirectory}`,
        { cause },
      );
    }
  }
  return {
    paths: images.map(({ path }) => path),
    ids: images.map(({ id }) => id),
    size,
    detailSize,
    viewFraction,
    augment,
    imageMethod,
    seed,
    tileSide,
    centreCrop,
    maxPixels,
    cacheDirectory: cacheDirectory === undefined ? undefined : resolve(cacheDirectory),
    squares: SquareStore.share(images.length, storeSide, cacheBytes),
  };
}

function hereMaker(setup: LoadSetup): Maker {
  const maker = new BatchMaker(setup);
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const made = last.then(() => {
        if (closed) throw new AbortError('BatchLoader: closed');
        return maker.make(task);
      });
      last = made.catch(() => undefined);
      return made;
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

function threadMaker(setup: LoadSetup, workers: number): Maker {
  const current = new Int32Array(new SharedArrayBuffer(workers * 4));
  return new WorkerPool<LoadTask, LoadedBatch>({
    module: new URL('./load-worker.ts', import.meta.url),
    workers,
    setup: { load: setup, current: current.buffer },
    name: 'BatchLoader',
    busyWith: (number) => setup.paths[Atomics.load(current, number) - 1] ?? '',
  });
}
