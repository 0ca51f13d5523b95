import type { z } from 'zod';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import { valueAt } from '../../training/config/parse-config.ts';
import { nearestName } from '../../training/nearest-name.ts';
import { findPreset } from '../../training/presets/find-preset.ts';
import { SWEEP_KEYS, sweepSchema } from './sweep-schema.ts';
import type { SweepSpec, SweepVariant } from './sweep-spec.ts';

/**
 * Checks a spec and returns it. What only the data can tell (folds that are not there, people on both sides) is checked
 * when it is expanded.
 * @param input - anything
 * @param source - where it came from, for the message
 * @throws {ParameterError} naming each key that is unknown (with the nearest known one), missing or out of range
 */
export function parseSweep(input: unknown, source = 'sweep'): SweepSpec {
  const result = sweepSchema(input).safeParse(input);
  if (!result.success) {
    const sentences = result.error.issues.flatMap((issue) => describe(issue, input));
    throw new ParameterError(
      result.error.issues[0]?.path.join('.') ?? source,
      `${source}: ${sentences.join('; ')}`,
    );
  }
  checkTogether(result.data, (key, sentence) => new ParameterError(key, `${source}: ${sentence}`));
  return result.data;
}

/** What is fine by itself and not together. */
function checkTogether(spec: SweepSpec, wrong: (key: string, sentence: string) => ParameterError): void {
  const { axes = {}, folds, preset, data } = spec;
  if (preset !== undefined) findPreset(preset);
  if (typeof data === 'object' && data.subjectPattern !== undefined && data.subjectCsv !== undefined) {
    throw wrong('data', 'data: give either subjectPattern or subjectCsv');
  }
  checkSet(spec, 'set', wrong);
  const setBy = new Map<string, string>();
  const names: [place: string, names: readonly string[]][] = Object.entries(axes).map(([axis, variants]) => {
    const here = new Set<string>();
    for (const [name, variant] of Object.entries(variants)) {
      const place = `axes.${axis}.${name}`;
      if (variant.preset !== undefined) findPreset(variant.preset);
      checkSet(variant, `${place}.set`, wrong);
      for (const path of Object.keys(variant.set ?? {})) here.add(path);
      if (variant.preset !== undefined) here.add('the preset');
    }
    for (const path of here) {
      const other = setBy.get(path);
      if (other !== undefined) {
        throw wrong(
          `axes.${axis}`,
          `axes ${other} and ${axis} both change ${path}, so nobody could tell which one counts; leave it to one of them`,
        );
      }
      setBy.set(path, axis);
    }
    return [`axes.${axis}`, Object.keys(variants)];
  });
  const named = 'parts' in folds ? [] : folds;
  names.push(['folds', named.map(({ name }) => name)]);
  for (const [place, each] of names) refuseTwins(place, each, wrong);
  for (const { name, train, test } of named) {
    const both = train.find((folder) => test.includes(folder));
    if (both === undefined) continue;
    throw wrong('folds', `fold ${name} both trains and tests on ${both}; leave it out of one of them`);
  }
  if ('parts' in folds) {
    const { parts, only = [] } = folds;
    const beyond = only.find((part) => part > parts);
    if (beyond !== undefined)
      throw wrong('folds.only', `folds.only: there are ${parts} parts, got ${beyond}`);
    refuseTwins('folds.only', only.map(String), wrong);
  }
}

/** Some file systems take names that differ in their case only for one. */
function refuseTwins(
  place: string,
  names: readonly string[],
  wrong: (key: string, sentence: string) => ParameterError,
): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) {
      throw wrong(place, `${place}: ${twin} and ${name} would share one folder; give them different names`);
    }
    seen.set(name.toLowerCase(), name);
  }
}

function checkSet(
  { set = {} }: Pick<SweepVariant, 'set'>,
  place: string,
  wrong: (key: string, sentence: string) => ParameterError,
): void {
  if (Object.hasOwn(set, 'training.seed')) {
    throw wrong(place, `${place}: training.seed comes from seeds; leave it out here`);
  }
}

function describe(issue: z.core.$ZodIssue, input: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => {
      const nearest = nearestName(key, known);
      return `${[...path, key].join('.')} is not a key of a sweep; ${nearest === undefined ? `there are ${known.join(', ')}` : `did you mean ${nearest}?`}`;
    });
  }
  if (issue.code === 'invalid_key') {
    return [`${path.join('.')} must be ${issue.issues[0]?.message ?? issue.message}`];
  }
  const name = path.length === 0 ? 'the spec' : path.join('.');
  const value = valueAt(input, path);
  if (value === undefined) return [`${name} is missing; it must be ${issue.message}`];
  return [`${name} must be ${issue.message}, got ${JSON.stringify(value)}`];
}

function keysAt(path: readonly string[]): readonly string[] {
  const exact = SWEEP_KEYS[path.join('.')];
  if (exact !== undefined && path[0] !== 'axes') return exact;
  return SWEEP_KEYS[path[0] ?? ''] ?? [];
}
