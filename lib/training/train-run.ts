import { CheckpointError } from '../core/errors/checkpoint-error.ts';
import { DivergenceError } from '../core/errors/divergence-error.ts';
import { stoppable } from '../core/running-cell.ts';
import type { CellImage } from '../data/dataset.ts';
import type { OpenDatasetOptions } from '../data/open-dataset.ts';
import type { Engine } from '../engine/engine.ts';
import { normalisationOf } from '../nn/backbones.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { createNetwork } from './create-network.ts';
import { fit, refuseSharedSubjects, type FitOptions, type FitResult } from './fit.ts';
import { engineInfo, imageListIdentity, RUN_VERSION, versionInfo, type RunInfo } from './run/run-info.ts';
import { readRun, RunFolder, type RunSplit } from './run/run-folder.ts';

/** Options of {@link trainRun}; the rest as for {@link fit}. */
export interface TrainRunOptions extends Omit<FitOptions, 'store' | 'from' | 'history'> {
  /** Folder for the run's files. */
  readonly path: string;
  /** Go on with the run that lies there; its config must be the same. */
  readonly resume?: boolean;
  /** The data set's folder, for the records. */
  readonly dataRoot: string;
  /** How that folder was read, for the records; plain data, so a pattern as text. */
  readonly dataReading?: OpenDatasetOptions;
  /** The command as the person gave it, for the records. */
  readonly command?: string;
  readonly engine: Engine;
  /** Is called before every write into the folder; throws where this process may write no more, which ends the run. */
  readonly guard?: () => Promise<void>;
  /** Gets sentences for the person: what was loaded, from where training goes on. */
  readonly onNotice?: (sentence: string) => void;
}

/** What {@link trainRun} did. */
export interface TrainRunResult extends FitResult {
  /** Absolute path of the run's folder. */
  readonly path: string;
}

/**
 * Trains into a run folder: writes its records, resumes where asked, and leaves the folder whole however it ends.
 * @param options - folder, config, images, listeners
 * @throws {CheckpointError} if the folder cannot be used, or other settings or images are given than the run had
 * @throws as {@link fit}
 */
export async function trainRun(options: TrainRunOptions): Promise<TrainRunResult> {
  // What can be refused is refused before anything is written.
  refuseSharedSubjects(options);
  // Closing the folder belongs to the work that a notebook's stop button waits for, or the folder stays taken.
  return stoppable(options.signal, (signal) => trainInto({ ...options, signal }));
}

async function trainInto(options: TrainRunOptions): Promise<TrainRunResult> {
  const { path, resume = false, onNotice = () => undefined } = options;
  const { network, weights } = await createNetwork(options.config);
  let folder: RunFolder;
  try {
    folder = await RunFolder.take(path, { resume, guard: options.guard });
  } catch (error) {
    network.dispose();
    throw error;
  }
  let info: RunInfo | undefined;
  const close = async (status: RunInfo['status']): Promise<void> => {
    if (info !== undefined) await folder.writeInfo({ ...info, status, finished: new Date().toISOString() });
  };
  try {
    const begun = resume && (await folder.holdsRun());
    const { from, history } = begun ? await resumeFrom(folder, options) : { from: undefined, history: [] };
    info = await newInfo(folder, options, begun);
    if (begun) await folder.writeInfo(info);
    else await folder.begin(options.config, info, splitOf(options));
    if (weights !== undefined && from === undefined) {
      const { loaded, missing, unexpected } = weights;
      onNotice(
        `weights: ${loaded.length} tensors loaded; ${listed(missing)} missing; ${listed(unexpected)} unexpected`,
      );
      const { backbone } = options.config.model;
      const { normalisation } = options.config.input;
      if (normalisation !== normalisationOf(backbone)) {
        onNotice(
          `weights: those of ${backbone} usually learned with input.normalisation=${normalisationOf(backbone)}, this run has ${normalisation}`,
        );
      }
    }
    const result = await fit(network, { ...options, store: folder, from, history });
    for (const { path: file, reason } of result.problems) await folder.log(`left out ${file}: ${reason}`);
    await folder.log(
      `${result.status} after ${result.position.epoch} epochs and ${result.position.batchesDone} batches`,
    );
    await close(result.status);
    return { ...result, path: folder.path };
  } catch (error) {
    await folder.log(`ended by ${String(error)}`).catch(() => undefined); // the first error is the one to tell
    await close(error instanceof DivergenceError ? 'diverged' : 'stopped').catch(() => undefined);
    throw error;
  } finally {
    network.dispose();
    await folder.release();
  }
}

