import { ParameterError } from '../core/errors/parameter-error.ts';
import { AUGMENT_METHODS } from '../data/baselines/augment-methods.ts';
import { changeConfig, type PartialConfig } from './config/change-config.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { nearestName } from './nearest-name.ts';

/** One row of a comparison of augmentations: a name and what it changes in a config. */
export interface AugmentationBaseline {
  readonly name: string;
  /** What it is, for a person. */
  readonly summary: string;
  readonly changes: PartialConfig;
}

const RAW_ONLY: PartialConfig = { streams: { used: ['raw'] }, training: { vote: 'raw' } };
const STILL = {
  flipHorizontal: false,
  flipVertical: false,
  rotate: 0,
  scale: [1, 1],
  randomCrop: false,
  brightness: 0,
  saturation: 0,
  method: 'none',
} as const;

/**
 * The rows of the comparison (§3.2 of the paper; its own list is not known): nothing, flips and turns, random crop, each
 * published method on top of the config's own flips, turns and jitter, all with the raw stream alone; then the three
 * streams by attention, and the same three streams placed by chance, the fairest control.
 */
export const AUGMENTATION_BASELINES: readonly AugmentationBaseline[] = [
  { name: 'none', summary: 'the raw image as it is', changes: { ...RAW_ONLY, augment: STILL } },
  {
    name: 'flipRotate',
    summary: 'flips and any rotation',
    changes: { ...RAW_ONLY, augment: { ...STILL, flipHorizontal: true, flipVertical: true, rotate: 180 } },
  },
  {
    name: 'randomCrop',
    summary: "448 of 512 pixels at a random place, the family's crop",
    changes: { ...RAW_ONLY, augment: { ...STILL, randomCrop: true }, input: { viewFraction: 448 / 512 } },
  },
  {
    name: 'base',
    summary: "the config's own flips, turns and jitter: what every method below is laid on",
    changes: { ...RAW_ONLY, augment: { method: 'none' } },
  },
  ...AUGMENT_METHODS.filter((method) => method !== 'none').map((method) => ({
    name: method,
    summary: `base, then ${method}`,
    changes: { ...RAW_ONLY, augment: { method } },
  })),
  {
    name: 'ternary',
    summary: 'three streams, crop and erasure placed by attention',
    changes: threeStreams('attention'),
  },
  {
    name: 'randomTwins',
    summary: 'three streams, crop and erasure of the same areas placed by chance',
    changes: threeStreams('random'),
  },
];

function threeStreams(chooser: 'attention' | 'random'): PartialConfig {
  return {
    augment: { method: 'none' },
    streams: { used: ['raw', 'crop', 'erase'], chooser },
    training: { vote: 'mean' },
  };
}

/**
 * A config as one row of the comparison has it.
 * @param config - of every row: network, input, schedule
 * @param name - of a row in {@link AUGMENTATION_BASELINES}
 * @throws {ParameterError} if there is no such row
 */
export function withBaseline(config: TrainingConfig, name: string): TrainingConfig {
  const row = AUGMENTATION_BASELINES.find((candidate) => candidate.name === name);
  if (row !== undefined) return changeConfig(config, row.changes, `baseline ${name}`);
  const names = AUGMENTATION_BASELINES.map((candidate) => candidate.name);
  const nearest = nearestName(name, names);
  throw new ParameterError(
    'baseline',
    `baseline: there is no ${JSON.stringify(name)}; ${nearest === undefined ? `take ${names.join(', ')}` : `did you mean ${nearest}?`}`,
  );
}
