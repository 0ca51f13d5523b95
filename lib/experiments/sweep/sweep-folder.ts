import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lock } from 'proper-lockfile';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { makeFolder } from '../../core/make-folder.ts';
import { writeAtomically, writeError } from '../../core/write-atomically.ts';
import type { SweepPlan } from './expand-sweep.ts';
import type { SweepSpec } from './sweep-spec.ts';
import { readTask, taskDifference, type SweepTask } from './sweep-task.ts';
import { newestToken } from './task-claim.ts';

/** Version of {@link SweepManifest}. */
export const SWEEP_VERSION = 1;

/** What a sweep's `sweep.json` holds. */
export interface SweepManifest {
  readonly version: typeof SWEEP_VERSION;
  readonly name: string;
  /** ISO date and time. */
  readonly created: string;
  readonly changed: string;
  /** The spec as it was last given. */
  readonly spec: SweepSpec;
  /** Every task that the sweep has or had, in order; one that the spec has no more keeps its runs. */
  readonly tasks: readonly { readonly id: string; readonly inSpec: boolean }[];
}

/** A sweep that is ready to run. */
export interface OpenSweep {
  /** Absolute path: the store's folder and the sweep's name. */
  readonly path: string;
  readonly spec: SweepSpec;
  readonly tasks: readonly SweepTask[];
}

/**
 * Where a sweep lies in a store.
 * @param store - folder of all runs
 * @param name - of the sweep
 */
export function sweepPath(store: string, name: string): string {
  return resolve(store, name);
}

/**
 * Where a task lies.
 * @param sweep - the sweep's folder
 * @param id - of the task
 */
export function taskPath(sweep: string, id: string): string {
  return join(sweep, id);
}

/**
 * Writes a sweep into its store: `sweep.json`, and a folder with `task.json` for every task. What lies there already stays:
 * a changed spec adds tasks and leaves others, and a task that has begun cannot become another one.
 * @param plan - the tasks
 * @param options - store; `resume`: a sweep that has begun is wanted, rather than refused
 * @throws {CheckpointError} if the sweep has begun and is not to be resumed, or a task that has begun would change
 * @throws {DataError} if the store cannot be written to
 */
export async function openSweep(
  plan: SweepPlan,
  options: { readonly store: string; readonly resume: boolean },
): Promise<OpenSweep> {
  const path = sweepPath(options.store, plan.spec.name);
  try {
    await makeFolder(path);
  } catch (error) {
    throw writeError(path, error);
  }
  return withSweepLock(path, async () => {
    const before = await readManifest(path);
    const changed: SweepTask[] = [];
    for (const task of plan.tasks) {
      const folder = taskPath(path, task.id);
      if (!(await exists(join(folder, 'task.json')))) {
        if (await exists(join(folder, 'config.json'))) {
          throw new CheckpointError(
            folder,
            `${folder}: holds a run that is no task of this sweep; give the sweep another name`,
          );
        }
        changed.push(task);
        continue;
      }
      const begun = (await newestToken(folder)) > 0;
      if (begun && !options.resume) {
        throw new CheckpointError(
          path,
          `${path}: holds a sweep that has begun (${task.id}); go on with it (--resume), delete the folder, or give the sweep another name`,
        );
      }
      const difference = taskDifference(await readTask(folder), task);
      if (difference === undefined) continue;
      if (begun) {
        throw new CheckpointError(
          folder,
          `${folder}: has been run with other settings: ${difference}; name the variant or the sweep differently, so that both are kept`,
        );
      }
      changed.push(task);
    }
    // Nothing has been written up to here: a refusal leaves the store as it was.
    for (const task of changed)
      await writeAtomically(join(taskPath(path, task.id), 'task.json'), toJson(task));
    const now = new Date().toISOString();
    const ids = new Set(plan.tasks.map(({ id }) => id));
    const others = (before?.tasks ?? []).filter(({ id }) => !ids.has(id));
    const manifest: SweepManifest = {
      version: SWEEP_VERSION,
      name: plan.spec.name,
      created: before?.created ?? now,
      changed: now,
      spec: plan.spec,
      tasks: [
        ...plan.tasks.map(({ id }) => ({ id, inSpec: true })),
        ...others.map(({ id }) => ({ id, inSpec: false })),
      ],
    };
    await writeAtomically(join(path, 'sweep.json'), toJson(manifest));
    return { path, spec: plan.spec, tasks: plan.tasks };
  });
}

/**
 * Reads a sweep's manifest.
 * @param path - the sweep's folder
 * @returns nothing where there is none
 * @throws {CheckpointError} if it is damaged or of another version
 */
export async function readManifest(path: string): Promise<SweepManifest | undefined> {
  const file = join(path, 'sweep.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let manifest: Partial<SweepManifest> | null;
  try {
    manifest = JSON.parse(text) as Partial<SweepManifest> | null;
  } catch (error) {
    throw new CheckpointError(file, `${file}: damaged (not JSON)`, { cause: error });
  }
  if (manifest?.version !== SWEEP_VERSION || !Array.isArray(manifest.tasks)) {
    throw new CheckpointError(
      file,
      `${file}: is no manifest of a sweep that this wt-dfn reads (version ${SWEEP_VERSION})`,
    );
  }
  return manifest as SweepManifest;
}

/**
 * Does something while no other process writes the sweep's own files.
 * @param path - the sweep's folder
 * @param work - short
 * @throws {CheckpointError} if another process does not let go within about a minute
 */
export async function withSweepLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  let release: () => Promise<void>;
  try {
    release = await lock(path, {
      lockfilePath: join(path, '.sweep.lock'),
      stale: 20_000,
      update: 2000,
      retries: { retries: 60, minTimeout: 200, maxTimeout: 1000 },
      onCompromised: () => undefined, // what is written under it is whole files, whoever comes last
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw writeError(path, error);
    throw new CheckpointError(path, `${path}: another process is writing this sweep; try again`, {
      cause: error,
    });
  }
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
