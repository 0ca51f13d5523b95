import { QUANTILE_STREAM_OPTIONS } from '../../streams/stream-options.ts';
import { changeConfig } from '../config/change-config.ts';
import { CONFIG_DEFAULTS } from '../config/config-defaults.ts';
import type { Preset } from './preset.ts';

/**
 * ResNet-18 at 96 px, for real cells on a processor: maps at stride 8 (12x12) so that there is something to crop by,
 * thresholds by quantile of the cell, and the crop cut from a 288-px view, which shows finer detail at no more cost
 * (Pilot 3). All of it starts from chance, where the family starts from ImageNet, so two of its values are ours:
 * at λ = 1 the attention regularisation pulls all features together before the classes part (the features collapse;
 * λ = 0.1 does not), and with a feature scale of 100 the classifier's steps overshoot at a rate from which a
 * backbone learns (3 does not). Real cells fill up to the whole tile, so nothing is cut off.
 */
export const RESNET18_PRESET: Preset = {
  name: 'resnet18',
  summary: 'ResNet-18 at 96 px for real cells on a processor, with maps fine enough to crop by',
  command: 'wt-dfn train --data C-NMC_Leukemia --preset resnet18',
  minutes: 'not measured yet',
  expected: 'not measured yet',
  config: changeConfig(CONFIG_DEFAULTS, {
    model: { backbone: 'resnet18', attentionMaps: 16, mapStride: 8, featureScale: 3 },
    input: { size: 96, viewFraction: 1, detailSize: 288 },
    augment: { randomCrop: false },
    streams: { ...QUANTILE_STREAM_OPTIONS, cropFrom: 'original' },
    loss: { centreWeight: 0.1 },
    optimiser: { learningRate: 0.03, decayRate: 0.9, decayEvery: 1, warmupSteps: 50 },
    training: { epochs: 20, batch: 16 },
  }),
};
