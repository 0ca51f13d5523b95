import { DivergenceError } from '../core/errors/divergence-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { CellImage } from '../data/dataset.ts';
import type { NamedArray } from '../nn/named-array.ts';
import { exportWeights, loadWeights } from '../nn/weights.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { TRAINER_PREFIX } from './run/checkpoint.ts';
import type { TernaryTrainer, TernaryTrainerOptions } from './ternary-trainer.ts';

/**
 * What a config means for the trainer.
 * @param config - the run's config
 * @param train - the training images, for balanced class weights
 */
export function trainerOptions(
  { loss, optimiser, streams }: TrainingConfig,
  train: readonly CellImage[],
): TernaryTrainerOptions {
  return {
    used: streams.used,
    streams,
    centreWeight: loss.centreWeight,
    centreRate: loss.centreRate,
    centreUpdate: loss.centreUpdate,
    normaliseCentres: loss.normaliseCentres,
    classWeights: classWeights(loss.classWeights, train),
    momentum: optimiser.momentum,
    weightDecay: optimiser.weightDecay,
    layerDecay: optimiser.layerDecay,
    freezeBatchNorm: optimiser.freezeBatchNorm,
  };
}

function classWeights(choice: TrainingConfig['loss']['classWeights'], train: readonly CellImage[]): number[] {
  if (choice === 'none') return [1, 1];
  if (choice !== 'balanced') return [...choice];
  const counts = [0, 0];
  for (const { label } of train) counts[label]!++;
  return counts.map((count) => (count === 0 ? 0 : train.length / (counts.length * count)));
}

/**
 * Every tensor that a checkpoint holds.
 * @param network - its weights and batch-norm statistics
 * @param trainer - its centres and momentum; left out for a checkpoint that is only for prediction
 */
export function checkpointTensors(network: WtDfn, trainer?: TernaryTrainer): Map<string, NamedArray> {
  const tensors = exportWeights(network);
  for (const [name, array] of trainer?.arrays() ?? []) tensors.set(TRAINER_PREFIX + name, array);
  return tensors;
}

/**
 * Puts a checkpoint's tensors back, bit for bit.
 * @param tensors - from {@link checkpointTensors}
 * @param network - gets the weights
 * @param trainer - gets the rest; left out for prediction
 * @throws {ParameterError} if they are of another network
 */
export function restoreTensors(
  tensors: ReadonlyMap<string, NamedArray>,
  network: WtDfn,
  trainer?: TernaryTrainer,
): void {
  const weights = new Map<string, NamedArray>();
  const state = new Map<string, NamedArray>();
  for (const [name, array] of tensors) {
    if (name.startsWith(TRAINER_PREFIX)) state.set(name.slice(TRAINER_PREFIX.length), array);
    else weights.set(name, array);
  }
  loadWeights(network, weights, { strict: true });
  trainer?.restore(state);
}

/**
 * Refuses tensors that hold no numbers any more, before they reach a checkpoint.
 * @param tensors - about to be written
 * @param step - steps done, for the error
 * @throws {DivergenceError} naming the first tensor with NaN or infinity in it
 */
export function refuseNotFinite(tensors: ReadonlyMap<string, NamedArray>, step: number): void {
  for (const [name, { data }] of tensors) {
    // A sum is not finite if any term is not (or if it overflows float64, which float32 terms cannot do).
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += data[i]!;
    if (!Number.isFinite(sum)) throw diverged(step, `${name} is no longer finite`);
  }
}

/**
 * The error for training that has run away.
 * @param step - counted from 1
 * @param what - what is not a number any more
 */
export function diverged(step: number, what: string): DivergenceError {
  return new DivergenceError(
    step,
    `training diverged at step ${step}: ${what}; the last good checkpoint is kept; ` +
      'lower optimiser.learningRate or set optimiser.warmupSteps',
  );
}

/**
 * Whether an error of the streams says that attention is no longer a number.
 * @param error - what a step threw
 */
export function isDivergence(error: unknown): boolean {
  return error instanceof ParameterError && error.parameter === 'attention';
}
