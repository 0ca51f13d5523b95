import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CellImage } from '../../data/dataset.ts';
import type { OpenDatasetOptions } from '../../data/open-dataset.ts';
import type { Engine } from '../../engine/engine.ts';

/** Version of {@link RunInfo}. */
export const RUN_VERSION = 1;

/** Which images a run uses for one purpose: enough to notice that the data have changed. */
export interface ImageListIdentity {
  readonly images: number;
  /** Different known subjects. */
  readonly subjects: number;
  /** Images by label. */
  readonly perClass: readonly number[];
  /** SHA-256 over the ids and labels in their order. */
  readonly sha256: string;
}

/** The engine that a part of the run computed with. */
export interface EngineInfo {
  readonly backend: Engine['backend'];
  readonly version: string;
  readonly threads: number;
  readonly gpu: string | null;
}

/** A stretch of training without interruption. */
export interface RunSession {
  /** ISO date and time. */
  readonly started: string;
  readonly command: string;
  readonly engine: EngineInfo;
  /** Where it went on: finished epochs and batches of the next. */
  readonly from: { readonly epoch: number; readonly batch: number };
}

/** What a run's `run.json` holds. */
export interface RunInfo {
  readonly version: typeof RUN_VERSION;
  /** `running` also stands in the folder of a run that was killed. */
  readonly status: 'running' | 'stopped' | 'diverged' | 'finished';
  readonly versions: { readonly wtDfn: string; readonly node: string; readonly platform: string };
  readonly seed: number;
  readonly data: {
    /** The data set's folder at the time. */
    readonly root: string;
    /** How the folder was read: folds, where subjects come from. Missing in runs of before it was recorded. */
    readonly reading?: OpenDatasetOptions;
    readonly train: ImageListIdentity;
    readonly validation: ImageListIdentity;
  };
  /** First to last; more than one where the run was resumed. */
  readonly sessions: readonly RunSession[];
  /** ISO date and time of the end; null while there is none. */
  readonly finished: string | null;
}

/**
 * What tells one list of images from another.
 * @param images - in their order
 */
export function imageListIdentity(images: readonly CellImage[]): ImageListIdentity {
  const hash = createHash('sha256');
  const perClass = [0, 0];
  const subjects = new Set<string>();
  for (const { id, label, subject } of images) {
    hash.update(`${id}\u0000${label}\n`);
    perClass[label]!++;
    if (subject !== undefined) subjects.add(subject);
  }
  return { images: images.length, subjects: subjects.size, perClass, sha256: hash.digest('hex') };
}

/**
 * The part of an engine that belongs into a run's records.
 * @param engine - the engine that runs
 */
export function engineInfo({ backend, version, threads, gpu }: Engine): EngineInfo {
  return { backend, version, threads, gpu: gpu ?? null };
}

/** The versions that a run's records name. */
export function versionInfo(): RunInfo['versions'] {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return { wtDfn: version, node: process.version, platform: `${process.platform}-${process.arch}` };
}
