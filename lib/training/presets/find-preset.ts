import { ParameterError } from '../../core/errors/parameter-error.ts';
import { nearestName } from '../nearest-name.ts';
import { NANO_PRESET } from './nano.ts';
import { PAPER_PRESET } from './paper.ts';
import type { Preset } from './preset.ts';
import { QUICK_PRESET } from './quick.ts';
import { RESNET18_PRESET } from './resnet18.ts';

/** Every preset, from the smallest to the largest. */
export const PRESETS: readonly Preset[] = [NANO_PRESET, QUICK_PRESET, RESNET18_PRESET, PAPER_PRESET];

/**
 * Looks a preset up.
 * @param name - `nano`, `quick`, `resnet18` or `paper`
 * @throws {ParameterError} if there is none of that name
 */
export function findPreset(name: string): Preset {
  const preset = PRESETS.find((candidate) => candidate.name === name);
  if (preset !== undefined) return preset;
  const names = PRESETS.map((candidate) => candidate.name);
  const nearest = nearestName(name, names);
  throw new ParameterError(
    'preset',
    `preset: there is no ${JSON.stringify(name)}; ${nearest === undefined ? `take ${names.join(', ')}` : `did you mean ${nearest}?`}`,
  );
}
