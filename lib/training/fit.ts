import { stoppable } from '../core/running-cell.ts';
import { setImmediate } from 'node:timers/promises';
import { AbortError } from '../core/errors/abort-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { DataError, type FileProblem } from '../core/errors/data-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { Random } from '../core/random.ts';
import { assertDisjointSubjects, type ACCEPT_SHARED_SUBJECTS } from '../data/assert-disjoint-subjects.ts';
import { BatchLoader } from '../data/batch-loader.ts';
import type { CellImage } from '../data/dataset.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import { augmentBatch } from './augment-batch.ts';
import { sampledSizes } from './cell-areas.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { coursePlan } from './course-plan.ts';
import type { EpochMetrics } from './epoch-metrics.ts';
import { addStep, epochMeans, NO_SUMS } from './epoch-sums.ts';
import { FitProgress } from './fit-progress.ts';
import { learningRateAt } from './learning-rate.ts';
import { loaderOptions } from './loader-options.ts';
import { predict } from './predict.ts';
import {
  CHECKPOINT_VERSION,
  type Checkpoint,
  type CheckpointName,
  type TrainingPosition,
} from './run/checkpoint.ts';
import { TernaryTrainer, type StepReport } from './ternary-trainer.ts';
import {
  checkpointTensors,
  diverged,
  isDivergence,
  refuseNotFinite,
  restoreTensors,
  trainerOptions,
} from './trainer-state.ts';
import { selectionScore, validationMetrics } from './validate.ts';

/** What a step tells its listener. */
export interface StepEvent {
  /** Steps since training began, this one included. */
  readonly step: number;
  /** Counted from 1. */
  readonly epoch: number;
  readonly learningRate: number;
  readonly batch: ImageBatch;
  readonly report: StepReport;
}

/** Where {@link fit} leaves what it makes; a run folder is one. */
export interface FitStore {
  writeCheckpoint(name: CheckpointName, checkpoint: Checkpoint): Promise<void>;
  appendMetrics(metrics: EpochMetrics): Promise<void>;
}

