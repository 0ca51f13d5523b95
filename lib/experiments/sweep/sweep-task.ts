import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import type { OpenDatasetOptions } from '../../data/open-dataset.ts';
import { coursePlan } from '../../training/course-plan.ts';
import type { TrainingConfig } from '../../training/config/training-config.ts';
import type { CheckpointName } from '../../training/run/checkpoint.ts';
import type { ImageListIdentity } from '../../training/run/run-info.ts';
import type { ImageSplit } from '../../training/split-images.ts';
import type { SweepFold } from './sweep-folds.ts';

/** Version of {@link SweepTask}. */
export const TASK_VERSION = 1;

/** One run of a sweep, all that decides it: what a task's `task.json` holds. */
export interface SweepTask {
  readonly version: typeof TASK_VERSION;
  /** The variants' names, fold and seed, joined by `_`: also the name of its folder. */
  readonly id: string;
  readonly sweep: string;
  /** Variant by axis. */
  readonly variants: Readonly<Record<string, string>>;
  readonly fold: SweepFold;
  readonly seed: number;
  readonly data: { readonly root: string; readonly reading: OpenDatasetOptions };
  readonly config: TrainingConfig;
  /** Who is trained, validated and tested on: a task refuses other images. */
  readonly images: Readonly<Record<keyof ImageSplit, ImageListIdentity>>;
  readonly evaluation: {
    readonly replicates: number;
    readonly checkpoint: CheckpointName;
    readonly report: 'full' | 'scores';
  };
}

/**
 * Training passes of a task: images through the network, each stream counted.
 * @param task - its images and its config's course count
 */
export function trainingPasses({ images, config }: Pick<SweepTask, 'images' | 'config'>): number {
  return coursePlan(config, images.train.images).passes;
}

/**
 * Reads a task's definition.
 * @param folder - of the task
 * @throws {CheckpointError} if it is missing, damaged or of another version
 */
export async function readTask(folder: string): Promise<SweepTask> {
  const path = join(folder, 'task.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new CheckpointError(path, `${folder}: is not the folder of a sweep's task (no task.json)`, {
      cause: error,
    });
  }
  let task: Partial<SweepTask> | null;
  try {
    task = JSON.parse(text) as Partial<SweepTask> | null;
  } catch (error) {
    throw new CheckpointError(path, `${path}: damaged (not JSON)`, { cause: error });
  }
  if (task?.version !== TASK_VERSION) {
    throw new CheckpointError(
      path,
      `${path}: of version ${JSON.stringify(task?.version)}, this wt-dfn reads ${TASK_VERSION}`,
    );
  }
  return task as SweepTask;
}

/**
 * What tells two definitions of a task apart, as words; nothing where they are the same run. Where the data lie and where
 * the arithmetic runs may differ: the images are compared by their own identity.
 * @param before - as the task was begun
 * @param now - as the spec says now
 */
export function taskDifference(before: SweepTask, now: SweepTask): string | undefined {
  const comparable = ({ images, config, fold, evaluation, variants }: SweepTask): unknown => ({
    config: { ...config, engine: undefined },
    fold,
    evaluation,
    variants,
    images: { train: images.train.sha256, validation: images.validation.sha256, test: images.test.sha256 },
  });
  return firstDifference(comparable(before), comparable(now), []);
}

function firstDifference(before: unknown, now: unknown, path: readonly string[]): string | undefined {
  if (isObject(before) && isObject(now)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const found = firstDifference(before[key], now[key], [...path, key]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (JSON.stringify(before) === JSON.stringify(now)) return undefined;
  if (path[0] === 'images') return `it had other ${path[1] ?? ''} images`;
  const name = (path[0] === 'config' ? path.slice(1) : path).join('.');
  return `${name} was ${JSON.stringify(before)}, now ${JSON.stringify(now)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
