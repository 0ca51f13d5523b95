import { setTimeout as sleep } from 'node:timers/promises';
import type { FinishedTask } from '../finish-task.ts';
import { taskPath, withSweepLock, type OpenSweep } from '../sweep-folder.ts';
import { sweepLog, type LogSweep } from '../sweep-log.ts';
import { telling, type ExecuteOptions, type SweepOutcome } from '../sweep-outcome.ts';
import { sweepSnapshot, type RunningTask, type SweepSnapshot } from '../sweep-snapshot.ts';
import { BreathWatch, readTaskState, type TaskState } from '../task-state.ts';
import { hasEnded, SLURM, type QueuedTask, type SlurmClient } from './slurm-client.ts';
import { readSubmissions, recoverJobs, submitTasks } from './slurm-submissions.ts';

/** Options of {@link runOnSlurm}. */
export interface SlurmExecuteOptions extends ExecuteOptions {
  /** Slurm's commands; those that are installed here. */
  readonly client?: SlurmClient;
  /** Milliseconds between two questions to the controller. Default 10 s: a kindness to a shared controller. */
  readonly pollEvery?: number;
  /** Milliseconds without a sign of life after which a start that the controller does not know counts as dead. */
  readonly silence?: number;
}

/** Polls in a row in which a task must be gone from the queue: between its end and its requeue it is, for a moment. */
const GONE_POLLS = 2;

/**
 * Runs a sweep's missing tasks as a job array of Slurm and watches it. What is finished, queued or running is not
 * submitted again; a task that Slurm has dropped unfinished (its limit, a node that did not come back) is, up to the
 * spec's retries. When the signal ends the watching, the jobs go on.
 * @param sweep - from `openSweep`
 * @param options - signal, listeners
 * @throws {ExecutorError} if there is no Slurm here, or it refuses the jobs
 * @throws {DataError} if the store cannot be written to
 */
