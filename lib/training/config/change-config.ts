import { ParameterError } from '../../core/errors/parameter-error.ts';
import { parseConfig, valueAt } from './parse-config.ts';
import type { TrainingConfig } from './training-config.ts';

/** A config with any settings left out: what a file or a caller adds to a preset. */
export type PartialConfig = {
  readonly [Section in keyof TrainingConfig]?: Partial<TrainingConfig[Section]>;
};

/**
 * A config with some settings changed.
 * @param base - where every other setting comes from: a preset's config
 * @param changes - sections with the settings to change; checked like a whole config
 * @param source - where the changes came from, for the message
 * @throws {ParameterError} as {@link parseConfig}
 */
export function changeConfig(base: TrainingConfig, changes: unknown, source = 'config'): TrainingConfig {
  return parseConfig(merge(base, changes), source);
}

/**
 * A config with single settings changed by path, as `--set` does: `streams.eraseFill=black`, `training.epochs=3`,
 * `streams.used=raw,crop`, `loss.classWeights=[1,2]`, `model.weights=null`.
 * @param base - where every other setting comes from
 * @param assignments - `path=value` each; later ones win
 * @throws {ParameterError} as {@link parseConfig}, or if an assignment has no `=`
 */
export function setInConfig(base: TrainingConfig, assignments: readonly string[]): TrainingConfig {
  let changed: unknown = base;
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    const path = assignment.slice(0, Math.max(at, 0)).trim().split('.');
    if (at < 1 || path.some((part) => part === '')) {
      throw new ParameterError(
        '--set',
        `--set: expected SECTION.SETTING=VALUE such as training.epochs=3, got ${JSON.stringify(assignment)}`,
      );
    }
    const value = typedValue(assignment.slice(at + 1), valueAt(base, path));
    changed = merge(changed, nest(path, value));
  }
  return parseConfig(changed, '--set');
}

/** Reads a value's text by the type that the setting has now: text stays text, lists take commas. */
function typedValue(text: string, present: unknown): unknown {
  const json = tryJson(text);
  if (Array.isArray(present) && !Array.isArray(json)) {
    const items = text.split(',').map((item) => item.trim());
    return items.map((item) => tryJson(item) ?? item);
  }
  if (typeof present === 'string' && typeof json === 'number') return text; // a file named 123
  return json === undefined ? text : json;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // a bare word: text
  }
}

function nest(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inner, key) => ({ [key]: inner }), value);
}

/** Lays changes over a base, section by section; lists are replaced as a whole. */
function merge(base: unknown, changes: unknown): unknown {
  if (!isPlain(base) || !isPlain(changes)) return changes;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(changes)) {
    // defineProperty-like assignment: a file's "__proto__" becomes an ordinary, unknown key
    Object.defineProperty(merged, key, {
      value: Object.hasOwn(merged, key) ? merge(merged[key], value) : value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return merged;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
