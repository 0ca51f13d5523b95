import { ParameterError } from '../../core/errors/parameter-error.ts';
import {
  ATTENTIVE_CUT_MIX_DEFAULTS,
  CUT_MIX_DEFAULTS,
  MIXUP_DEFAULTS,
  SALIENCY_MIX_DEFAULTS,
  type AttentiveCutMixOptions,
  type CutMixOptions,
  type MixupOptions,
  type SaliencyMixOptions,
} from '../mixing/mixing-options.ts';
import { CUTOUT_DEFAULTS, type CutoutOptions } from './cutout.ts';
import { GRID_MASK_DEFAULTS, type GridMaskOptions } from './grid-mask.ts';
import { HIDE_AND_SEEK_DEFAULTS, type HideAndSeekOptions } from './hide-and-seek.ts';
import { KEEP_AUGMENT_DEFAULTS, type KeepAugmentOptions } from './keep-augment.ts';
import { RAND_AUGMENT_DEFAULTS, type RandAugmentOptions } from './rand-augment.ts';
import { RANDOM_ERASING_DEFAULTS, type RandomErasingOptions } from './random-erasing.ts';
import { RANDOM_RESIZED_CROP_DEFAULTS, type RandomResizedCropOptions } from './random-resized-crop.ts';

/** Methods that change one image, and need nothing but it: done where images are decoded. */
export const IMAGE_METHODS = [
  'randomResizedCrop',
  'cutout',
  'randomErasing',
  'hideAndSeek',
  'gridMask',
  'randAugment',
] as const;

/** Methods that mix images of a batch, and their labels with them. */
export const MIXING_METHODS = ['mixup', 'cutMix', 'attentiveCutMix', 'saliencyMix'] as const;

/** A method that changes one image. */
export type ImageMethod = (typeof IMAGE_METHODS)[number];

/** A method that mixes images. */
export type MixingMethod = (typeof MIXING_METHODS)[number];

/** What is done to training images after flips, turns and jitter; KeepAugment needs the network's gradient. */
export type AugmentMethod = 'none' | ImageMethod | MixingMethod | 'keepAugment';

/** Every name that `augment.method` can have. */
export const AUGMENT_METHODS: readonly AugmentMethod[] = [
  'none',
  ...IMAGE_METHODS,
  ...MIXING_METHODS,
  'keepAugment',
];

/** The parameters of each method; only those of the one that is chosen count. */
export interface AugmentMethodOptions {
  readonly randomResizedCrop: RandomResizedCropOptions;
  readonly cutout: CutoutOptions;
  readonly randomErasing: RandomErasingOptions;
  readonly hideAndSeek: HideAndSeekOptions;
  readonly gridMask: GridMaskOptions;
  readonly randAugment: RandAugmentOptions;
  readonly mixup: MixupOptions;
  readonly cutMix: CutMixOptions;
  readonly attentiveCutMix: AttentiveCutMixOptions;
  readonly saliencyMix: SaliencyMixOptions;
  readonly keepAugment: KeepAugmentOptions;
}

/** Each paper's own values; lengths that it gives in pixels are shares of its images' side here. */
export const AUGMENT_METHOD_DEFAULTS: AugmentMethodOptions = {
  randomResizedCrop: RANDOM_RESIZED_CROP_DEFAULTS,
  cutout: CUTOUT_DEFAULTS,
  randomErasing: RANDOM_ERASING_DEFAULTS,
  hideAndSeek: HIDE_AND_SEEK_DEFAULTS,
  gridMask: GRID_MASK_DEFAULTS,
  randAugment: RAND_AUGMENT_DEFAULTS,
  mixup: MIXUP_DEFAULTS,
  cutMix: CUT_MIX_DEFAULTS,
  attentiveCutMix: ATTENTIVE_CUT_MIX_DEFAULTS,
  saliencyMix: SALIENCY_MIX_DEFAULTS,
  keepAugment: KEEP_AUGMENT_DEFAULTS,
};

