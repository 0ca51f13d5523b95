import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { availableMemoryMiB } from './available-memory.ts';
import type { FinishedTask } from './finish-task.ts';
import { hasRoom, memoryNeed } from './memory-room.ts';
import { taskPath, type OpenSweep } from './sweep-folder.ts';
import { sweepLog, type LogSweep } from './sweep-log.ts';
import { telling, type ExecuteOptions, type SweepOutcome } from './sweep-outcome.ts';
import { sweepSnapshot, type RunningTask, type SweepSnapshot } from './sweep-snapshot.ts';
import { claimAfter } from './task-claim.ts';
import { startTask, TASK_EXIT, type TaskProcess } from './task-process.ts';
import { readProgress, type TaskProgress } from './task-progress.ts';
import { BreathWatch, readTaskState } from './task-state.ts';

/** Milliseconds between two looks at the tasks' folders. */
const TICK = 1000;

/** Milliseconds after a request to stop at which a task that does not heed it is killed. */
const GRACE = 120_000;

interface Start {
  readonly token: number;
  readonly process: TaskProcess;
  readonly timers: NodeJS.Timeout[];
  /** Asked to stop because of its time limit. */
  overLimit: boolean;
  progress: TaskProgress | undefined;
}

/**
 * Runs a sweep's missing tasks in processes on this machine, as many at a time as the spec and the memory allow. A task
 * whose process crashes or is killed is started again, and goes on from its checkpoint; the others do not notice. Tasks that
 * another process runs on the same store, here or elsewhere, are left to it and waited for.
 * @param sweep - from `openSweep`
 * @param options - signal and listeners
 * @throws {DataError} if the store cannot be written to
 */
export async function runLocally(sweep: OpenSweep, options: ExecuteOptions = {}): Promise<SweepOutcome> {
  const pool = new LocalPool(sweep, telling(sweepLog(sweep.path), options.onEvent));
  await pool.begin();
  const stop = (): void => {
    pool.stopAll();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const aborted = options.signal?.aborted === true;
      if (!aborted) await pool.fill();
      const snapshot = await pool.look();
      options.onSnapshot?.(snapshot);
      const open = snapshot.running.length + snapshot.waiting;
      if (aborted ? pool.isIdle : open === 0) {
        const status = open > 0 ? 'stopped' : snapshot.failed.length > 0 ? 'failed' : 'finished';
        await pool.end(status);
        return { status, snapshot };
      }
      await Promise.race([sleep(TICK), pool.change()]);
    }
  } finally {
    options.signal?.removeEventListener('abort', stop);
    pool.killAll(); // only where the disk has refused: otherwise there is none left
  }
}

class LocalPool {
  readonly #sweep: OpenSweep;
  readonly #log: LogSweep;
  readonly #parallel: number;
  readonly #threads: number;
  readonly #watch = new BreathWatch();
  readonly #starts = new Map<string, Start>();
  readonly #elsewhere = new Map<string, RunningTask>();
  readonly #finished = new Map<string, FinishedTask>();
  readonly #failed = new Map<string, string>();
  readonly #crashes = new Map<string, number>();
  /** Ids in the order in which they are tried; one that comes back goes to the end. */
  readonly #order: string[];
  readonly #endings = new Set<Promise<void>>();
  #wake: () => void = () => undefined;
  #notice = '';
  #problem: unknown;

  constructor(sweep: OpenSweep, log: LogSweep) {
    const { parallel, threads } = sweep.spec.executor ?? {};
    this.#sweep = sweep;
    this.#log = log;
    this.#parallel = parallel ?? Math.max(1, Math.floor(availableParallelism() / 2));
    this.#threads = threads ?? Math.max(1, Math.floor(availableParallelism() / this.#parallel));
    this.#order = sweep.tasks.map(({ id }) => id);
  }

  get isIdle(): boolean {
    return this.#starts.size === 0 && this.#endings.size === 0;
  }