export async function runOnSlurm(sweep: OpenSweep, options: SlurmExecuteOptions = {}): Promise<SweepOutcome> {
  const { signal, pollEvery = 10_000 } = options;
  const log = telling(sweepLog(sweep.path), options.onEvent);
  await log('sweep-began', { executor: 'slurm', tasks: sweep.tasks.length });
  const watch = new SlurmWatch(sweep, log, options);
  for (;;) {
    const answered = await watch.poll();
    if (answered && signal?.aborted !== true) await watch.submitMissing();
    const snapshot = watch.snapshot(answered);
    options.onSnapshot?.(snapshot);
    const open = snapshot.running.length + snapshot.waiting;
    if (open === 0 || signal?.aborted === true) {
      const status = open > 0 ? 'stopped' : snapshot.failed.length > 0 ? 'failed' : 'finished';
      await log('sweep-ended', {
        status,
        finished: snapshot.finished.length,
        failed: snapshot.failed.length,
      });
      return { status, snapshot };
    }
    await sleep(pollEvery, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

/**
 * What has become of each task that a sweep has submitted, by the newest submission that has it.
 * @param sweep - the sweep's folder
 * @param client - Slurm's commands
 * @returns nothing where the controller does not answer; a task that it has forgotten is not in the map
 */
export async function queuedTasks(
  sweep: string,
  client: SlurmClient = SLURM,
): Promise<ReadonlyMap<string, QueuedTask & { readonly job: string }> | undefined> {
  const found = new Map<string, QueuedTask & { readonly job: string }>();
  for (const { job, tasks } of await readSubmissions(sweep)) {
    if (job === null) continue;
    const answer = await client.queue(job);
    if (answer === 'no answer') return undefined;
    for (const task of answer) {
      const id = tasks[task.index];
      // An older array's task may still run where a newer one has ended.
      if (id !== undefined && (!hasEnded(task.state) || !found.has(id))) found.set(id, { ...task, job });
    }
  }
  return found;
}

class SlurmWatch {
  readonly #sweep: OpenSweep;
  readonly #log: LogSweep;
  readonly #client: SlurmClient;
  readonly #breath: BreathWatch;
  readonly #finished = new Map<string, FinishedTask>();
  readonly #failed = new Map<string, string>();
  readonly #crashes = new Map<string, number>();
  readonly #gone = new Map<string, number>();
  /** Tasks that this controller has submitted, and has not yet seen to end. */
  readonly #submitted = new Set<string>();
  readonly #starts = new Map<string, number>();
  #running: RunningTask[] = [];
  #queue: ReadonlyMap<string, QueuedTask & { readonly job: string }> = new Map();
  #states = new Map<string, TaskState>();
  #silent = false;
  #hasPolled = false;

  constructor(sweep: OpenSweep, log: LogSweep, { client = SLURM, silence }: SlurmExecuteOptions) {
    this.#sweep = sweep;
    this.#log = log;
    this.#client = client;
    this.#breath = new BreathWatch(silence);
  }

  /** @returns false where the controller does not answer: nothing may then be concluded about what is queued */
  async poll(): Promise<boolean> {
    const recovered = await recoverJobs(this.#sweep, this.#client);
    const queue = recovered ? await queuedTasks(this.#sweep.path, this.#client) : undefined;
    // After the queue: what ended in between is then seen as finished, and never as gone.
    for (const { id } of this.#sweep.tasks) {
      if (this.#finished.has(id)) continue;
      const state = await readTaskState(taskPath(this.#sweep.path, id));
      this.#states.set(id, state);
      await this.#tell(id, state);
    }
    this.#hasPolled = true;
    if (queue === undefined) {
      if (!this.#silent) await this.#log('no-answer');
      this.#silent = true;
      return false;
    }
    this.#silent = false;
    this.#queue = queue;
    this.#running = [...this.#states].flatMap(([id, state]): RunningTask[] => {
      const queued = queue.get(id);
      if (state.status === 'finished' || queued?.state !== 'RUNNING') return [];
      const begun = state.status === 'begun' ? state : undefined;
      return [{ id, token: begun?.token ?? 0, progress: begun?.progress, where: queued.node }];
    });
    return true;
  }

  /** Submits what is neither finished, nor queued or running, nor without hope. */
  async submitMissing(): Promise<void> {
    const missing: string[] = [];
    for (const [id, state] of this.#states) {
      if (state.status === 'finished' || this.#failed.has(id)) continue;
      const queued = this.#queue.get(id);
      if (queued !== undefined && !hasEnded(queued.state)) {
        this.#gone.delete(id);
        continue;
      }
      if (this.#submitted.has(id)) {
        const polls = (this.#gone.get(id) ?? 0) + 1;
        this.#gone.set(id, polls);
        if (polls < GONE_POLLS || !(await this.#mayTryAgain(id, state, queued))) continue;
      } else if (state.status === 'begun' && this.#breath.look(id, state) !== 'ended') {
        continue; // somebody else is at work on it: another controller, or a node that Slurm has given up
      }
      missing.push(id);
    }
    if (missing.length === 0) return;
    await withSweepLock(this.#sweep.path, async () => {
      // Another controller may have submitted some while we were waiting for the lock.
      const queue = await queuedTasks(this.#sweep.path, this.#client);
      if (queue === undefined) return;
      const still = missing.filter((id) => {
        const queued = queue.get(id);
        return queued === undefined || hasEnded(queued.state);
      });
      if (still.length === 0) return;
      for (const { job, tasks } of await submitTasks(this.#sweep, still, this.#client)) {
        if (job === null) {
          await this.#log('no-answer');
          continue;
        }
        await this.#log('submitted', { job, tasks: tasks.length });
        for (const id of tasks) {
          this.#submitted.add(id);
          this.#gone.delete(id);
        }
      }
    });
  }

  snapshot(answered: boolean): SweepSnapshot {
    return sweepSnapshot({
      tasks: this.#sweep.tasks,
      finished: [...this.#finished.values()],
      running: this.#running.filter(({ id }) => !this.#finished.has(id)),
      failed: [...this.#failed].map(([id, reason]) => ({ id, reason })),
      parallel: this.#sweep.spec.executor?.parallel ?? Math.max(1, this.#running.length),
      notice: answered ? '' : "Slurm's controller does not answer; waiting for it (what runs goes on)",
    });
  }

  async #tell(id: string, state: TaskState): Promise<void> {
    if (state.status === 'finished') {
      this.#finished.set(id, state.result);
      if (!this.#hasPolled) return; // it was finished before we came
      await this.#log('finished', { task: id, start: state.result.token, ...state.result.scores });
    } else if (state.status === 'begun' && (this.#starts.get(id) ?? 0) < state.token) {
      this.#starts.set(id, state.token);
      const { process: where, job } = state.progress ?? {};
      await this.#log('started', {
        task: id,
        start: state.token,
        node: where?.host ?? null,
        job: job ?? null,
      });
    }
  }

  /** Whether a task that Slurm has dropped unfinished is submitted again. */
  async #mayTryAgain(id: string, state: TaskState, queued: QueuedTask | undefined): Promise<boolean> {
    const progress = state.status === 'begun' ? state.progress : undefined;
    if (progress?.status === 'failed' && progress.hopeless) {
      this.#failed.set(id, progress.error);
      await this.#log('failed', { task: id, reason: progress.error });
      return false;
    }
    const ending = queued?.state ?? (await this.#ending(id)) ?? 'unknown to Slurm';
    const crashes = (this.#crashes.get(id) ?? 0) + 1;
    const retries = this.#sweep.spec.executor?.retries ?? 2;
    const error = progress?.status === 'failed' ? `: ${progress.error}` : '';
    const reason = `ended unfinished (${ending})${error}`;
    this.#crashes.set(id, crashes);
    await this.#log('crashed', { task: id, reason, crashes, retries });
    if (crashes <= retries) return true;
    this.#failed.set(id, `${reason}, ${crashes} times`);
    await this.#log('failed', { task: id, reason });
    return false;
  }

  async #ending(id: string): Promise<string | undefined> {
    const submission = (await readSubmissions(this.#sweep.path)).findLast(({ tasks }) => tasks.includes(id));
    if (submission?.job == null) return undefined;
    return (await this.#client.endings(submission.job)).get(submission.tasks.indexOf(id));
  }
}
