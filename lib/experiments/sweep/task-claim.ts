import { readlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { FencedError } from '../../core/errors/fenced-error.ts';
import { createExclusively } from '../../core/create-exclusively.ts';

/** Who has started a task. */
export interface TaskClaim {
  /** Grows by one with each start of the task; the newest alone may write. */
  readonly token: number;
  readonly owner: ProcessName;
  /** ISO date and time, by the owner's clock. */
  readonly time: string;
}

/** What tells one process from all others on all machines, while it lives. */
export interface ProcessName {
  readonly host: string;
  /** Containers have process tables of their own, and may share a host's name. */
  readonly space: string;
  readonly pid: number;
}

/** This process. */
export function processName(): ProcessName {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // not Linux: one process table
  }
  return { host: hostname(), space, pid: process.pid };
}

/**
 * Whether a process is gone, as far as can be seen from here.
 * @param name - of the process
 * @returns nothing where it is on another machine
 */
export function isGone(name: ProcessName): boolean | undefined {
  const { host, space } = processName();
  if (name.host !== host || name.space !== space) return undefined;
  try {
    process.kill(name.pid, 0); // signal 0 only asks
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

const folderOf = (task: string): string => join(task, '.claims');
const fileOf = (task: string, token: number): string =>
  join(folderOf(task), `${String(token).padStart(6, '0')}.json`);

/**
 * The newest token of a task: how often it has been started.
 * @param task - the task's folder
 * @returns 0 where it has not been started
 */
export async function newestToken(task: string): Promise<number> {
  let names: string[];
  try {
    names = await readdir(folderOf(task));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
  return Math.max(0, ...names.flatMap((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)));
}

/**
 * Claims a task, whoever else has: from now on, the copies with older tokens may not write.
 * @param task - the task's folder
 */
export async function claimTask(task: string): Promise<TaskClaim> {
  for (;;) {
    const claim = await claimAfter(task, await newestToken(task));
    if (claim !== undefined) return claim;
  }
}

/**
 * Claims a task only if nobody else has meanwhile, lest two that see it free both start it.
 * @param task - the task's folder
 * @param token - the newest one that was seen; 0 for a task that has not been started
 * @returns nothing where another process has been faster
 */
export async function claimAfter(task: string, token: number): Promise<TaskClaim | undefined> {
  const claim = { token: token + 1, owner: processName(), time: new Date().toISOString() };
  const isOurs = await createExclusively(fileOf(task, claim.token), `${JSON.stringify(claim)}\n`);
  return isOurs ? claim : undefined;
}

/**
 * Reads a claim.
 * @param task - the task's folder
 * @param token - which
 * @returns nothing where it is not there
 */
export async function readClaim(task: string, token: number): Promise<TaskClaim | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(task, token), 'utf8')) as TaskClaim;
  } catch {
    return undefined; // gone, or torn on a file system without links: its name alone counts
  }
}

/**
 * Makes sure that this copy of a task is the newest; called before everything that it writes.
 * @param task - the task's folder
 * @param token - this copy's
 * @throws {FencedError} if a newer copy has been started
 */
export async function assertNewest(task: string, token: number): Promise<void> {
  const newest = await newestToken(task);
  if (newest <= token) return;
  const claim = await readClaim(task, newest);
  const who = claim === undefined ? '' : ` (process ${claim.owner.pid} on ${claim.owner.host})`;
  throw new FencedError(
    `${task}: start ${newest} of this task has begun${who}; start ${token}, which is this one, stops and writes no more`,
  );
}
