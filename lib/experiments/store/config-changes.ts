import { CONFIG_DEFAULTS } from '../../training/config/config-defaults.ts';
import type { TrainingConfig } from '../../training/config/training-config.ts';
import { PRESETS } from '../../training/presets/find-preset.ts';

/** One setting that is not as it would be by default. */
export interface ConfigChange {
  /** As `--set` writes it: `training.epochs`. */
  readonly setting: string;
  /** What a preset, or the defaults, have. */
  readonly from: unknown;
  readonly to: unknown;
}

/** A config told by what it has of its own. */
export interface NamedConfig {
  /** The preset from which it differs least. */
  readonly preset: string;
  /** Against that preset; without the seed, and without what changes no result (engine, threads, checkpoints). */
  readonly changes: readonly ConfigChange[];
}

/** Settings that tell no experiment from another: where and how often, not what. */
const NO_EXPERIMENT = new Set([
  'training.seed',
  'training.workers',
  'training.checkpointEverySteps',
  'engine.backend',
  'engine.gpu',
]);

/**
 * The settings in which a config differs from another.
 * @param config - whose values are `to`
 * @param base - whose values are `from`; the defaults
 */
export function configChanges(
  config: TrainingConfig,
  base: TrainingConfig = CONFIG_DEFAULTS,
): ConfigChange[] {
  const before = new Map(settingsOf(base));
  return settingsOf(config).flatMap(([setting, to]) => {
    const from = before.get(setting);
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ setting, from, to }];
  });
}

/**
 * Finds the preset that a config differs least from. What the command said is not asked: a config file may have undone
 * all of it.
 * @param config - of a run
 */
export function nameConfig(config: TrainingConfig): NamedConfig {
  const candidates = PRESETS.map(({ name, config: base }) => ({
    preset: name,
    changes: configChanges(config, base).filter(({ setting }) => !NO_EXPERIMENT.has(setting)),
  }));
  return candidates.reduce((best, other) => (other.changes.length < best.changes.length ? other : best));
}

/**
 * Changes as `--set` takes them, one line: `training.epochs=3 streams.used=raw`.
 * @param changes - of a config
 */
export function changesText(changes: readonly ConfigChange[]): string {
  return changes.map(({ setting, to }) => `${setting}=${settingText(to)}`).join(' ');
}

/**
 * A setting's value as `--set` takes it.
 * @param value - of a config
 */
export function settingText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(',');
  return JSON.stringify(value);
}

function settingsOf(config: TrainingConfig): [setting: string, value: unknown][] {
  return Object.entries(config).flatMap(([section, settings]) =>
    Object.entries(settings as object).map(([name, value]): [string, unknown] => [
      `${section}.${name}`,
      value,
    ]),
  );
}
