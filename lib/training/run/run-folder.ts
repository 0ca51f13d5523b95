import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from '../../core/make-folder.ts';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { UNFINISHED, writeAtomically, writeError } from '../../core/write-atomically.ts';
import type { EpochMetrics } from '../epoch-metrics.ts';
import { changeConfig } from '../config/change-config.ts';
import { CONFIG_DEFAULTS } from '../config/config-defaults.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import {
  type Checkpoint,
  type CheckpointName,
  readLastGood,
  writeCheckpoint,
  type LastGood,
} from './checkpoint.ts';
import { appendMetrics, readMetrics, truncateMetrics } from './metrics-file.ts';
import { RUN_VERSION, type RunInfo } from './run-info.ts';
import { lockRun, type RunLock } from './run-lock.ts';
import { EventFile } from './tensorboard/event-file.ts';

/** Which images a run trains on and validates on, by id, and the people that they come from. */
export interface RunSplit {
  readonly train: readonly string[];
  readonly validation: readonly string[];
  /** Known subjects, sorted. */
  readonly trainSubjects: readonly string[];
  readonly validationSubjects: readonly string[];
}

/** What a run's folder says about the run. */
export interface RunRecord {
  /** Absolute path of the folder. */
  readonly path: string;
  readonly config: TrainingConfig;
  readonly info: RunInfo;
  readonly split: RunSplit;
  readonly metrics: readonly EpochMetrics[];
}

/**
 * The folder of one training run, held by this process:
 * `config.json` (resolved), `run.json` (versions, engine, seed, data), `split.json` (image ids), `metrics.jsonl` (one
 * line an epoch), `events.out.tfevents.*` (the same for TensorBoard, a file a session), `log.txt`,
 * `checkpoints/{last,previous,best}.safetensors`.
 */
export class RunFolder {
  /** Absolute path. */
  readonly path: string;
  readonly #lock: RunLock;
  readonly #guard: () => Promise<void>;
  /** This session's, from its first epoch on. */
  #events: EventFile | undefined;

  private constructor(path: string, lock: RunLock, guard: () => Promise<void>) {
    this.path = path;
    this.#lock = lock;
    this.#guard = guard;
  }

  /**
   * Takes a folder for a new run, or an old run's folder to go on in it.
   * @param path - made where it is missing
   * @param options - `resume`: an existing run is wanted, rather than refused; `guard`: is called before every write of
   *   records, metrics and checkpoints, and throws where this process may write no more
   * @throws {CheckpointError} if a run or other files lie there, or another process holds it
   * @throws {DataError} if the folder cannot be written to
   */
  static async take(
    path: string,
    options: { readonly resume: boolean; readonly guard?: (() => Promise<void>) | undefined },
  ): Promise<RunFolder> {
    const folder = resolve(path);
    try {
      await makeFolder(join(folder, 'checkpoints'));
    } catch (error) {
      throw writeError(folder, error);
    }
    const lock = await lockRun(folder);
    try {
      const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && name !== 'checkpoints');
      const isRun = names.includes('config.json');
      if (isRun && !options.resume) {
        throw new CheckpointError(
          folder,
          `${folder}: holds a run already; go on with it as it was set up (--resume, resume: true), delete the folder, or choose another one`,
        );
      }
      if (!isRun && names.length > 0 && names.some((name) => !OURS.has(name))) {
        throw new CheckpointError(
          folder,
          `${folder}: is not empty and holds no run (${names.slice(0, 3).join(', ')}); choose another folder`,
        );
      }
      await removeUnfinished(folder);
    } catch (error) {
      await lock.release();
      throw error;
    }
    return new RunFolder(folder, lock, options.guard ?? (() => Promise.resolve()));
  }

  /**
   * Writes a new run's records.
   * @param config - resolved
   * @param info - versions, engine, seed, data
   * @param split - image ids
   */
  async begin(config: TrainingConfig, info: RunInfo, split: RunSplit): Promise<void> {
    await this.#guard();
    // config.json comes last: a folder without it is not yet a run, and may be begun again.
    await writeAtomically(join(this.path, 'split.json'), toJson(split));
    await this.writeInfo(info);
    await writeAtomically(join(this.path, 'config.json'), toJson(config));
  }

  /** Whether a run's records lie here, so that one may be resumed. */
  async holdsRun(): Promise<boolean> {
    return (await readdir(this.path)).includes('config.json');
  }

  /** Replaces `run.json`. */
  async writeInfo(info: RunInfo): Promise<void> {
    await this.#guard();
    await writeAtomically(join(this.path, 'run.json'), toJson(info));
  }

  /** Adds an epoch's line to the metrics, and its scalars to this session's events for TensorBoard. */
  async appendMetrics(metrics: EpochMetrics): Promise<void> {
    await this.#guard();
    await appendMetrics(join(this.path, 'metrics.jsonl'), metrics);
    this.#events ??= await EventFile.begin(this.path, metrics.epoch - 1);
    await this.#events.append(metrics);
  }

  /**
   * Cuts the metrics back to what a checkpoint has finished.
   * @param epochs - finished epochs
   * @returns the lines kept
   */
  async truncateMetrics(epochs: number): Promise<EpochMetrics[]> {
    await this.#guard();
    return truncateMetrics(join(this.path, 'metrics.jsonl'), epochs);
  }

  /**
   * Writes a checkpoint, whole or not at all.
   * @throws {CheckpointError} if another process has taken the folder over meanwhile
   */
  async writeCheckpoint(name: CheckpointName, checkpoint: Checkpoint): Promise<void> {
    if (this.#lock.lost) {
      throw new CheckpointError(
        this.path,
        `${this.path}: another process has taken this run over (did the machine sleep?); this one stops`,
      );
    }
    await this.#guard();
    await writeCheckpoint(this.path, name, checkpoint);
  }

  /** The newest whole checkpoint; nothing before the first. */
  async readLastGood(): Promise<LastGood | undefined> {
    return readLastGood(this.path);
  }

  /** Adds a line with the time to `log.txt`. */
  async log(line: string): Promise<void> {
    try {
      await appendFile(join(this.path, 'log.txt'), `${new Date().toISOString()} ${line}\n`);
    } catch (error) {
      throw writeError(join(this.path, 'log.txt'), error);
    }
  }

  /** Lets the folder go. */
  async release(): Promise<void> {
    await this.#lock.release();
  }
}

