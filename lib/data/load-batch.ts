import { DataError, type FileProblem } from '../core/errors/data-error.ts';
import { Random } from '../core/random.ts';
import type { AugmentOptions } from './augment-options.ts';
import { drawAugmentPlan } from './augment-plan.ts';
import { drawImageMethod, type ImageMethodChoice } from './baselines/draw-image-method.ts';
import { NO_CHANGE } from './baselines/pixel-change.ts';
import { openBytes, readImageFile } from './decode-image.ts';
import { DiskCache } from './disk-cache.ts';
import { jitterColour } from './jitter-colour.ts';
import { resizeArea } from './resize-area.ts';
import { SquareStore, type SharedSquares } from './square-store.ts';
import { squareView, type SquareOptions } from './square-view.ts';
import { warpSquare } from './warp-square.ts';

/** Everything a thread needs to make batches of one list of images; plain data, so that it can be sent. */
export interface LoadSetup extends SquareOptions {
  readonly paths: readonly string[];
  readonly ids: readonly string[];
  readonly size: number;
  /** 0: no details. */
  readonly detailSize: number;
  readonly viewFraction: number;
  readonly augment: AugmentOptions | undefined;
  readonly imageMethod: ImageMethodChoice | undefined;
  readonly seed: number;
  readonly cacheDirectory: string | undefined;
  readonly squares: SharedSquares;
  readonly maxPixels: number;
}

/** One batch to make. */
export interface LoadTask {
  readonly epoch: number;
  /** Positions in the list, in the batch's order. */
  readonly indices: Int32Array;
  /** How often the image has come before in this epoch (samplers may repeat images), beside each index. */
  readonly repeats: Int32Array;
}

/** One batch made. */
export interface LoadedBatch {
  /** `[taken, size, size, 3]` */
  readonly images: Uint8Array;
  /** `[taken, detailSize, detailSize, 3]`; empty without details. */
  readonly details: Uint8Array;
  /** Positions of the images that could be used, `[taken]`. */
  readonly indices: Int32Array;
  /** The images that could not be used, by position. */
  readonly failures: readonly { readonly index: number; readonly problem: FileProblem }[];
  /** Why the cache on disk could not be written; nothing where it could. */
  readonly cacheTrouble: string | undefined;
}

/** Files read and decoded at the same time within one thread: sharp and the disk work beside our arithmetic. */
const AHEAD = 4;

/** Makes batches; one a thread. */
export class BatchMaker {
  readonly #setup: LoadSetup;
  readonly #squares: SquareStore;
  readonly #disk: DiskCache | undefined;
  readonly #onImage: (index: number) => void;
  #cacheTrouble: string | undefined;

  /**
   * @param setup - the list of images and how they are made
   * @param onImage - told which image is worked on, so that a crash can be traced to a file
   */
  constructor(setup: LoadSetup, onImage: (index: number) => void = () => undefined) {
    this.#setup = setup;
    this.#squares = SquareStore.open(setup.squares);
    this.#onImage = onImage;
    const { cacheDirectory, tileSide, centreCrop } = setup;
    if (cacheDirectory !== undefined) {
      this.#disk = new DiskCache(cacheDirectory, { side: setup.squares.side, tileSide, centreCrop });
    }
  }

