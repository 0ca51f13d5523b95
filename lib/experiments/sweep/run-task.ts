import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AbortError } from '../../core/errors/abort-error.ts';
import { DivergenceError } from '../../core/errors/divergence-error.ts';
import { FencedError } from '../../core/errors/fenced-error.ts';
import { WtDfnError } from '../../core/errors/wt-dfn-error.ts';
import { startEngine } from '../../engine/start-engine.ts';
import { readLastGood, type TrainingPosition } from '../../training/run/checkpoint.ts';
import { coursePlan } from '../../training/course-plan.ts';
import { trainRun } from '../../training/train-run.ts';
import { decideTask, isDecided, publishTask, type FinishedTask } from './finish-task.ts';
import { judgeTask } from './judge-task.ts';
import { readTask, type SweepTask } from './sweep-task.ts';
import { attemptPath, beginAttempt } from './task-attempt.ts';
import { assertNewest, claimTask } from './task-claim.ts';
import { openTaskImages } from './task-images.ts';
import { ProgressFile } from './task-progress.ts';

/** Options of {@link runTask}. */
export interface RunTaskOptions {
  /** The claim under which it is started; it makes one of its own without. */
  readonly token?: number | undefined;
  /** Makes a checkpoint and ends the start. */
  readonly signal?: AbortSignal | undefined;
  /** The command, for the run's records. */
  readonly command?: string;
  /** Gets sentences for the person. */
  readonly say?: (line: string) => void;
}

/** How a start of a task ended. */
export type TaskOutcome =
  | { readonly status: 'finished'; readonly result: FinishedTask }
  /** `further`: it has got further than the start before, so that another one makes sense. */
  | { readonly status: 'stopped'; readonly further: boolean };

/** Milliseconds between two signs of life. */
const BEAT = 1000;

/**
 * Runs one task of a sweep in this process: goes on where an earlier start was, trains, evaluates on the fold's test images
 * and leaves the finished mark. A task that is finished is left alone. A start that finds a newer one writes no more.
 * @param folder - the task's, with its `task.json`
 * @param options - claim, signal, listener
 * @throws {FencedError} if a newer start has begun, or another one has finished the task
 * @throws as `trainRun` and `evaluateNetwork`
 */
export async function runTask(folder: string, options: RunTaskOptions = {}): Promise<TaskOutcome> {
  const task = await readTask(folder);
  // An earlier start may have been killed while it was publishing.
  if (await isDecided(folder)) return { status: 'finished', result: await publishTask(folder) };
  const token = options.token ?? (await claimTask(folder)).token;
  const guard = (): Promise<void> => assertOurs(folder, token);
  await guard();
  await beginAttempt(folder, token);

  const progress = new ProgressFile(folder, token);
  const fenced = new AbortController();
  await progress.beat();
  const pulse = setInterval(() => {
    void progress.beat();
    guard().catch((error: unknown) => {
      if (error instanceof FencedError) fenced.abort(); // other errors: the disk, which the work itself will meet
    });
  }, BEAT);
  const signal =
    options.signal === undefined ? fenced.signal : AbortSignal.any([options.signal, fenced.signal]);
  try {
    const outcome = await work({ folder, task, token, guard, progress, signal, options });
    if (outcome.status === 'stopped') await guard(); // a stop because of a newer start is told as such
    progress.note({ status: outcome.status });
    return outcome;
  } catch (error) {
    const reason = await guard().then(
      () => error,
      (newer: unknown) => newer,
    );
    if (reason instanceof AbortError) {
      progress.note({ status: 'stopped' });
      return { status: 'stopped', further: false };
    }
    progress.note({
      status: reason instanceof FencedError ? 'fenced' : 'failed',
      error: reason instanceof Error ? reason.message : String(reason),
      hopeless: isHopeless(reason),
    });
    throw reason;
  } finally {
    clearInterval(pulse);
    await progress.beat();
  }
}

/** A mistake in data or settings, or a divergence: the same bits would do the same again. */
function isHopeless(error: unknown): boolean {
  return error instanceof DivergenceError || (error instanceof WtDfnError && error.exitCode === 2);
}

/** @throws {FencedError} if this start is not the newest, or the task is finished already */
async function assertOurs(folder: string, token: number): Promise<void> {
  await assertNewest(folder, token);
  const finished = await stat(join(folder, 'finished.json')).catch(() => undefined);
  if (finished !== undefined) {
    throw new FencedError(
      `${folder}: another start has finished this task; start ${token}, which is this one, stops`,
    );
  }
}

interface Work {
  readonly folder: string;
  readonly task: SweepTask;
  readonly token: number;
  readonly guard: () => Promise<void>;
  readonly progress: ProgressFile;
  readonly signal: AbortSignal;
  readonly options: RunTaskOptions;
}

async function work({ folder, task, token, guard, progress, signal, options }: Work): Promise<TaskOutcome> {
  const { config } = task;
  const say = options.say ?? (() => undefined);
  const path = attemptPath(folder, token);
  const images = await openTaskImages(task);
  const { epochs } = coursePlan(config, images.train.length);
  const engine = await startEngine({ ...config.engine, signal });
  const before = progressOf((await readLastGood(path))?.checkpoint.position);
  progress.note({ status: 'training' });
  const training = await trainRun({
    path,
    resume: true,
    config,
    ...images,
    dataRoot: task.data.root,
    dataReading: task.data.reading,
    command: options.command ?? `sweep ${task.sweep}, task ${task.id}`,
    engine,
    signal,
    guard,
    onNotice: say,
    onProgress: ({ done, total, rate, secondsLeft, detail }) => {
      progress.note({
        done,
        total,
        rate: rate ?? null,
        secondsLeft: secondsLeft ?? null,
        detail: detail ?? '',
      });
    },
    onEpoch: ({ epoch, train: { loss } }) => {
      say(`epoch ${epoch}/${epochs}: loss ${loss.toFixed(3)}`);
    },
  });
  if (training.status === 'stopped') {
    return { status: 'stopped', further: progressOf(training.position) > before };
  }

  progress.note({ status: 'evaluating', secondsLeft: null, detail: 'evaluation' });
  await progress.beat();
  try {
    const judged = await judgeTask(task, { run: path, images, engine, signal, guard });
    const result: FinishedTask = { ...judged, token, peakMiB: progress.peakMiB };
    await guard();
    if (!(await decideTask(folder, result))) await guard();
  } catch (error) {
    if (error instanceof AbortError) {
      return { status: 'stopped', further: progressOf(training.position) > before };
    }
    throw error;
  }
  return { status: 'finished', result: await publishTask(folder) };
}

/** A number that grows with every step, and with the validation at an epoch's end; 0 where there is no position. */
function progressOf(position: TrainingPosition | undefined): number {
  return position === undefined ? 0 : position.epoch * (position.batchesPerEpoch + 1) + position.batchesDone;
}
