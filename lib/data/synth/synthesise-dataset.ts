import { makeFolder } from '../../core/make-folder.ts';
import { stoppable } from '../../core/running-cell.ts';
import { rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { throwIfAborted } from '../../core/abort.ts';
import { DataError } from '../../core/errors/data-error.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { synthManifest, synthReadme, type SynthManifest } from './dataset-notes.ts';
import { drawInThreads } from './draw-in-threads.ts';
import { MANIFEST, moveInto, requireFree } from './output-folder.ts';
import { planDataset } from './plan-dataset.ts';

/** How many cells to draw, and how. */
export interface SynthesiseOptions {
  /** Subjects a class, at least 12: fewer cannot be split and still say anything about unseen people. */
  readonly subjects?: number;
  /** Cells a subject. */
  readonly cells?: number;
  readonly seed?: number;
  /** Smear-like tiles for figures, beside the cells. */
  readonly smears?: number;
  /** `bmp` as C-NMC's files (0.6 MB each), or `png` with the same pixels (about 0.03 MB). */
  readonly format?: 'bmp' | 'png';
  /** Replace an earlier synthetic data set in the same folder. Other folders are never replaced. */
  readonly force?: boolean;
  /** Drawing threads; as many as there are cores by default. */
  readonly workers?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener;
}

/** What was drawn. */
export interface SynthesisedDataset {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly manifest: SynthManifest;
}

/** Least number of subjects a class. */
export const LEAST_SUBJECTS = 12;
/** More is a slip of the finger: a million BMP files are 600 GB. */
const MOST_PICTURES = 1_000_000;

/**
 * Draws a synthetic data set in C-NMC's official layout. It is drawn into a temporary folder beside `directory` and
 * renamed when complete, so a stopped run leaves nothing half done. Same options and seed, same bytes on every machine.
 * @param directory - a folder that is empty or does not exist yet
 * @throws {ParameterError} if a number is out of range or the folder is not empty
 * @throws {DataError} if the disk is full or the folder cannot be written
 * @throws {AbortError} if the signal stops it
 */
export async function synthesiseDataset(
  directory: string,
  options: SynthesiseOptions = {},
): Promise<SynthesisedDataset> {
  return stoppable(options.signal, (signal) => drawDataset(directory, { ...options, signal }));
}

async function drawDataset(directory: string, options: SynthesiseOptions): Promise<SynthesisedDataset> {
  const { subjects = 12, cells = 40, seed = 1, smears = 0, format = 'bmp', force = false, signal } = options;
  const { workers = Math.min(availableParallelism(), 8), onProgress } = options;
  requireWhole('subjects', subjects, LEAST_SUBJECTS, 'a class');
  requireWhole('cells', cells, 1, 'a subject');
  requireWhole('smears', smears, 0);
  requireWhole('workers', workers, 1);
  requireWhole('seed', seed, Number.MIN_SAFE_INTEGER);
  const pictures = 2 * subjects * cells + smears;
  if (pictures > MOST_PICTURES) {
    throw new ParameterError(
      'cells',
      `synthesiseDataset: ${pictures} pictures are too many, at most ${MOST_PICTURES}; take fewer subjects, cells or smears`,
    );
  }
  throwIfAborted(signal, 'data synth');

  const root = resolve(directory);
  await requireFree(root, force);
  const plan = { subjects, cells, smears, format };
  const manifest = synthManifest(seed, plan);
  const temporary = join(dirname(root), `.${basename(root)}.${process.pid}.tmp`);
  try {
    await makeFolder(temporary);
    await drawInThreads(planDataset(plan), { directory: temporary, seed, workers, signal, onProgress });
    await writeFile(join(temporary, 'README.md'), synthReadme(manifest));
    const notes = `${JSON.stringify(manifest, undefined, 2)}\n`;
    await writeFile(join(temporary, MANIFEST), notes);
    // Here too, so that the cells are known as drawn when this folder is moved.
    await writeFile(join(temporary, 'C-NMC_Leukemia', MANIFEST), notes);
    throwIfAborted(signal, 'data synth');
    await moveInto(temporary, root);
  } catch (error) {
    throw asWriteProblem(error, root);
  } finally {
    // A stopped thread may still be finishing its last file, hence the retries.
    await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
  return { root, manifest };
}

/** A full disk or a folder without write permission is the machine's fault, not a bug of ours. */
function asWriteProblem(error: unknown, root: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code ?? '')) return error;
  return new DataError(`synthesiseDataset: cannot write ${root}: ${message}`, [], { cause: error });
}

function requireWhole(name: string, value: number, least: number, unit = ''): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const atLeast = least === Number.MIN_SAFE_INTEGER ? '' : ` of at least ${least}`;
  throw new ParameterError(
    name,
    `synthesiseDataset: ${name} must be a whole number${atLeast}${unit === '' ? '' : ` ${unit}`}, got ${value}`,
  );
}