  /**
   * Makes one batch. Images that cannot be used are left out and named; the rest keep their order.
   * @param task - which images, in which epoch
   */
  async make(task: LoadTask): Promise<LoadedBatch> {
    const { size, detailSize } = this.#setup;
    const count = task.indices.length;
    const images = new Uint8Array(count * size * size * 3);
    const details = new Uint8Array(count * detailSize * detailSize * 3);
    const indices: number[] = [];
    const failures: { index: number; problem: FileProblem }[] = [];
    const pending: Promise<Uint8Array | FileProblem>[] = [];
    let asked = 0;
    for (let i = 0; i < count; i++) {
      while (asked < count && asked < i + AHEAD) pending.push(this.#squareOrProblem(task.indices[asked++]!));
      const index = task.indices[i]!;
      const square = await pending.shift()!;
      if (!(square instanceof Uint8Array)) {
        failures.push({ index, problem: square });
        continue;
      }
      const view = this.#view(square, task.epoch, index, task.repeats[i]!);
      images.set(view.image, indices.length * size * size * 3);
      if (detailSize > 0) details.set(view.detail, indices.length * detailSize * detailSize * 3);
      indices.push(index);
    }
    return {
      // Cut to what is there; the whole buffer where nothing failed.
      images: failures.length === 0 ? images : images.slice(0, indices.length * size * size * 3),
      details:
        failures.length === 0 ? details : details.slice(0, indices.length * detailSize * detailSize * 3),
      indices: Int32Array.from(indices),
      failures,
      cacheTrouble: this.#cacheTrouble,
    };
  }

  async #squareOrProblem(index: number): Promise<Uint8Array | FileProblem> {
    try {
      return await this.#square(index);
    } catch (error) {
      if (error instanceof DataError && error.problems[0] !== undefined) return error.problems[0];
      return {
        path: this.#setup.paths[index]!,
        reason: error instanceof Error ? error.message : String(error),
      };
    }
  }

  async #square(index: number): Promise<Uint8Array> {
    const kept = this.#squares.get(index);
    if (kept !== undefined) return kept;
    this.#onImage(index);
    const path = this.#setup.paths[index]!;
    // A source that cannot be looked at has no entry; decoding it then says what is wrong.
    const entry = await this.#disk?.locate(path).catch(() => undefined);
    let square = entry === undefined ? undefined : await this.#disk?.read(entry);
    if (square === undefined) {
      const { maxPixels, tileSide, centreCrop, squares } = this.#setup;
      const image = await openBytes(await readImageFile(path), path, { maxPixels });
      square = squareView(image, squares.side, { tileSide, centreCrop });
      if (entry !== undefined) await this.#keepOnDisk(entry, square);
    }
    this.#squares.put(index, square);
    return square;
  }

  async #keepOnDisk(entry: string, square: Uint8Array): Promise<void> {
    try {
      await this.#disk?.write(entry, square);
    } catch (error) {
      // A full disk must not end a training run that can go on without a cache; the loader tells.
      this.#cacheTrouble = error instanceof Error ? error.message : String(error);
    }
  }

  #view(
    square: Uint8Array,
    epoch: number,
    index: number,
    repeat: number,
  ): { image: Uint8Array; detail: Uint8Array } {
    const { size, detailSize, viewFraction, augment, imageMethod, seed, ids } = this.#setup;
    const { side } = this.#setup.squares;
    if (augment === undefined) {
      const kept = side * viewFraction;
      const window = { left: (side - kept) / 2, top: (side - kept) / 2, side: kept };
      const source = { width: side, height: side, data: square };
      return {
        image: resizeArea(source, window, size),
        detail: detailSize > 0 ? resizeArea(source, window, detailSize) : new Uint8Array(),
      };
    }
    const labels = repeat === 0 ? [ids[index]!] : [ids[index]!, repeat];
    const plan = drawAugmentPlan(Random.derive(seed, 'augment', epoch, ...labels), augment, viewFraction);
    // Drawn from a generator of its own, so that flips and turns are the same under every method.
    const change =
      imageMethod === undefined
        ? NO_CHANGE
        : drawImageMethod(Random.derive(seed, 'method', epoch, ...labels), imageMethod, epoch);
    const viewAt = (pixels: number): Uint8Array => {
      const view = warpSquare(square, side, pixels, plan);
      jitterColour(view, plan);
      return change(view, pixels);
    };
    return { image: viewAt(size), detail: detailSize === 0 ? new Uint8Array() : viewAt(detailSize) };
  }
}
