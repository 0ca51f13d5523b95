import { availableParallelism } from 'node:os';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { checkAugmentOptions, type AugmentOptions } from './augment-options.ts';
import type { ImageMethodChoice } from './baselines/draw-image-method.ts';
import { checkAugmentMethods } from './baselines/augment-methods.ts';
import type { Sampler, SizeBins } from './epoch-order.ts';
import type { SquareOptions } from './square-view.ts';

/** Options of a {@link BatchLoader}. */
export interface BatchLoaderOptions extends SquareOptions {
  /** Side of the images that the network sees, in pixels. */
  readonly size: number;
  /** Images a batch, B. */
  readonly batch: number;
  /** Also give each view at this side, for cropping from the original; must not be below `size`. Default: none. */
  readonly detailSize?: number | undefined;
  /** What chance does to each image; left out: nothing, an exact resize. */
  readonly augment?: AugmentOptions | undefined;
  /** A published method that changes each image after `augment`, which must be there. Default: none. */
  readonly imageMethod?: ImageMethodChoice | undefined;
  /** Decides order and augmentation, together with the epoch and each image's id. */
  readonly seed: number;
  /** How an epoch draws its images where it is shuffled. Default `shuffle`. */
  readonly sampler?: Sampler | undefined;
  /** Cell areas for `sampler: sizeBalanced`. */
  readonly sizes?: SizeBins | undefined;
  /**
   * Side of the view as a share of the whole square: at the centre, or at a random place with `augment.randomCrop`.
   * 448/512 is the family's "resize to 512, crop 448". Default 1: everything. Source: TF, GuYuc, wvinzh.
   */
  readonly viewFraction?: number | undefined;
  /** Leave out a last batch that is not full. Default false. */
  readonly dropLast?: boolean | undefined;
  /** Threads that decode and augment; 0 works in the caller's thread. Default: one less than the cores, 1 to 4. */
  readonly workers?: number | undefined;
  /** Batches made ahead of the one that is taken. Default: twice the threads. */
  readonly prefetch?: number | undefined;
  /** At most this many bytes of decoded and resized images stay in memory. Default 1 GiB; 0 keeps none. */
  readonly cacheBytes?: number | undefined;
  /** Also keep decoded and resized images in this folder, for the next run. Default: none. */
  readonly cacheDirectory?: string | undefined;
  /** Side of the squares that are kept. Default: enough for `size` (twice that up to 448, with `augment`) and `detailSize`. */
  readonly storeSide?: number | undefined;
  /** An image that cannot be used ends the epoch with a DataError, or is left out and listed in `problems`. */
  readonly onBadImage: 'fatal' | 'skip';
  /** Images with more pixels than this cannot be used. Default 50 million. */
  readonly maxPixels?: number | undefined;
}

/**
 * The threads a loader starts where nobody says: one less than the processor's cores, at least 1, at most 4.
 */
export function defaultWorkers(): number {
  return Math.max(1, Math.min(4, availableParallelism() - 1));
}

/**
 * The side of the squares that a loader keeps where nobody says. Augmented views are taken from twice their size (up
 * to 448 px, the family's input), so that turning does not blur them; plain ones from their own.
 */
export function defaultStoreSide(options: BatchLoaderOptions): number {
  const { size, detailSize = 0, augment, viewFraction = 1 } = options;
  const fine = augment === undefined ? size : Math.min(2 * size, Math.max(size, 448));
  return Math.round(Math.max(detailSize, fine) / viewFraction);
}

/**
 * Checks a loader's options.
 * @throws {ParameterError} naming the option that cannot be used
 */
export function checkBatchLoaderOptions(options: BatchLoaderOptions): void {
  const { size, batch, detailSize, viewFraction = 1, augment } = options;
  wholeNumber('size', size, 1);
  wholeNumber('batch', batch, 1);
  wholeNumber('detailSize', detailSize, size);
  wholeNumber('workers', options.workers, 0);
  wholeNumber('prefetch', options.prefetch, 1);
  wholeNumber('storeSide', options.storeSide, 1);
  wholeNumber('tileSide', options.tileSide, 1);
  wholeNumber('centreCrop', options.centreCrop, 1);
  wholeNumber('maxPixels', options.maxPixels, 1);
  wholeNumber('cacheBytes', options.cacheBytes, 0);
  if (!Number.isSafeInteger(options.seed)) {
    throw new ParameterError('seed', `BatchLoader: seed must be a whole number, got ${String(options.seed)}`);
  }
  if (!(viewFraction > 0 && viewFraction <= 1)) {
    throw new ParameterError(
      'viewFraction',
      `BatchLoader: viewFraction must be above 0 and at most 1, got ${String(viewFraction)}`,
    );
  }
  if (augment !== undefined) checkAugmentOptions(augment);
  if (options.imageMethod === undefined) return;
  checkAugmentMethods('BatchLoader', options.imageMethod.options);
  if (augment === undefined) {
    throw new ParameterError(
      'imageMethod',
      'BatchLoader: imageMethod changes training images, so augment must be given too ({} changes nothing else)',
    );
  }
}

function wholeNumber(name: string, value: number | undefined, low: number): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= low)) {
    throw new ParameterError(
      name,
      `BatchLoader: ${name} must be a whole number of at least ${String(low)}, got ${String(value)}`,
    );
  }
}
