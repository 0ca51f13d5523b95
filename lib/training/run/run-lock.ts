import { readFileSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { writeError } from '../../core/write-atomically.ts';

/** Milliseconds without a sign of life after which a lock of another machine counts as left behind. */
const STALE = 60_000;
/** The same where we can see that the process is gone; the least that the lock package takes. */
const STALE_OF_THE_DEAD = 2000;
/** Looks at a dead process's lock, half a second apart, before we give up. */
const ATTEMPTS = 8;

/** One process's hold on a run folder. */
export interface RunLock {
  /** True once another process has taken the folder over (after a long sleep of the machine, say). */
  readonly lost: boolean;
  release: () => Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/**
 * Takes a run folder for this process, so that no two train into one folder. A process that was killed leaves its
 * lock behind: on the same machine we see that it is gone and take over after 2 s, else after a minute of silence.
 * @param folder - an existing folder
 * @throws {CheckpointError} if a living process holds the folder
 */
export async function lockRun(folder: string): Promise<RunLock> {
  const ownerFile = join(folder, '.owner.json');
  const state = { lost: false };
  const take = (stale: number): Promise<() => Promise<void>> =>
    lock(folder, {
      lockfilePath: join(folder, '.lock'),
      stale,
      update: 1000,
      onCompromised: () => {
        state.lost = true;
      },
    });
  let unlock: (() => Promise<void>) | undefined;
  try {
    for (let attempt = 0; unlock === undefined; attempt++) {
      unlock = await take(attempt === 0 ? STALE : STALE_OF_THE_DEAD).catch(async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
        const owner = await readOwner(ownerFile); // read anew each time: a third process may have taken over
        if (attempt === ATTEMPTS || (owner !== undefined && !isGone(owner))) throw held(folder, owner, error);
        await setTimeout(500);
        return undefined;
      });
    }
    await writeFile(ownerFile, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Owner));
  } catch (error) {
    throw writeError(folder, error);
  }
  return {
    get lost(): boolean {
      return state.lost;
    },
    release: async () => {
      if (state.lost) return;
      await rm(ownerFile, { force: true });
      await unlock().catch(() => undefined); // somebody removed it by hand: it is released all the same
    },
  };
}

/** Who trains into a run's folder. */
export interface RunHolder {
  /** Null where the lock does not say. */
  readonly pid: number | null;
  readonly host: string | null;
  /** Stopped for a while (Ctrl-Z), as far as the system tells. */
  readonly paused: boolean;
}

/**
 * Looks whether a living process holds a run's folder, without touching its lock.
 * @param folder - any folder
 * @returns nothing where nobody holds it: no lock, one whose process is gone, or one without a sign of life for a
 *   minute
 */
export async function runHolder(folder: string): Promise<RunHolder | undefined> {
  const lockFile = await stat(join(folder, '.lock')).catch(() => undefined);
  if (lockFile === undefined) return undefined;
  const owner = await readOwner(join(folder, '.owner.json'));
  if (owner !== undefined && isGone(owner)) return undefined;
  const paused = owner !== undefined && isPaused(owner);
  if (!paused && Date.now() - lockFile.mtimeMs > STALE) return undefined;
  return { pid: owner?.pid ?? null, host: owner?.host ?? null, paused };
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    return undefined; // not there, or torn by the very kill that we are recovering from
  }
}

function held(folder: string, owner: Owner | undefined, cause: unknown): CheckpointError {
  const who = owner === undefined ? 'another process' : `another process (${owner.pid} on ${owner.host})`;
  if (owner !== undefined && isPaused(owner)) {
    return new CheckpointError(
      folder,
      `${folder}: ${who} trains into this folder and is paused (Ctrl-Z); let it go on with kill -CONT ${owner.pid}, or end it with kill -9 ${owner.pid}`,
      { cause },
    );
  }
  return new CheckpointError(
    folder,
    `${folder}: ${who} trains into this folder; wait for it, or choose another folder`,
    { cause },
  );
}

/** Whether the process runs on this machine and has been stopped for a while; only Linux tells. */
function isPaused({ pid, host }: Owner): boolean {
  if (host !== hostname()) return false;
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.startsWith('T') ?? false;
  } catch {
    return false;
  }
}

/** Whether the process ran on this machine and is no more. */
function isGone(owner: Owner): boolean {
  if (owner.host !== hostname()) return false;
  if (owner.pid === process.pid) return false;
  try {
    process.kill(owner.pid, 0); // signal 0 only asks
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
