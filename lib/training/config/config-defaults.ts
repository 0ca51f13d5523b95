import { AUGMENT_METHOD_DEFAULTS } from '../../data/baselines/augment-methods.ts';
import { STREAM_DEFAULTS } from '../../streams/stream-options.ts';
import type { TrainingConfig } from './training-config.ts';

/** Every setting's default: the values of the paper's family (Method 2 to 5), also the `paper` preset. */
export const CONFIG_DEFAULTS: TrainingConfig = {
  model: { backbone: 'resnet50', attentionMaps: 32, mapStride: 32, featureScale: 100, weights: null },
  input: {
    size: 448,
    tileSide: 450,
    centreCrop: null,
    viewFraction: 448 / 450,
    detailSize: 448,
    normalisation: 'imagenet',
  },
  augment: {
    flipHorizontal: true,
    flipVertical: true,
    rotate: 180,
    scale: [1, 1],
    randomCrop: true,
    brightness: 0.126,
    saturation: 0.5,
    method: 'none',
    ...AUGMENT_METHOD_DEFAULTS,
  },
  streams: { used: ['raw', 'crop', 'erase'], ...STREAM_DEFAULTS },
  loss: {
    centreWeight: 1,
    centreRate: 0.05,
    centreUpdate: 'mean',
    normaliseCentres: true,
    classWeights: 'none',
  },
  optimiser: {
    learningRate: 1e-3,
    decayRate: 0.9,
    decayEvery: 2,
    decayBy: 'epoch',
    warmupSteps: 0,
    momentum: 0.9,
    weightDecay: 1e-5,
    layerDecay: 1,
    freezeBatchNorm: false,
  },
  training: {
    epochs: 80,
    passes: null,
    sampler: 'shuffle',
    sizeBins: 10,
    batch: 12,
    seed: 1,
    validationFraction: 0.15,
    selectBy: 'wf1s',
    vote: 'mean',
    checkpointEverySteps: 100,
    onBadImage: 'fatal',
    workers: 1,
  },
  engine: { backend: 'auto', gpu: false },
};
