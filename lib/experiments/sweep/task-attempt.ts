import { copyFile, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { makeFolder } from '../../core/make-folder.ts';
import { writeError } from '../../core/write-atomically.ts';
import { EVENT_FILE } from '../../training/run/tensorboard/event-file.ts';
import { checkpointPath, readCheckpoint, readLastGood } from '../../training/run/checkpoint.ts';

/**
 * Where one start of a task works. Each start has a folder of its own, so that a copy that was frozen in the middle of a
 * write, and goes on after a newer one has begun, finds nothing that it could spoil.
 * @param task - the task's folder
 * @param token - of the start
 */
export function attemptPath(task: string, token: number): string {
  return join(task, '.attempts', String(token).padStart(6, '0'));
}

/** How often a copy is made anew where its source was being written meanwhile. */
const COPIES = 3;

/** The order matters: see {@link copyRun}. */
const CHECKPOINTS = ['last', 'previous', 'best'] as const;

/**
 * Makes the folder of a start and copies into it what the newest earlier start has left, so that training goes on there.
 * @param task - the task's folder
 * @param token - of this start
 * @returns the start that was copied; 0 where there is none to go on from
 * @throws {DataError} if the disk refuses
 */
export async function beginAttempt(task: string, token: number): Promise<number> {
  const folder = attemptPath(task, token);
  try {
    await makeFolder(join(folder, 'checkpoints'));
    for (let before = token - 1; before > 0; before--) {
      if (await copyRun(attemptPath(task, before), folder)) {
        await removeOlder(task, before);
        return before;
      }
    }
    return 0;
  } catch (error) {
    throw writeError(folder, error);
  }
}

/**
 * Copies a run whose process may still be writing. `last` is copied before `best`: a `best` that is newer than `last` is
 * what a kill between the two leaves as well, and training writes it anew; an older one would be wrong, and is refused.
 */
async function copyRun(from: string, to: string): Promise<boolean> {
  if (!(await exists(join(from, 'config.json')))) return false; // killed before its records were whole
  for (let copy = 0; copy < COPIES; copy++) {
    for (const name of CHECKPOINTS) await copyIfThere(checkpointPath(from, name), checkpointPath(to, name));
    if (!(await isWhole(to))) continue;
    const events = (await readdir(from)).filter((name) => name.startsWith(EVENT_FILE));
    for (const name of ['metrics.jsonl', 'log.txt', 'run.json', 'split.json', ...events]) {
      await copyIfThere(join(from, name), join(to, name));
    }
    await copyIfThere(join(from, 'config.json'), join(to, 'config.json')); // last: now it is a run
    return true;
  }
  await rm(to, { recursive: true, force: true });
  await makeFolder(join(to, 'checkpoints'));
  return false;
}

/** Whether the checkpoints fit together: a run without any does, too. */
async function isWhole(run: string): Promise<boolean> {
  try {
    const found = await readLastGood(run);
    const wanted = found?.checkpoint.position.best?.epoch;
    if (wanted === undefined) return true;
    const best = await readCheckpoint(checkpointPath(run, 'best'));
    return (best.position.best?.epoch ?? 0) >= wanted;
  } catch (error) {
    if (error instanceof CheckpointError) return false;
    throw error;
  }
}

/** Two starts are kept: this one, and the one that it goes on from. */
async function removeOlder(task: string, than: number): Promise<void> {
  const folder = dirname(attemptPath(task, than));
  for (const name of await readdir(folder)) {
    if (Number(name) < than) {
      await rm(join(folder, name, 'checkpoints'), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
