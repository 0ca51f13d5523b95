import type { FinishedTask } from './finish-task.ts';
import type { SweepTask } from './sweep-task.ts';
import type { TaskProgress } from './task-progress.ts';

/** One task that is at work. */
export interface RunningTask {
  readonly id: string;
  readonly token: number;
  /** Nothing until it reports. */
  readonly progress: TaskProgress | undefined;
  /** Host, or Slurm's node. */
  readonly where: string;
}

/** How a sweep stands. */
export interface SweepSnapshot {
  readonly tasks: number;
  readonly finished: readonly FinishedTask[];
  readonly running: readonly RunningTask[];
  /** Tasks that will not be tried again by this controller, with the reason. */
  readonly failed: readonly { readonly id: string; readonly reason: string }[];
  /** Neither of these: waiting for their turn. */
  readonly waiting: number;
  /** Estimated seconds to the end of the sweep; nothing before a first task has shown its rate. */
  readonly secondsLeft: number | undefined;
  /** What holds the sweep up, as a sentence; empty where nothing does. */
  readonly notice: string;
}

/** What a snapshot is made from. */
export interface SnapshotInput {
  readonly tasks: readonly SweepTask[];
  readonly finished: readonly FinishedTask[];
  readonly running: readonly RunningTask[];
  readonly failed: SweepSnapshot['failed'];
  /** Tasks at a time. */
  readonly parallel: number;
  readonly notice?: string;
}

/**
 * Puts a snapshot together and estimates the time left: what the running tasks say of themselves, and for the waiting
 * ones the mean length of what is known.
 * @param input - how the tasks stand
 */
export function sweepSnapshot(input: SnapshotInput): SweepSnapshot {
  const { tasks, finished, running, failed, notice = '' } = input;
  const waiting = Math.max(0, tasks.length - finished.length - running.length - failed.length);
  return {
    tasks: tasks.length,
    finished,
    running,
    failed,
    waiting,
    secondsLeft: timeLeft(input, waiting),
    notice,
  };
}

function timeLeft(
  { tasks, finished, running, parallel }: SnapshotInput,
  waiting: number,
): number | undefined {
  const epochs = new Map(tasks.map(({ id, config }) => [id, config.training.epochs]));
  const lengths = finished.map((task) => task.secondsPerEpoch * (epochs.get(task.task) ?? 0));
  const lefts: number[] = [];
  for (const { progress } of running) {
    if (progress?.secondsLeft !== null && progress?.secondsLeft !== undefined)
      lefts.push(progress.secondsLeft);
    if (progress?.rate != null && progress.rate > 0) lengths.push(progress.total / progress.rate);
  }
  if (waiting === 0 && running.length === 0) return 0;
  if (lengths.length === 0) return undefined;
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const unknown = running.length - lefts.length;
  const work = lefts.reduce((sum, left) => sum + left, 0) + (waiting + unknown) * mean;
  return Math.max(work / Math.max(1, Math.min(parallel, running.length + waiting)), ...lefts);
}
