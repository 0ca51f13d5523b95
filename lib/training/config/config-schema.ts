import { z } from 'zod';
import { BACKBONE_NAMES } from '../../nn/backbones.ts';
import { AUGMENT_METHOD_SHAPE } from './augment-method-schema.ts';
import type { TrainingConfig } from './training-config.ts';

// The message of each check is what was expected; parse-config.ts makes the sentence round it.

const word = <const T extends string>(...words: T[]): z.ZodType<T> =>
  z.enum(words, { error: `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}` });
const truth = z.boolean({ error: 'true or false' });
const text = z.string({ error: 'text' }).min(1, { error: 'text' });
const whole = (low: number, high = Number.MAX_SAFE_INTEGER): z.ZodInt => {
  const error = `a whole number ${high === Number.MAX_SAFE_INTEGER ? `from ${low} on` : `from ${low} to ${high}`}`;
  return z.int({ error }).min(low, { error }).max(high, { error });
};
const between = (low: number, high: number): z.ZodNumber => {
  const error = `a number from ${low} to ${high}`;
  return z.number({ error }).min(low, { error }).max(high, { error });
};
const above = (low: number): z.ZodNumber => {
  const error = `a number above ${low}`;
  return z.number({ error }).gt(low, { error });
};
const atLeast = (low: number): z.ZodNumber => {
  const error = `a number of at least ${low}`;
  return z.number({ error }).min(low, { error });
};
const lowHigh = (error: string, least: number, most: number): z.ZodType<readonly [number, number]> => {
  const end = z.number({ error }).min(least, { error }).max(most, { error });
  return z.tuple([end, end], { error }).refine(([low, high]) => low <= high, { error });
};
const shares = lowHigh('two numbers [low, high] with 0 <= low <= high <= 1', 0, 1);
const below = (low: number, high: number): z.ZodNumber => {
  const error = `a number from ${low} to below ${high}`;
  return z.number({ error }).min(low, { error }).lt(high, { error });
};
const shareAbove0 = z
  .number({ error: 'a number above 0, at most 1' })
  .gt(0, { error: 'a number above 0, at most 1' })
  .max(1, { error: 'a number above 0, at most 1' });
const sideOrNull = z.union([whole(16, 65536), z.null()], { error: 'a number of pixels from 16 on, or null' });
const stream = word('raw', 'crop', 'erase');
const usedStreams = 'a list of different streams out of raw, crop and erase, with raw among them';
const section = { error: 'a section with settings in it' };

/** Checks a {@link TrainingConfig}: every key is wanted, and no other. */
export const CONFIG_SCHEMA: z.ZodType<TrainingConfig> = z.strictObject(
  {
    model: z.strictObject(
      {
        backbone: word(...BACKBONE_NAMES),
        attentionMaps: whole(1, 512),
        mapStride: z.literal([8, 16, 32], { error: '8, 16 or 32' }),
        featureScale: above(0),
        weights: z.union([text, z.null()], { error: 'the path of a weight file, or null' }),
      },
      section,
    ),
    input: z.strictObject(
      {
        size: whole(16, 2048),
        tileSide: sideOrNull,
        centreCrop: sideOrNull,
        viewFraction: shareAbove0,
        detailSize: whole(16, 4096),
        normalisation: word('imagenet', 'centred'),
      },
      section,
    ),
    augment: z.strictObject(
      {
        flipHorizontal: truth,
        flipVertical: truth,
        rotate: between(0, 180),
        scale: lowHigh('two numbers [low, high] with 0.1 <= low <= high <= 10', 0.1, 10),
        randomCrop: truth,
        brightness: between(0, 1),
        saturation: between(0, 1),
        ...AUGMENT_METHOD_SHAPE,
      },
      section,
    ),
    streams: z.strictObject(
      {
        used: z
          .array(stream, { error: usedStreams })
          .refine((used) => used.includes('raw') && new Set(used).size === used.length, {
            error: usedStreams,
          }),
        cropThresholdTrain: shares,
        cropThresholdTest: between(0, 1),
        eraseThresholdTrain: shares,
        eraseThresholdTest: between(0, 1),
        cropPaddingTrain: between(0, 1),
        cropPaddingTest: between(0, 1),
        minimumSide: between(0, 1),
        thresholdRule: word('normalised', 'peak', 'quantile'),
        mapSharing: word('independent', 'shared'),
        eraseFill: word('mean', 'grey165', 'black', 'noise'),
        alignCorners: truth,
        cropFrom: word('input', 'original'),
        attentionOnForeground: truth,
        foregroundThreshold: between(0, 255),
        chooser: word('attention', 'random'),
      },
      section,
    ),
    loss: z.strictObject(
      {
        centreWeight: atLeast(0),
        centreRate: between(0, 1),
        centreUpdate: word('mean', 'sum', 'last'),
        normaliseCentres: truth,
        classWeights: z.union([word('none', 'balanced'), z.tuple([above(0), above(0)])], {
          error: 'none, balanced or two numbers above 0 for normal and lymphoblast',
        }),
      },
      section,
    ),
    optimiser: z.strictObject(
      {
        learningRate: above(0),
        decayRate: shareAbove0,
        decayEvery: above(0),
        decayBy: word('epoch', 'iteration'),
        warmupSteps: whole(0),
        momentum: below(0, 1),
        weightDecay: atLeast(0),
        layerDecay: shareAbove0,
        freezeBatchNorm: truth,
      },
      section,
    ),
    training: z.strictObject(
      {
        epochs: whole(1),
        passes: z.union([whole(1), z.null()], { error: 'a whole number from 1 on, or null' }),
        sampler: word('shuffle', 'sizeBalanced', 'classBalanced'),
        sizeBins: whole(1, 1000),
        batch: whole(1, 4096),
        seed: whole(0),
        validationFraction: below(0, 1),
        selectBy: word('wf1s', 'auroc'),
        vote: word('mean', 'majority', 'raw', 'rawCrop', 'rawErase'),
        checkpointEverySteps: whole(1),
        onBadImage: word('fatal', 'skip'),
        workers: whole(0, 64),
      },
      section,
    ),
    engine: z.strictObject({ backend: word('auto', 'tensorflow', 'wasm', 'cpu'), gpu: truth }, section),
  },
  section,
);