/** Files that {@link RunFolder.begin} may have left before it was killed. */
const OURS = new Set(['split.json', 'run.json', 'log.txt', 'metrics.jsonl']);

/**
 * Reads a run's records, without taking its folder.
 * @param path - the run's folder
 * @throws {CheckpointError} if it is not a run's folder, or a file in it is missing or damaged
 */
export async function readRun(path: string): Promise<RunRecord> {
  const folder = resolve(path);
  const config = changeConfig(
    CONFIG_DEFAULTS,
    await readJson(folder, 'config.json'),
    join(folder, 'config.json'),
  );
  const info = (await readJson(folder, 'run.json')) as Partial<DamagedInfo> | null;
  if (info?.version !== RUN_VERSION) {
    throw new CheckpointError(
      folder,
      `${folder}: its run.json is of version ${JSON.stringify(info?.version)}, this wt-dfn reads ${RUN_VERSION}`,
    );
  }
  const { data, sessions } = info;
  const identities = [data?.train, data?.validation] as ({ sha256?: unknown } | null | undefined)[];
  const texts = [data?.root, ...identities.map((list) => list?.sha256)];
  if (!texts.every((text) => typeof text === 'string') || !Array.isArray(sessions)) {
    throw new CheckpointError(folder, `${folder}: its run.json is damaged (it lacks data or sessions)`);
  }
  const split = (await readJson(folder, 'split.json')) as Partial<RunSplit> | null;
  const lists = [split?.train, split?.validation, split?.trainSubjects, split?.validationSubjects];
  if (!lists.every((list) => Array.isArray(list) && list.every((name) => typeof name === 'string'))) {
    throw new CheckpointError(
      folder,
      `${folder}: its split.json lacks a list of training or validation images or subjects`,
    );
  }
  return {
    path: folder,
    config,
    info: info as unknown as RunInfo,
    split: split as RunSplit,
    metrics: await readMetrics(join(folder, 'metrics.jsonl')),
  };
}

/** A run.json of which nothing is known but its version. */
interface DamagedInfo {
  readonly version: unknown;
  readonly data: Partial<Record<'root' | 'train' | 'validation', unknown>>;
  readonly sessions: unknown;
}

/** @throws {CheckpointError} in words that tell a wrong folder from a damaged one */
async function readJson(folder: string, name: string): Promise<unknown> {
  const path = join(folder, name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const names = await readdir(folder).catch(() => undefined);
    const what =
      names === undefined
        ? code === 'ENOTDIR'
          ? 'is a file, not the folder of a run'
          : 'there is no such folder'
        : code === 'ENOENT'
          ? names.includes('config.json')
            ? `the run lacks its ${name}`
            : `is not the folder of a run (no ${name}); give the folder that wt-dfn train wrote`
          : `its ${name} cannot be read (${code ?? String(error)})`;
    throw new CheckpointError(path, `${folder}: ${what}`, { cause: error });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new CheckpointError(path, `${path}: damaged (not JSON)`, { cause: error });
  }
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const place of [folder, join(folder, 'checkpoints')]) {
    for (const name of await readdir(place)) {
      if (name.endsWith(UNFINISHED)) await rm(join(place, name), { force: true });
    }
  }
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
