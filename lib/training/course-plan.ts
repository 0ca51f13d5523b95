import type { TrainingConfig } from './config/training-config.ts';

/** How long a training run is. */
export interface CoursePlan {
  /** Images a step: the config's batch, or all images where they are fewer. */
  readonly batch: number;
  readonly batchesPerEpoch: number;
  /** Epochs, the last of which may be cut short. */
  readonly epochs: number;
  /** Batches of the last epoch. */
  readonly lastBatches: number;
  /** Passes that all steps together spend, where no image has to be left out. */
  readonly passes: number;
  /**
   * By how much the learning rate's decay is stretched: derived epochs to `training.epochs` where `training.passes` is
   * given, so that runs of equal passes end at the same rate; else 1.
   */
  readonly stretch: number;
}

/**
 * How many epochs and steps a config means for a number of images: `training.epochs` whole epochs, or, where
 * `training.passes` is given, as many steps as fit into that many passes (at least one). A step spends
 * batch · streams passes.
 * @param config - the run's config
 * @param images - number of training images, at least 2
 */
export function coursePlan({ streams, training }: TrainingConfig, images: number): CoursePlan {
  const batch = Math.min(training.batch, images);
  const batchesPerEpoch = Math.floor(images / batch);
  const passesPerStep = batch * streams.used.length;
  const steps =
    training.passes === null
      ? training.epochs * batchesPerEpoch
      : Math.max(1, Math.floor(training.passes / passesPerStep));
  const epochs = Math.ceil(steps / batchesPerEpoch);
  return {
    batch,
    batchesPerEpoch,
    epochs,
    lastBatches: steps - (epochs - 1) * batchesPerEpoch,
    passes: steps * passesPerStep,
    stretch: training.passes === null ? 1 : steps / (training.epochs * batchesPerEpoch),
  };
}
