import type { BatchLoaderOptions } from '../data/batch-loader-options.ts';
import { IMAGE_METHODS } from '../data/baselines/augment-methods.ts';
import type { ImageMethodChoice } from '../data/baselines/draw-image-method.ts';
import type { TrainingConfig } from './config/training-config.ts';

/**
 * How a config wants images to be loaded.
 * @param config - the run's config
 * @param purpose - `train`: augmented, shuffled, full batches only; `test`: as they are, every one
 * @param epochs - that training will have, for methods that grow stronger with time; default `training.epochs`
 */
export function loaderOptions(
  { input, augment, streams, training }: TrainingConfig,
  purpose: 'train' | 'test',
  epochs: number = training.epochs,
): BatchLoaderOptions {
  const needsDetails = streams.cropFrom === 'original' && streams.used.length > 1;
  return {
    size: input.size,
    batch: training.batch,
    detailSize: needsDetails ? input.detailSize : undefined,
    tileSide: input.tileSide ?? undefined,
    centreCrop: input.centreCrop ?? undefined,
    viewFraction: input.viewFraction,
    seed: training.seed,
    workers: training.workers,
    onBadImage: training.onBadImage,
    ...(purpose === 'train'
      ? {
          augment,
          imageMethod: imageMethodOf(augment, epochs),
          sampler: training.sampler,
          dropLast: true,
        }
      : {}),
  };
}

/** The method that the loader's threads do; others are done to whole batches, before the step. */
function imageMethodOf(augment: TrainingConfig['augment'], epochs: number): ImageMethodChoice | undefined {
  const method = IMAGE_METHODS.find((name) => name === augment.method);
  return method === undefined ? undefined : { method, options: augment, epochs };
}
