import type { z } from 'zod';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import { BACKBONES, stageStrides } from '../../nn/backbones.ts';
import { nearestName } from '../nearest-name.ts';
import { CONFIG_DEFAULTS } from './config-defaults.ts';
import { CONFIG_SCHEMA } from './config-schema.ts';
import type { TrainingConfig } from './training-config.ts';

/**
 * Checks a whole config, such as a run's `config.json`, and returns it.
 * @param input - anything, every setting included
 * @param source - where it came from, for the message: "--set", a file's path
 * @throws {ParameterError} naming each setting that is unknown (with the nearest known one), missing or out of range,
 *   what was expected and what came
 */
export function parseConfig(input: unknown, source = 'config'): TrainingConfig {
  const result = CONFIG_SCHEMA.safeParse(input);
  if (result.success) {
    checkTogether(result.data, source);
    return result.data;
  }
  const sentences = result.error.issues.flatMap((issue) => describe(issue, input));
  const parameter = result.error.issues[0]?.path.join('.') ?? source;
  throw new ParameterError(parameter, `${source}: ${sentences.join('; ')}`);
}

/** Settings that are fine each and not together. */
function checkTogether({ input, model, streams, training }: TrainingConfig, source: string): void {
  // SqueezeNet pads nothing, which costs a pixel more.
  const unpadded = BACKBONES[model.backbone].family === 'squeezenet' ? 1 : 0;
  if (input.size < 2 * model.mapStride + unpadded) {
    throw new ParameterError(
      'input.size',
      `${source}: input.size ${input.size} gives attention maps of less than 2x2 at model.mapStride ${model.mapStride}; ` +
        'take a larger input or a smaller stride',
    );
  }
  stageStrides(BACKBONES[model.backbone], model.mapStride); // throws where the backbone never gets so coarse
  if (streams.cropFrom === 'original' && input.detailSize < input.size) {
    throw new ParameterError(
      'input.detailSize',
      `${source}: input.detailSize must be at least input.size (${input.size}) where streams.cropFrom is original, got ${input.detailSize}`,
    );
  }
  const needs = { mean: [], majority: [], raw: [], rawCrop: ['crop'], rawErase: ['erase'] }[training.vote];
  for (const needed of needs) {
    if (!(streams.used as readonly string[]).includes(needed)) {
      throw new ParameterError(
        'training.vote',
        `${source}: training.vote ${training.vote} needs the ${needed} stream, which streams.used leaves out`,
      );
    }
  }
}

function describe(issue: z.core.$ZodIssue, input: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const name = [...path, key].join('.');
      const nearest = nearestSetting(path, key);
      return `${name} is not a setting; ${nearest === undefined ? `there are ${settingNames(path).join(', ')}` : `did you mean ${nearest}?`}`;
    });
  }
  const value = valueAt(input, path);
  const name = path.length === 0 ? 'the config' : path.join('.');
  if (value === undefined) return [`${name} is missing; it must be ${issue.message}`];
  return [`${name} must be ${issue.message}, got ${JSON.stringify(value)}`];
}

/** The setting that was probably meant: one of the same section, or one of that name elsewhere. */
function nearestSetting(section: readonly string[], key: string): string | undefined {
  const here = nearestName(key, settingNames(section));
  if (here !== undefined) return [...section, here].join('.');
  for (const [other, settings] of Object.entries(CONFIG_DEFAULTS)) {
    const there = nearestName(key, Object.keys(settings as object));
    if (there !== undefined) return `${other}.${there}`;
  }
  return undefined;
}

function settingNames(path: readonly string[]): string[] {
  const value = valueAt(CONFIG_DEFAULTS, path);
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** What lies in nested objects under a path; nothing where the path leads nowhere. */
export function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
