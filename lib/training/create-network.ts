import { CheckpointError } from '../core/errors/checkpoint-error.ts';
import { CLASS_COUNT } from '../data/dataset.ts';
import type { WeightReport } from '../nn/weights.ts';
import { WtDfn } from '../nn/wt-dfn.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { fitWeights } from './fit-weights.ts';
import { checkpointPath, readCheckpoint, type CheckpointName } from './run/checkpoint.ts';
import type { RunRecord } from './run/run-folder.ts';
import { restoreTensors } from './trainer-state.ts';

/** A new network and what became of the weights that it starts from. */
export interface CreatedNetwork {
  readonly network: WtDfn;
  /** Nothing where it starts from chance. */
  readonly weights: WeightReport | undefined;
}

/**
 * Makes the network that a config describes: random by its seed, then the weights of `model.weights` where it names
 * a file.
 * @param config - its `model` section, normalisation and seed count
 * @returns the network; the caller disposes it
 * @throws {CheckpointError} if the weight file is missing, damaged, hostile, shares no name with the backbone or is of
 *   another one
 */
export async function createNetwork({ model, input, training }: TrainingConfig): Promise<CreatedNetwork> {
  const { backbone, attentionMaps, mapStride, featureScale, weights: path } = model;
  const network = new WtDfn({
    backbone,
    attentionMaps,
    mapStride,
    featureScale,
    classes: CLASS_COUNT,
    seed: training.seed,
    normalisation: input.normalisation,
  });
  if (path === null) return { network, weights: undefined };
  try {
    const { report: weights } = await fitWeights(network, path, backbone);
    return { network, weights };
  } catch (error) {
    network.dispose();
    const reason = error instanceof Error ? error.message : String(error);
    const said = reason.startsWith(`${path}: `) ? reason.slice(path.length + 2) : reason;
    throw new CheckpointError(path, `model.weights: ${path} cannot be used (${said})`, { cause: error });
  }
}

/**
 * Makes a trained run's network.
 * @param run - the run's records
 * @param name - `best` by validation score, or `last`
 * @returns the network; the caller disposes it
 * @throws {CheckpointError} if the checkpoint is missing, damaged or of another network
 */
export async function loadRunNetwork(run: RunRecord, name: CheckpointName = 'best'): Promise<WtDfn> {
  const path = checkpointPath(run.path, name);
  const { tensors } = await readCheckpoint(path);
  // The checkpoint holds every weight: the file that training started from is not needed any more.
  const { network } = await createNetwork({ ...run.config, model: { ...run.config.model, weights: null } });
  try {
    restoreTensors(tensors, network);
  } catch (error) {
    network.dispose();
    throw new CheckpointError(path, `${path}: is of another network than the run's config.json`, {
      cause: error,
    });
  }
  return network;
}
