import { changeConfig } from '../config/change-config.ts';
import type { Preset } from './preset.ts';
import { RESNET18_PRESET } from './resnet18.ts';

/**
 * What `npm start` trains: the nano ResNet at 64 px, three streams, minutes on two cores. Of drawn cells it sees the
 * middle 320 px of each tile; `configForDataset` drops the cut for real ones, which are larger (Pilot 5).
 */
export const QUICK_PRESET: Preset = {
  name: 'quick',
  summary: 'a small network on small tiles, three streams: the whole line in minutes',
  command: 'wt-dfn start',
  minutes: '4 minutes with drawing and report, on two cores with native TensorFlow',
  expected:
    'voted AUROC 0.992, 0.997, 0.995 on drawn cells of 8 unseen subjects (seeds 1 to 3; the outline alone 0.521, 0.509, 0.524); real cells: docs/results.md',
  config: changeConfig(RESNET18_PRESET.config, {
    model: { backbone: 'nano', attentionMaps: 8 },
    input: { size: 64, centreCrop: 320, detailSize: 192 },
    optimiser: { learningRate: 0.05, decayRate: 0.85, warmupSteps: 20 },
    training: { epochs: 10, validationFraction: 0.2 },
  }),
};
