import { changeConfig } from '../config/change-config.ts';
import type { Preset } from './preset.ts';
import { QUICK_PRESET } from './quick.ts';

/** The smallest thing that runs every part: for tests, and for trying a command. It learns next to nothing. */
export const NANO_PRESET: Preset = {
  name: 'nano',
  summary: 'the smallest run of every part, for tests and for trying commands',
  command: 'wt-dfn train --data DIR --preset nano',
  minutes: 'not measured yet',
  expected: 'nothing: too small to learn',
  config: changeConfig(QUICK_PRESET.config, {
    model: { attentionMaps: 4 },
    input: { size: 32, detailSize: 64 },
    training: { epochs: 2, batch: 8, checkpointEverySteps: 5 },
  }),
};
