import type { BatchLoaderOptions } from '../data/batch-loader-options.ts';
import type { TrainingConfig } from './config/training-config.ts';

/**
 * How a config wants images to be loaded.
 * @param config - the run's config
 * @param purpose - `train`: augmented, shuffled, full batches only; `test`: as they are, every one
 */
export function loaderOptions(
  { input, augment, streams, training }: TrainingConfig,
  purpose: 'train' | 'test',
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
    ...(purpose === 'train' ? { augment, dropLast: true } : {}),
  };
}
