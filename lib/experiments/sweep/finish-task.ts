import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { createExclusively } from '../../core/create-exclusively.ts';
import { attemptPath } from './task-attempt.ts';

/** What a finished task's `finished.json` holds. */
export interface FinishedTask {
  readonly task: string;
  /** The start whose run it is. */
  readonly token: number;
  /** ISO date and time. */
  readonly finished: string;
  /** Seconds of training and validation, median over the epochs; without the evaluation. */
  readonly secondsPerEpoch: number;
  /** Images through the network in training, each stream counted. */
  readonly passes: number;
  /** Most memory that the process has had, in MiB. */
  readonly peakMiB: number;
  readonly testImages: number;
  /** Scores of the vote on the test images; null where the images do not allow one. */
  readonly scores: { readonly weightedF1: number | null; readonly auroc: number | null };
}

const decisionOf = (task: string): string => join(task, '.decided.json');
const markOf = (task: string): string => join(task, 'finished.json');

/**
 * Decides that a start's run is the task's run. Of all starts, one succeeds, ever.
 * @param task - the task's folder
 * @param result - what it came to
 * @returns false where another start's run has been taken already
 */
export async function decideTask(task: string, result: FinishedTask): Promise<boolean> {
  return createExclusively(decisionOf(task), `${JSON.stringify(result, undefined, 2)}\n`);
}

/**
 * Whether a start's run has been taken for the task's.
 * @param task - the task's folder
 */
export async function isDecided(task: string): Promise<boolean> {
  return exists(decisionOf(task));
}

/**
 * Completes what {@link decideTask} has decided: moves the run's files from their start's folder into the task's, removes
 * the other starts, and leaves the finished mark. Anybody may do it, any number of times, also two at once and after a kill
 * in the middle, since every step is a rename of one and the same file.
 * @param task - the task's folder
 * @throws {Error} of the system where nothing has been decided, or the disk refuses
 */
export async function publishTask(task: string): Promise<FinishedTask> {
  const before = await readFinished(task);
  if (before !== undefined) return before;
  const text = await readFile(decisionOf(task), 'utf8');
  const result = parse(decisionOf(task), text);
  const from = attemptPath(task, result.token);
  const names = await readdir(from).catch(() => []);
  // config.json last: a folder without it is not yet a run.
  for (const name of names.filter((each) => each !== 'config.json')) await moveIfThere(from, task, name);
  await moveIfThere(from, task, 'config.json');
  await createExclusively(markOf(task), text);
  // What a fenced copy may still hold open goes at the next chance.
  await rm(dirname(from), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  return result;
}

/**
 * Reads a task's finished mark.
 * @param task - the task's folder
 * @returns nothing where the task is not finished
 * @throws {CheckpointError} if the mark is damaged
 */
export async function readFinished(task: string): Promise<FinishedTask | undefined> {
  let text: string;
  try {
    text = await readFile(markOf(task), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return parse(markOf(task), text);
}

function parse(path: string, text: string): FinishedTask {
  try {
    return JSON.parse(text) as FinishedTask;
  } catch (error) {
    throw new CheckpointError(
      path,
      `${path}: damaged (not JSON); delete it, and the task is evaluated anew`,
      {
        cause: error,
      },
    );
  }
}

async function moveIfThere(from: string, to: string, name: string): Promise<void> {
  if (name.startsWith('.')) return; // locks and signs of life of the process
  try {
    await rename(join(from, name), join(to, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Somebody else has moved it.
    if (code === 'ENOENT') return;
    if ((code === 'ENOTEMPTY' || code === 'EEXIST') && (await exists(join(to, name)))) return;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