/** Finds the checkpoint to go on from, after making sure that settings and images are the run's own. */
async function resumeFrom(
  folder: RunFolder,
  { config, train, validation = [], onNotice }: TrainRunOptions,
): Promise<Pick<FitOptions, 'from' | 'history'>> {
  const before = await readRun(folder.path);
  const changed = firstDifference(before.config, config);
  if (changed !== undefined) {
    throw new CheckpointError(
      folder.path,
      `${folder.path}: cannot go on with other settings than the run has: ${changed}; leave the setting out, or start a new run`,
    );
  }
  for (const [name, images] of Object.entries({ train, validation })) {
    const then = before.info.data[name as 'train' | 'validation'];
    const now = imageListIdentity(images);
    if (then.sha256 !== now.sha256) {
      throw new CheckpointError(
        folder.path,
        `${folder.path}: cannot go on with other ${name} images than the run has (${then.images} then, ${now.images} now` +
          `${then.images === now.images ? ', not the same ones' : ''}); give the same data, or start a new run`,
      );
    }
  }
  const found = await folder.readLastGood();
  if (found === undefined) {
    onNotice?.('no checkpoint yet: starting from the beginning');
    await folder.truncateMetrics(0);
    return { history: [] };
  }
  if (found.notice !== '') onNotice?.(found.notice);
  const { epoch, batchesDone, batchesPerEpoch } = found.checkpoint.position;
  onNotice?.(
    `going on after ${epoch} epochs${batchesDone > 0 ? ` and ${batchesDone} of ${batchesPerEpoch} batches` : ''}`,
  );
  return { from: found.checkpoint, history: await folder.truncateMetrics(epoch) };
}

async function newInfo(folder: RunFolder, options: TrainRunOptions, begun: boolean): Promise<RunInfo> {
  const before = begun ? (await readRun(folder.path)).info : undefined;
  const position = begun ? (await folder.readLastGood())?.checkpoint.position : undefined;
  const session = {
    started: new Date().toISOString(),
    command: options.command ?? '',
    engine: engineInfo(options.engine),
    from: { epoch: position?.epoch ?? 0, batch: position?.batchesDone ?? 0 },
  };
  const last = before?.sessions.at(-1)?.engine;
  if (last !== undefined && JSON.stringify(last) !== JSON.stringify(session.engine)) {
    options.onNotice?.(
      `the run began on ${last.backend} ${last.version} and goes on on ${session.engine.backend} ${session.engine.version}: weights will differ in the last bits from an uninterrupted run`,
    );
  }
  return {
    version: RUN_VERSION,
    status: 'running',
    versions: versionInfo(),
    seed: options.config.training.seed,
    data: before?.data ?? {
      root: options.dataRoot,
      ...(options.dataReading === undefined ? {} : { reading: options.dataReading }),
      train: imageListIdentity(options.train),
      validation: imageListIdentity(options.validation ?? []),
    },
    sessions: [...(before?.sessions ?? []), session],
    finished: null,
  };
}

/** How many, and the first five by name. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return `${names.length} (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''})`;
}

function splitOf({ train, validation = [] }: TrainRunOptions): RunSplit {
  const subjects = (images: readonly CellImage[]): string[] =>
    [...new Set(images.flatMap(({ subject }) => subject ?? []))].sort();
  return {
    train: train.map(({ id }) => id),
    validation: validation.map(({ id }) => id),
    trainSubjects: subjects(train),
    validationSubjects: subjects(validation),
  };
}

/** The first setting that differs, with both values; where the arithmetic runs may change between sessions. */
function firstDifference(before: TrainingConfig, now: TrainingConfig): string | undefined {
  for (const [section, settings] of Object.entries(before)) {
    if (section === 'engine') continue;
    for (const [name, value] of Object.entries(settings as Record<string, unknown>)) {
      const other = (now[section as keyof TrainingConfig] as unknown as Record<string, unknown>)[name];
      if (JSON.stringify(value) === JSON.stringify(other)) continue;
      return `${section}.${name} was ${JSON.stringify(value)}, now ${JSON.stringify(other)}`;
    }
  }
  return undefined;
}
