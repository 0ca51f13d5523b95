import { attemptPath } from './task-attempt.ts';
import { readFinished, type FinishedTask } from './finish-task.ts';
import { isGone, newestToken, readClaim, type TaskClaim } from './task-claim.ts';
import { readProgress, type TaskProgress } from './task-progress.ts';

/** What a task's folder says. */
export type TaskState =
  | { readonly status: 'new' }
  | { readonly status: 'finished'; readonly result: FinishedTask }
  /** Its newest start has begun, and is at work, ended or dead: {@link BreathWatch} tells. */
  | {
      readonly status: 'begun';
      readonly token: number;
      readonly claim: TaskClaim | undefined;
      /** Nothing where the start has not reported yet. */
      readonly progress: TaskProgress | undefined;
    };

/**
 * Reads a task's state; the files that its starts leave are the truth, whoever runs them.
 * @param task - the task's folder
 */
export async function readTaskState(task: string): Promise<TaskState> {
  const result = await readFinished(task);
  if (result !== undefined) return { status: 'finished', result };
  const token = await newestToken(task);
  if (token === 0) return { status: 'new' };
  const [claim, progress] = [await readClaim(task, token), await readProgress(task, token)];
  return { status: 'begun', token, claim, progress };
}

/** Milliseconds without a sign of life after which a start counts as dead, where its process cannot be seen. */
export const SILENCE = 30_000;

/**
 * Tells whether starts of tasks are still at work, also on other machines, whose clocks may differ: a sign of life is that
 * a start's report changes while we watch.
 */
export class BreathWatch {
  readonly #silence: number;
  readonly #seen = new Map<
    string,
    { readonly mark: string; readonly since: number; readonly moved: boolean }
  >();

  /** @param silence - milliseconds without a sign of life after which a start counts as dead */
  constructor(silence: number = SILENCE) {
    this.#silence = silence;
  }

  /**
   * Looks at a start once more.
   * @param id - of the task
   * @param state - as it is now
   * @returns `unknown` while it has not been watched for long enough
   */
  look(id: string, state: Extract<TaskState, { status: 'begun' }>): 'alive' | 'ended' | 'unknown' {
    const { token, claim, progress } = state;
    if (progress?.status === 'stopped' || progress?.status === 'failed' || progress?.status === 'fenced') {
      return 'ended';
    }
    const owner = progress?.process ?? claim?.owner;
    if (owner !== undefined && isGone(owner) === true) return 'ended';
    const now = performance.now();
    const mark = `${token} ${progress?.beat ?? 0}`;
    const before = this.#seen.get(id);
    if (before?.mark !== mark) {
      const moved = before?.mark.startsWith(`${token} `) === true;
      this.#seen.set(id, { mark, since: now, moved });
      return moved ? 'alive' : 'unknown';
    }
    if (now - before.since > this.#silence) return 'ended';
    return before.moved ? 'alive' : 'unknown';
  }
}

/** Where the files of a start lie, for a person who looks for what went wrong. */
export function startFolder(task: string, state: TaskState): string {
  return state.status === 'begun' ? attemptPath(task, state.token) : task;
}