const SHARE = [0, 1] as const;
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  'randomResizedCrop.area': [0.001, 1],
  'randomResizedCrop.aspect': [0.1, 10],
  'cutout.length': SHARE,
  'randomErasing.probability': SHARE,
  'randomErasing.area': SHARE,
  'randomErasing.aspect': [0.01, 100],
  'hideAndSeek.patches': SHARE,
  'hideAndSeek.probability': SHARE,
  'gridMask.unit': [0.01, 2],
  'gridMask.keep': SHARE,
  'gridMask.probability': SHARE,
  'gridMask.ramp': SHARE,
  'randAugment.operations': [1, 14],
  'randAugment.magnitude': [0, 10],
  'mixup.alpha': [0.001, 1000],
  'cutMix.alpha': [0.001, 1000],
  'cutMix.probability': SHARE,
  'attentiveCutMix.cells': [0.001, 1],
  'attentiveCutMix.probability': SHARE,
  'saliencyMix.alpha': [0.001, 1000],
  'saliencyMix.probability': SHARE,
  'keepAugment.length': [0.01, 1],
  'keepAugment.quantile': SHARE,
};
const WHOLE = new Set(['randAugment.operations']);
const WORDS: Readonly<Record<string, readonly string[]>> = {
  fill: ['mean', 'black', 'noise'],
  of: ['cutout', 'randAugment'],
};

/** A parameter that cannot be used. */
export interface MethodProblem {
  /** `method.parameter` */
  readonly name: string;
  /** What it must be. */
  readonly expected: string;
  readonly got: unknown;
}

/**
 * The parameters that cannot be used.
 * @param options - every method's
 */
export function methodProblems(options: AugmentMethodOptions): MethodProblem[] {
  return Object.entries(AUGMENT_METHOD_DEFAULTS).flatMap(([method, defaults]) => {
    const values = options[method as keyof AugmentMethodOptions] as unknown as Record<string, unknown>;
    return Object.entries(defaults as Record<string, unknown>).flatMap(([key, example]) => {
      const got = values[key];
      const { expected, fits } = ruleOf(`${method}.${key}`, key, Array.isArray(example));
      return fits(got) ? [] : [{ name: `${method}.${key}`, expected, got }];
    });
  });
}

/** What a parameter must be, in words and as a test. */
function ruleOf(
  name: string,
  key: string,
  isList: boolean,
): { expected: string; fits: (value: unknown) => boolean } {
  const words = WORDS[key];
  if (words !== undefined) {
    return { expected: words.join(' or '), fits: (value) => words.includes(value as string) };
  }
  const [low, high] = RANGES[name] ?? SHARE;
  const whole = WHOLE.has(name);
  const range = `from ${low} to ${high}`;
  const one = (value: unknown): boolean =>
    typeof value === 'number' && value >= low && value <= high && (!whole || Number.isInteger(value));
  if (!isList) return { expected: `${whole ? 'a whole number' : 'a number'} ${range}`, fits: one };
  const all = (value: unknown): value is number[] => Array.isArray(value) && value.every(one);
  if (key === 'patches') {
    return {
      expected: `a list of numbers ${range}`,
      fits: (value) => all(value) && value.length > 0,
    };
  }
  return {
    expected: `two numbers [low, high] ${range} with low <= high`,
    fits: (value) => all(value) && value.length === 2 && value[0]! <= value[1]!,
  };
}

/**
 * Checks the methods' parameters.
 * @param caller - the function that was called, for the message
 * @param options - every method's
 * @throws {ParameterError} naming the first that is out of range
 */
export function checkAugmentMethods(caller: string, options: AugmentMethodOptions): void {
  const [problem] = methodProblems(options);
  if (problem === undefined) return;
  const { name, expected, got } = problem;
  throw new ParameterError(name, `${caller}: ${name} must be ${expected}, got ${JSON.stringify(got)}`);
}
