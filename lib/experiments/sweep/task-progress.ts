import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UNFINISHED } from '../../core/write-atomically.ts';
import { attemptPath } from './task-attempt.ts';
import { processName, type ProcessName } from './task-claim.ts';

/** What one start of a task says of itself, about once a second: its sign of life. */
export interface TaskProgress {
  readonly token: number;
  readonly process: ProcessName;
  /** Slurm's job and array task, where it runs there: `17_3`. */
  readonly job: string | null;
  /** Grows by one with each report: clocks of machines differ, so others watch whether this moves. */
  readonly beat: number;
  readonly status: 'starting' | 'training' | 'evaluating' | 'stopped' | 'failed' | 'fenced' | 'finished';
  /** What went wrong, as one sentence; empty where nothing has. */
  readonly error: string;
  /** Whether another start would fail in the same way: wrong data, a divergence. */
  readonly hopeless: boolean;
  /** Images trained on, of all epochs, and how many there are. */
  readonly done: number;
  readonly total: number;
  /** Images a second. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
  /** A few words: the epoch, the loss. */
  readonly detail: string;
  /** Most memory that the process has had, and what it has now, in MiB. */
  readonly peakMiB: number;
  readonly residentMiB: number;
}

/** What a start reports by itself; the rest is known. */
export type ProgressChange = Partial<
  Omit<TaskProgress, 'token' | 'process' | 'job' | 'beat' | 'peakMiB' | 'residentMiB'>
>;

const fileOf = (task: string, token: number): string => join(attemptPath(task, token), '.progress.json');

/** Writes a start's progress. */
export class ProgressFile {
  readonly #path: string;
  #now: TaskProgress;
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param task - the task's folder
   * @param token - of this start
   */
  constructor(task: string, token: number) {
    this.#path = fileOf(task, token);
    this.#now = {
      token,
      process: processName(),
      job: slurmJob(),
      beat: 0,
      status: 'starting',
      error: '',
      hopeless: false,
      done: 0,
      total: 0,
      rate: null,
      secondsLeft: null,
      detail: '',
      peakMiB: 0,
      residentMiB: 0,
    };
  }

  /** Most memory that this process has had, in MiB. */
  get peakMiB(): number {
    return Math.round(process.resourceUsage().maxRSS / 1024);
  }

  /**
   * Notes what is new; {@link ProgressFile.beat} writes it.
   * @param change - what is new
   */
  note(change: ProgressChange): void {
    this.#now = { ...this.#now, ...change };
  }

  /** Writes the file anew; one write at a time. A disk that refuses is told by what matters more than this. */
  async beat(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const residentMiB = Math.round(process.memoryUsage.rss() / 2 ** 20);
      this.#now = { ...this.#now, beat: this.#now.beat + 1, peakMiB: this.peakMiB, residentMiB };
      const temporary = `${this.#path}${UNFINISHED}`;
      try {
        // Without fsync: a sign of life that a power cut takes away is not missed.
        await writeFile(temporary, JSON.stringify(this.#now));
        await rename(temporary, this.#path);
      } catch {
        // the folder is gone, or the disk full
      }
    });
    await this.#writing;
  }
}

/**
 * Reads a start's progress.
 * @param task - the task's folder
 * @param token - of the start
 * @returns nothing where it has not reported yet
 */
export async function readProgress(task: string, token: number): Promise<TaskProgress | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(task, token), 'utf8')) as TaskProgress;
  } catch {
    return undefined;
  }
}

function slurmJob(): string | null {
  const { SLURM_ARRAY_JOB_ID: array, SLURM_ARRAY_TASK_ID: index } = process.env;
  return array === undefined || index === undefined ? null : `${array}_${index}`;
}