/** Options of {@link fit}. */
export interface FitOptions {
  readonly config: TrainingConfig;
  /** At least two images; of other subjects than the rest. */
  readonly train: readonly CellImage[];
  /** Held-out images that choose the best epoch; none means that the last is taken. */
  readonly validation?: readonly CellImage[];
  /** Images that will be tested on: only to refuse shared subjects. */
  readonly test?: readonly CellImage[];
  /** Lets training, validation and test images share people; must be these words. */
  readonly allowOverlap?: typeof ACCEPT_SHARED_SUBJECTS | undefined;
  /** Where checkpoints and metrics go; nothing is kept without it. */
  readonly store?: FitStore | undefined;
  /** Go on from here. */
  readonly from?: Checkpoint | undefined;
  /** Metrics of the epochs before `from`. */
  readonly history?: readonly EpochMetrics[] | undefined;
  /** Folder for decoded images; see the loader. */
  readonly cacheDirectory?: string | undefined;
  /** Ends training after the present step, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly onStep?: (event: StepEvent) => void;
  readonly onEpoch?: (metrics: EpochMetrics) => void;
}

/** What {@link fit} did. */
export interface FitResult {
  /** `stopped`: the signal ended it before its time. */
  readonly status: 'finished' | 'stopped';
  /** One entry a finished epoch, those before a resume included. */
  readonly history: readonly EpochMetrics[];
  readonly position: TrainingPosition;
  /** Training images that were skipped, with the reason. */
  readonly problems: readonly FileProblem[];
}

/**
 * Trains a network: epochs of ternary steps, each followed by a three-stream prediction on the validation images.
 * Same config, images and engine: same weights, also when it was stopped (or killed) and resumed in between.
 * Afterwards the network holds the last weights; the best are in the store.
 * @param network - trained in place; the caller disposes it
 * @param options - config, images, store, listeners
 * @throws {SubjectOverlapError} if training, validation or test images share subjects
 * @throws {DivergenceError} if a loss or weight is no longer a number
 * @throws {DataError} if an image cannot be used and `training.onBadImage` is `fatal`
 */
export async function fit(network: WtDfn, options: FitOptions): Promise<FitResult> {
  return stoppable(options.signal, (signal) => trainEpochs(network, { ...options, signal }));
}

async function trainEpochs(network: WtDfn, options: FitOptions): Promise<FitResult> {
  const { config, train, validation = [], store, from, signal } = options;
  refuseSharedSubjects(options);
  if (train.length < 2)
    throw new ParameterError('train', `fit: needs at least 2 training images, got ${train.length}`);

  const { seed, vote, selectBy, checkpointEverySteps } = config.training;
  const plan = coursePlan(config, train.length);
  const { epochs } = plan;
  const sizes = await sampledSizes(options); // before anything is held that an abort would have to free
  const random =
    from === undefined ? Random.derive(seed, 'train views') : Random.fromState(from.position.random);
  const trainer = new TernaryTrainer(network, trainerOptions(config, train), random);
  const loader = new BatchLoader(train, {
    ...loaderOptions(config, 'train', epochs),
    batch: plan.batch,
    sizes,
    cacheDirectory: options.cacheDirectory,
  });
  const { batchesPerEpoch } = loader;
  const history = [...(options.history ?? [])];
  const progress = new FitProgress(options.onProgress, {
    epochs,
    batchesPerEpoch,
    imagesPerEpoch: batchesPerEpoch * plan.batch,
  });
  let position: TrainingPosition = from?.position ?? {
    version: CHECKPOINT_VERSION,
    epoch: 0,
    batchesDone: 0,
    batchesPerEpoch,
    random: random.state(),
    sums: NO_SUMS,
    best: null,
  };
  const stepsDone = (): number => position.epoch * batchesPerEpoch + position.batchesDone;
  const rateAt = (step: number): number =>
    learningRateAt(config.optimiser, step, batchesPerEpoch * plan.stretch);
  const save = async (name: CheckpointName): Promise<void> => {
    position = { ...position, random: random.state() };
    const tensors = checkpointTensors(network, name === 'last' ? trainer : undefined);
    refuseNotFinite(tensors, stepsDone());
    await store?.writeCheckpoint(name, { tensors, position });
  };

  try {
    if (from !== undefined) {
      restoreTensors(from.tensors, network, trainer);
      refuseOtherBatches(position.batchesPerEpoch, batchesPerEpoch);
    }
    while (position.epoch < epochs) {
      const { epoch } = position;
      const batches = epoch + 1 === epochs ? plan.lastBatches : batchesPerEpoch;
      const seconds = progress.beginEpoch(position);
      let learningRate = rateAt(Math.max(stepsDone() - 1, 0));

      for await (const batch of loader.epoch(epoch, { startBatch: position.batchesDone })) {
        // What is passed over counts as well, lest a resumed run take a batch twice: batches without a usable image
        // before this one, and this one if it is down to one, which has no variance to normalise by.
        position = { ...position, batchesDone: batch.number };
        if (batch.number >= batches) break;
        if (batch.labels.length < 2) continue;
        learningRate = rateAt(stepsDone());
        const step = stepsDone() + 1;
        const augmented = augmentBatch(
          network,
          batch,
          config.augment,
          Random.derive(seed, 'mix', epoch, batch.number),
        );
        const report = takeStep(trainer, augmented.batch, learningRate, step);
        const sums = addStep(position.sums, report, batch.labels.length, augmented.extra);
        position = { ...position, batchesDone: batch.number + 1, sums };
        options.onStep?.({ step, epoch: epoch + 1, learningRate, batch: augmented.batch, report });
        progress.step(position, report.loss);
        await setImmediate(); // timers, signals and the loader's threads get their turn
        if (isAborted(signal)) break;
        if (position.batchesDone % checkpointEverySteps === 0 && position.batchesDone < batches) {
          await save('last');
        }
      }
      if (!isAborted(signal)) position = { ...position, batchesDone: batches };
      await save('last');
      if (isAborted(signal)) return result('stopped');
      if (position.sums.images === 0) {
        throw new DataError('fit: not one training image could be used', loader.problems);
      }

      const scores = await validateEpoch(epoch);
      if (scores === 'stopped') return result('stopped');
      const score = scores === null ? epoch : selectionScore(scores.voted, selectBy);
      const best = position.best === null || score > position.best.score;
      const metrics: EpochMetrics = {
        epoch: epoch + 1,
        steps: stepsDone(),
        learningRate,
        seconds: seconds(),
        imagesPerSecond: progress.rate(),
        train: epochMeans(position.sums),
        compute: position.sums.compute,
        validation: scores,
        best,
      };
      if (best) {
        position = { ...position, best: { epoch: epoch + 1, score } };
        await save('best');
      }
      position = { ...position, epoch: epoch + 1, batchesDone: 0, sums: NO_SUMS };
      await store?.appendMetrics(metrics);
      await save('last');
      history.push(metrics);
      options.onEpoch?.(metrics);
      if (isAborted(signal) && position.epoch < epochs) return result('stopped');
    }
    return result('finished');
  } finally {
    trainer.dispose();
    await loader.close();
  }

  /** Null without validation images. */
  async function validateEpoch(epoch: number): Promise<EpochMetrics['validation'] | 'stopped'> {
    if (validation.length === 0) return null;
    try {
      const { predictions } = await predict(network, validation, {
        config,
        cacheDirectory: options.cacheDirectory,
        phase: `validate epoch ${epoch + 1}/${epochs}`,
        signal,
        onProgress: (part) => {
          progress.validating(part);
        },
      });
      return validationMetrics(predictions, vote);
    } catch (error) {
      if (error instanceof AbortError && isAborted(signal)) return 'stopped';
      throw error;
    }
  }

  function result(status: FitResult['status']): FitResult {
    return { status, history, position, problems: loader.problems };
  }
}

/**
 * Refuses images whose people stand on both sides of a split.
 * @param options - of {@link fit}
 * @throws {SubjectOverlapError} if they do, and that was not accepted in words
 */
export function refuseSharedSubjects({
  train,
  validation = [],
  test = [],
  allowOverlap,
}: Pick<FitOptions, 'train' | 'validation' | 'test' | 'allowOverlap'>): void {
  for (const held of [validation, test]) {
    if (held.length > 0) assertDisjointSubjects(train, held, { allowOverlap });
  }
  if (validation.length > 0 && test.length > 0) assertDisjointSubjects(validation, test, { allowOverlap });
}

/** A call, since the compiler takes a property that it has seen once for unchanging. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** One step, whose failure to stay finite is told apart from other errors. */
function takeStep(
  trainer: TernaryTrainer,
  batch: ImageBatch,
  learningRate: number,
  step: number,
): StepReport {
  let report: StepReport;
  try {
    report = trainer.step(batch, learningRate);
  } catch (error) {
    if (isDivergence(error)) throw diverged(step, 'the attention maps are no longer finite');
    throw error;
  }
  if (!Number.isFinite(report.loss)) throw diverged(step, `the loss is ${report.loss}`);
  return report;
}

function refuseOtherBatches(before: number, now: number): void {
  if (before === now) return;
  throw new ParameterError(
    'from',
    `fit: the checkpoint was made with ${before} batches an epoch, these images give ${now}; resume with the same images and batch`,
  );
}
