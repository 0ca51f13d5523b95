import { changeConfig } from '../config/change-config.ts';
import type { Preset } from './preset.ts';
import { RESNET18_PRESET } from './resnet18.ts';

/** What `npm start` trains: the nano ResNet on small tiles, three streams, minutes on two cores. */
export const QUICK_PRESET: Preset = {
  name: 'quick',
  summary: 'a small network on small tiles, three streams: the whole line in minutes',
  command: 'wt-dfn start',
  minutes: 'not measured yet',
  expected: 'not measured yet',
  config: changeConfig(RESNET18_PRESET.config, {
    model: { backbone: 'nano', attentionMaps: 8, mapStride: 8 },
    input: { size: 64, detailSize: 160 },
    augment: { brightness: 0.05, saturation: 0.2 },
    optimiser: { learningRate: 0.02, warmupSteps: 20 },
    training: { epochs: 12, batch: 16, validationFraction: 0.2, selectBy: 'auroc' },
  }),
};
