import { changeConfig } from '../config/change-config.ts';
import { CONFIG_DEFAULTS } from '../config/config-defaults.ts';
import type { Preset } from './preset.ts';

/**
 * ResNet-18 at 96 px, for real cells on a processor: maps at stride 8 (12x12) so that there is something to crop by,
 * thresholds by the peak, and the crop cut from a 288-px view, which shows finer detail at no more cost (FINDINGS 3).
 */
export const RESNET18_PRESET: Preset = {
  name: 'resnet18',
  summary: 'ResNet-18 at 96 px for real cells on a processor, with maps fine enough to crop by',
  command: 'wt-dfn train --data C-NMC_Leukemia --preset resnet18',
  minutes: 'not measured yet',
  expected: 'not measured yet',
  config: changeConfig(CONFIG_DEFAULTS, {
    model: { backbone: 'resnet18', attentionMaps: 16, mapStride: 8 },
    input: { size: 96, viewFraction: 1, detailSize: 288 },
    augment: { randomCrop: false },
    streams: { cropFrom: 'original', cropThresholdTest: 0.3 },
    optimiser: { learningRate: 5e-3, warmupSteps: 50 },
    training: { epochs: 20, batch: 16 },
  }),
};