  async begin(): Promise<void> {
    await this.#log('sweep-began', {
      executor: 'local',
      tasks: this.#order.length,
      parallel: this.#parallel,
    });
  }

  async end(status: SweepOutcome['status']): Promise<void> {
    const [finished, failed] = [this.#finished.size, this.#failed.size];
    await this.#log('sweep-ended', { status, finished, failed });
  }

  /** Resolves when a task has ended. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Starts what is free, as far as there is room. */
  async fill(): Promise<void> {
    if (this.#problem !== undefined) throw this.#problem as Error;
    this.#notice = '';
    for (const id of [...this.#order]) {
      if (this.#finished.has(id) || this.#failed.has(id) || this.#starts.has(id)) continue;
      const folder = taskPath(this.#sweep.path, id);
      const state = await readTaskState(folder);
      this.#elsewhere.delete(id);
      if (state.status === 'finished') {
        this.#finished.set(id, state.result);
        continue;
      }
      if (state.status === 'begun' && this.#watch.look(id, state) !== 'ended') {
        const where = (state.progress?.process ?? state.claim?.owner)?.host ?? 'elsewhere';
        this.#elsewhere.set(id, { id, token: state.token, progress: state.progress, where });
        continue;
      }
      if (!(await this.#hasRoom())) continue; // on with the loop: others may have finished elsewhere
      const claim = await claimAfter(folder, state.status === 'begun' ? state.token : 0);
      if (claim !== undefined) await this.#start(id, claim.token); // otherwise another controller was faster
    }
  }

  /** How the sweep stands, with the newest reports. */
  async look(): Promise<SweepSnapshot> {
    const running: RunningTask[] = [];
    for (const [id, start] of this.#starts) {
      start.progress = await readProgress(taskPath(this.#sweep.path, id), start.token);
      running.push({ id, token: start.token, progress: start.progress, where: 'here' });
    }
    return sweepSnapshot({
      tasks: this.#sweep.tasks,
      finished: [...this.#finished.values()],
      running: [...running, ...this.#elsewhere.values()],
      failed: [...this.#failed].map(([id, reason]) => ({ id, reason })),
      parallel: this.#parallel,
      notice: this.#notice,
    });
  }

  stopAll(): void {
    for (const start of this.#starts.values()) this.#stop(start);
    this.#elsewhere.clear();
    this.#wake();
  }

  killAll(): void {
    for (const { process: task } of this.#starts.values()) task.child.kill('SIGKILL');
  }

  async #hasRoom(): Promise<boolean> {
    if (this.#starts.size >= this.#parallel) return false;
    const running = [...this.#starts.values()].map(({ progress }) => progress);
    const need = memoryNeed(this.#sweep.spec.executor?.memoryMiB, [...this.#finished.values()], running);
    const available = await availableMemoryMiB();
    if (hasRoom(need, available, running)) return true;
    this.#notice = `waiting for memory: a task needs about ${Math.round(need)} MiB, ${Math.round(available)} MiB are free`;
    return false;
  }

  async #start(id: string, token: number): Promise<void> {
    const task = await startTask(this.#sweep.path, { id, token, threads: this.#threads });
    const start: Start = { token, process: task, timers: [], overLimit: false, progress: undefined };
    const { limitHours } = this.#sweep.spec.executor ?? {};
    if (limitHours !== undefined) {
      const timer = setTimeout(() => {
        start.overLimit = true;
        this.#stop(start);
      }, limitHours * 3_600_000);
      start.timers.push(timer);
    }
    this.#starts.set(id, start);
    const ending = this.#afterEnd(id, start).catch((error: unknown) => {
      this.#problem ??= error;
    });
    this.#endings.add(ending);
    void ending.finally(() => {
      this.#endings.delete(ending);
      this.#wake();
    });
    await this.#log('started', { task: id, start: token, process: task.child.pid ?? null });
  }

  #stop(start: Start): void {
    start.process.stop();
    const kill = setTimeout(() => start.process.child.kill('SIGKILL'), GRACE);
    start.timers.push(kill);
  }

  async #afterEnd(id: string, start: Start): Promise<void> {
    const { code, signal } = await start.process.ended;
    for (const timer of start.timers) clearTimeout(timer);
    const state = await readTaskState(taskPath(this.#sweep.path, id));
    const details = { task: id, start: start.token };
    this.#starts.delete(id);
    this.#order.splice(this.#order.indexOf(id), 1);
    this.#order.push(id);
    if (state.status === 'finished') {
      this.#finished.set(id, state.result);
      await this.#log('finished', { ...details, ...state.result.scores });
      return;
    }
    const progress = state.status === 'begun' && state.token === start.token ? state.progress : undefined;
    if (code === TASK_EXIT.fenced) {
      await this.#log('fenced', details);
    } else if (code === TASK_EXIT.stopped) {
      await this.#log(start.overLimit ? 'over-limit' : 'stopped', details);
    } else if (progress?.status === 'stopped' && !start.overLimit) {
      await this.#log('stopped', details); // before it had got any further
    } else if (progress?.status === 'failed' && progress.hopeless) {
      this.#failed.set(id, progress.error);
      await this.#log('failed', { ...details, reason: progress.error });
    } else {
      await this.#crashed(id, { ...details, reason: crashReason({ code, signal, start, progress }) });
    }
  }

  async #crashed(id: string, details: { readonly reason: string }): Promise<void> {
    const crashes = (this.#crashes.get(id) ?? 0) + 1;
    this.#crashes.set(id, crashes);
    const retries = this.#sweep.spec.executor?.retries ?? 2;
    await this.#log('crashed', { ...details, crashes, retries });
    if (crashes <= retries) return;
    const times = crashes === 1 ? 'once' : `${crashes} times`;
    const reason = `crashed ${times}, the last time: ${details.reason}`;
    this.#failed.set(id, reason);
    await this.#log('failed', { task: id, reason });
  }
}

function crashReason(end: {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly start: Start;
  readonly progress: TaskProgress | undefined;
}): string {
  const { code, signal, start, progress } = end;
  if (signal !== null) return `its process was ended by ${signal}`;
  if (start.overLimit) return 'it reached its time limit without getting any further';
  const error = progress?.error ?? '';
  return error === '' ? `its process ended with exit code ${String(code)}` : error;
}
