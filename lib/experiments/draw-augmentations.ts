import { openDataset } from '../data/open-dataset.ts';
import { startEngine } from '../engine/start-engine.ts';
import type { SvgPicture } from '../figures/svg-picture.ts';
import { configForDataset } from '../training/config/config-for-dataset.ts';
import { createNetwork, loadRunNetwork } from '../training/create-network.ts';
import { findPreset } from '../training/presets/find-preset.ts';
import { readRun } from '../training/run/run-folder.ts';
import { augmentationFigure } from './augmentation-figure.ts';

/**
 * Draws a data set's first cells under every augmentation.
 * @param data - the data set's folder
 * @param run - a run's folder, whose network and settings are taken; else the quick preset's and a network from chance
 * @throws {CheckpointError} if the folder is no run's
 * @throws {DataError} if the data set cannot be read
 */
export async function drawAugmentations(data: string, run?: string): Promise<SvgPicture> {
  const dataset = await openDataset(data);
  const record = run === undefined ? undefined : await readRun(run);
  const config = record?.config ?? configForDataset(findPreset('quick').config, dataset);
  await startEngine(config.engine);
  const network = record === undefined ? (await createNetwork(config)).network : await loadRunNetwork(record);
  try {
    return await augmentationFigure(dataset.images, { config, network, trained: record !== undefined });
  } finally {
    network.dispose();
  }
}
