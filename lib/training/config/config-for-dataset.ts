import type { CellDataset } from '../../data/dataset.ts';
import { changeConfig } from './change-config.ts';
import type { TrainingConfig } from './training-config.ts';

/**
 * Fits a preset to a data set before the person's own settings: what is known about C-NMC's tiles holds for them
 * alone, and a centre crop that is harmless on drawn cells cuts into real ones (at 320 px into about 6 % of C-NMC's
 * lymphoblasts; Pilot 5).
 * @param config - of a preset
 * @param dataset - what it will be trained on
 */
export function configForDataset(
  config: TrainingConfig,
  { kind, drawn }: Pick<CellDataset, 'kind' | 'drawn'>,
): TrainingConfig {
  if (drawn) return config;
  return changeConfig(config, {
    input: { centreCrop: null, ...(kind === 'c-nmc' ? {} : { tileSide: null }) },
  });
}
