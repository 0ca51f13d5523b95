import { ParameterError } from '../../core/errors/parameter-error.ts';
import { CONFIG_DEFAULTS } from '../../training/config/config-defaults.ts';
import { valueAt } from '../../training/config/parse-config.ts';
import { nearestName } from '../../training/nearest-name.ts';
import { changesText, settingText } from './config-changes.ts';
import type { RunSummary } from './run-summary.ts';

/** What runs are sorted, filtered and grouped by; null where a run does not have it. */
export type RunFieldValue = string | number | null;

const FIELDS: Readonly<Record<string, (run: RunSummary) => RunFieldValue>> = {
  name: ({ name }) => name,
  folder: ({ name }) => name.split('/').slice(0, -1).join('/'),
  state: ({ state }) => state,
  started: ({ started }) => started,
  seconds: ({ seconds }) => seconds,
  data: ({ data }) => (data === null ? null : dataText(data)),
  preset: ({ preset }) => preset,
  settings: ({ preset, changes }) =>
    preset === null ? null : [preset, changesText(changes)].join(' ').trim(),
  seed: ({ seed }) => seed,
  streams: ({ config }) => config?.streams.used.join(',') ?? null,
  epochs: ({ epochs }) => epochs,
  images: ({ imagesShown }) => imagesShown,
  passes: ({ passes }) => passes,
  test: ({ evaluation }) => evaluation?.testSet ?? null,
  auroc: ({ evaluation }) => evaluation?.scores.auroc.value ?? null,
  wf1s: ({ evaluation }) => evaluation?.scores.weightedF1.value ?? null,
  balancedAccuracy: ({ evaluation }) => evaluation?.scores.balancedAccuracy.value ?? null,
  sizeMatched: ({ evaluation }) => evaluation?.scores.sizeMatched?.value ?? null,
};

const SETTINGS: readonly string[] = Object.entries(CONFIG_DEFAULTS).flatMap(([section, settings]) =>
  Object.keys(settings as object).map((name) => `${section}.${name}`),
);

/** Names that {@link runField} knows beside the settings of a config (`training.seed`). */
export const RUN_FIELDS: readonly string[] = Object.keys(FIELDS);

/**
 * How to read one fact of a run by its name: a field such as `state` or `auroc`, or any setting (`optimiser.momentum`).
 * @param name - as a person gave it
 * @param parameter - for the message: `--sort`
 * @throws {ParameterError} if there is no such field or setting
 */
export function runField(name: string, parameter: string): (run: RunSummary) => RunFieldValue {
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name] ?? (() => null);
  if (SETTINGS.includes(name)) {
    return ({ config }) => {
      const value = valueAt(config, name.split('.'));
      if (value === undefined) return null;
      return typeof value === 'number' ? value : settingText(value);
    };
  }
  const nearest = nearestName(name, [...RUN_FIELDS, ...SETTINGS]);
  throw new ParameterError(
    parameter,
    `${parameter}: there is no ${JSON.stringify(name)}; ${nearest === undefined ? `there are ${RUN_FIELDS.join(', ')} and every setting, such as training.epochs` : `did you mean ${nearest}?`}`,
  );
}

/** Which runs are shown, and in which order. */
export interface ChooseRunsOptions {
  /** A field or setting; lowest first, runs without it last. Default `name`. */
  readonly sort?: string;
  readonly reverse?: boolean;
  /** `KEY=VALUE` each; all must hold, and a value may list several by commas. */
  readonly filters?: readonly string[];
}

/**
 * Chooses and orders runs.
 * @param runs - of a store
 * @param options - filters and order
 * @throws {ParameterError} if a key is unknown or a filter has no `=`
 */
export function chooseRuns(runs: readonly RunSummary[], options: ChooseRunsOptions = {}): RunSummary[] {
  const { sort = 'name', reverse = false, filters = [] } = options;
  const tests = filters.map((filter) => {
    const at = filter.indexOf('=');
    if (at < 1) {
      throw new ParameterError(
        '--filter',
        `--filter: expected KEY=VALUE such as state=finished, got ${JSON.stringify(filter)}`,
      );
    }
    const read = runField(filter.slice(0, at).trim(), '--filter');
    const wanted = filter.slice(at + 1).trim();
    const any = new Set([wanted, ...wanted.split(',').map((value) => value.trim())]);
    return (run: RunSummary): boolean => any.has(String(read(run) ?? ''));
  });
  const read = runField(sort, '--sort');
  const direction = reverse ? -1 : 1;
  return runs
    .filter((run) => tests.every((test) => test(run)))
    .sort((a, b) => {
      const [x, y] = [read(a), read(b)];
      if (x === null || y === null) return Number(x === null) - Number(y === null) || byName(a, b);
      const order =
        typeof x === 'number' && typeof y === 'number' ? x - y : compareText(String(x), String(y));
      return direction * order || byName(a, b);
    });
}

/**
 * A data set in few words: the folder's last two names and its folds.
 * @param data - of a run
 */
export function dataText({ root, folds }: NonNullable<RunSummary['data']>): string {
  const names = root.split(/[/\\]/).filter((name) => name !== '');
  return `${names.slice(-2).join('/')}${folds === null ? '' : ` (${folds.join(',')})`}`;
}

function byName(a: RunSummary, b: RunSummary): number {
  return compareText(a.name, b.name);
}

/** By code units, with numbers inside names in their order: seed-2 before seed-10. */
function compareText(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
