import { resolve } from 'node:path';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { CellDataset } from '../../data/dataset.ts';
import { openDataset, type OpenDatasetOptions } from '../../data/open-dataset.ts';
import { changeConfig } from '../../training/config/change-config.ts';
import { configForDataset } from '../../training/config/config-for-dataset.ts';
import type { TrainingConfig } from '../../training/config/training-config.ts';
import { findPreset } from '../../training/presets/find-preset.ts';
import { imageListIdentity } from '../../training/run/run-info.ts';
import { foldsOf, imagesOfFold, type SweepFold } from './sweep-folds.ts';
import type { SweepSpec, SweepVariant } from './sweep-spec.ts';
import { TASK_VERSION, type SweepTask } from './sweep-task.ts';

/** What a spec comes to on its data. */
export interface SweepPlan {
  readonly spec: SweepSpec;
  /** In the order in which they are started: seeds slowest, so that every variant has a first result early. */
  readonly tasks: readonly SweepTask[];
  /** Sentences that a person should read. */
  readonly notes: readonly string[];
}

/** Longest name of a task, well below what file systems take. */
const LONGEST = 180;

/**
 * Makes the tasks of a spec: every combination of variants, folds and seeds. The same spec on the same data gives the same
 * tasks, whatever the order of its axes.
 * @param spec - checked by `parseSweep`
 * @param source - where the spec came from, for messages
 * @throws {ParameterError} if a setting cannot be had, or a fold is not there
 * @throws {DataError} if the data cannot be used
 */
export async function expandSweep(spec: SweepSpec, source = 'sweep'): Promise<SweepPlan> {
  const data = typeof spec.data === 'string' ? { root: spec.data } : spec.data;
  const reading: OpenDatasetOptions = {
    ...(data.subjectPattern === undefined ? {} : { subjects: { pattern: data.subjectPattern } }),
    ...(data.subjectCsv === undefined ? {} : { subjects: { csv: resolve(data.subjectCsv) } }),
    ...(data.keepSubjectKeys === true ? { sameSubject: [] } : {}),
  };
  const dataset = await openDataset(data.root, reading);
  const notes = [...dataset.notes];
  const { replicates = 2000, checkpoint = 'best', report = 'full' } = spec.evaluation ?? {};
  const split = splitter(dataset, notes);
  const tasks: SweepTask[] = [];
  for (const seed of spec.seeds) {
    for (const fold of foldsOf(spec.folds)) {
      for (const variants of combinations(spec)) {
        const id = [...variants.map(({ name }) => name), fold.name, `seed${seed}`].join('_');
        if (id.length > LONGEST) {
          throw new ParameterError(
            'axes',
            `${source}: the task's name ${id} has more than ${LONGEST} letters; give the variants shorter names`,
          );
        }
        const config = configOf(spec, variants, dataset, { seed, source: `${source}, task ${id}` });
        tasks.push({
          version: TASK_VERSION,
          id,
          sweep: spec.name,
          variants: Object.fromEntries(variants.map(({ axis, name }) => [axis, name])),
          fold,
          seed,
          data: { root: dataset.root, reading },
          config,
          images: split(fold, seed, config.training.validationFraction),
          evaluation: { replicates, checkpoint, report },
        });
      }
    }
  }
  return { spec, tasks, notes };
}

interface ChosenVariant extends SweepVariant {
  readonly axis: string;
  readonly name: string;
}

/** One variant of each axis, the axes by their names. */
function combinations({ axes = {} }: SweepSpec): ChosenVariant[][] {
  let chosen: ChosenVariant[][] = [[]];
  for (const [axis, named] of Object.entries(axes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const variants = Object.entries(named).map(([name, variant]) => ({ ...variant, axis, name }));
    chosen = chosen.flatMap((before) => variants.map((variant) => [...before, variant]));
  }
  return chosen;
}

function configOf(
  spec: SweepSpec,
  variants: readonly ChosenVariant[],
  dataset: CellDataset,
  { seed, source }: { seed: number; source: string },
): TrainingConfig {
  const preset = variants.find((variant) => variant.preset !== undefined)?.preset ?? spec.preset ?? 'quick';
  const changes: Record<string, unknown> = {};
  for (const { set = {} } of [spec, ...variants]) {
    for (const [path, value] of Object.entries(set)) put(changes, path.split('.'), value);
  }
  put(changes, ['training', 'seed'], seed);
  return changeConfig(configForDataset(findPreset(preset).config, dataset), changes, source);
}

/** Puts a value at a path of nested objects; a name such as `__proto__` cannot get past the spec's schema. */
function put(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const inner = (Object.hasOwn(into, key) ? into[key] : {}) as Record<string, unknown>;
  into[key] = inner;
  put(inner, rest, value);
}

/** Divides and identifies the images, once for all tasks that share a fold, seed and validation share. */
function splitter(
  dataset: CellDataset,
  notes: string[],
): (fold: SweepFold, seed: number, validationFraction: number) => SweepTask['images'] {
  const known = new Map<string, SweepTask['images']>();
  const told = new Set<string>();
  return (fold, seed, validationFraction) => {
    const key = JSON.stringify([fold, seed, validationFraction]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const { train, validation, test, leftOut } = imagesOfFold(dataset.images, fold, {
      seed,
      validationFraction,
    });
    if (leftOut > 0 && !told.has(fold.name)) {
      told.add(fold.name);
      notes.push(`Fold ${fold.name}: ${leftOut} cells of people who are tested on are not trained on.`);
    }
    const images = {
      train: imageListIdentity(train),
      validation: imageListIdentity(validation),
      test: imageListIdentity(test),
    };
    known.set(key, images);
    return images;
  };
}
