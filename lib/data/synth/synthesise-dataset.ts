import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { throwIfAborted } from '../../core/abort.ts';
import { AbortError } from '../../core/errors/abort-error.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { startWorker } from '../../core/worker.ts';
import { synthManifest, synthReadme, type SynthManifest } from './dataset-notes.ts';
import { planDataset, type DrawingJob } from './plan-dataset.ts';
import type { SynthWorkerData } from './synth-worker.ts';

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
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** What was drawn. */
export interface SynthesisedDataset {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly manifest: SynthManifest;
}

const MANIFEST = 'manifest.json';
const OURS: ReadonlySet<string> = new Set([MANIFEST, 'README.md', 'C-NMC_Leukemia', 'smears']);

/** Least number of subjects a class. */
export const LEAST_SUBJECTS = 12;

/**
 * Draws a synthetic data set in C-NMC's official layout. It is drawn into a temporary folder beside `directory` and
 * renamed when complete, so a stopped run leaves nothing half done. Same options and seed, same bytes on every machine.
 * @param directory - a folder that is empty or does not exist yet
 * @throws {ParameterError} if a number is out of range or the folder is not empty
 * @throws {AbortError} if the signal stops it
 */
export async function synthesiseDataset(
  directory: string,
  options: SynthesiseOptions = {},
): Promise<SynthesisedDataset> {
  const { subjects = 12, cells = 40, seed = 1, smears = 0, format = 'bmp', force = false, signal } = options;
  const { workers = Math.min(availableParallelism(), 8), onProgress } = options;
  requireWhole('subjects', subjects, LEAST_SUBJECTS, 'a class');
  requireWhole('cells', cells, 1, 'a subject');
  requireWhole('smears', smears, 0);
  requireWhole('workers', workers, 1);
  requireWhole('seed', seed, Number.MIN_SAFE_INTEGER);
  throwIfAborted(signal, 'data synth');

  const root = resolve(directory);
  await requireFree(root, force);
  const plan = { subjects, cells, smears, format };
  const manifest = synthManifest(seed, plan);
  const temporary = join(dirname(root), `.${basename(root)}.${process.pid}.tmp`);
  try {
    await mkdir(temporary, { recursive: true });
    await drawAll(planDataset(plan), { directory: temporary, seed, workers, signal, onProgress });
    await writeFile(join(temporary, 'README.md'), synthReadme(manifest));
    await writeFile(join(temporary, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
    throwIfAborted(signal, 'data synth');
    await moveInto(temporary, root);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { root, manifest };
}

function requireWhole(name: string, value: number, least: number, unit = ''): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  const atLeast = least === Number.MIN_SAFE_INTEGER ? '' : ` of at least ${least}`;
  throw new ParameterError(
    name,
    `synthesiseDataset: ${name} must be a whole number${atLeast}${unit === '' ? '' : ` ${unit}`}, got ${value}`,
  );
}

async function entriesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') {
      throw new ParameterError('directory', `synthesiseDataset: ${directory} is a file; name a folder`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** An empty folder is free; with `force` also one that holds nothing but an earlier synthetic data set. */
async function requireFree(root: string, force: boolean): Promise<void> {
  const entries = await entriesOf(root);
  if (entries.length === 0) return;
  const ours = entries.every((entry) => OURS.has(entry)) && (await isSynthetic(root));
  if (ours && force) return;
  const advice = ours
    ? 'it holds an earlier synthetic data set: pass --force (force: true) to replace it, or name another folder'
    : 'it holds files that are not a synthetic data set and will not be replaced: name another folder';
  throw new ParameterError('directory', `synthesiseDataset: ${root} is not empty; ${advice}`);
}

async function isSynthetic(root: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(root, MANIFEST), 'utf8')) as Partial<SynthManifest>;
    return manifest.generator === 'wt-dfn data synth';
  } catch {
    return false;
  }
}

/** Puts the finished folder in its place; an earlier data set goes only when the new one is complete. */
async function moveInto(temporary: string, root: string): Promise<void> {
  const old = `${temporary}.old.tmp`;
  const replaced = (await entriesOf(root)).length > 0;
  if (replaced) await rename(root, old);
  else await rmdir(root).catch(() => undefined);
  await rename(temporary, root);
  if (replaced) await rm(old, { recursive: true, force: true });
}

interface DrawOptions {
  readonly directory: string;
  readonly seed: number;
  readonly workers: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ProgressListener | undefined;
}

async function drawAll(jobs: readonly DrawingJob[], options: DrawOptions): Promise<void> {
  const { directory, seed, signal, onProgress } = options;
  const count = Math.min(options.workers, jobs.length);
  const started = performance.now();
  let drawn = 0;
  let reported = 0;
  const report = (): void => {
    const now = performance.now();
    if (drawn < jobs.length && now - reported < 250) return;
    reported = now;
    const rate = drawn / ((now - started) / 1000);
    const secondsLeft = (jobs.length - drawn) / rate;
    onProgress?.({ phase: 'draw cells', done: drawn, total: jobs.length, unit: 'cells', rate, secondsLeft });
  };
  const threads = Array.from({ length: count }, (_, k) => {
    const share = jobs.filter((_job, i) => i % count === k);
    const data: SynthWorkerData = { directory, seed, jobs: share };
    return startWorker(new URL('./synth-worker.ts', import.meta.url), { workerData: data });
  });
  try {
    await new Promise<void>((done, fail) => {
      const stop = (): void => {
        fail(new AbortError('data synth: stopped on request; nothing was written'));
      };
      signal?.addEventListener('abort', stop, { once: true });
      let running = count;
      for (const thread of threads) {
        thread.on('message', () => {
          drawn++;
          report();
        });
        thread.on('error', fail);
        thread.on('exit', () => {
          if (--running === 0) {
            signal?.removeEventListener('abort', stop);
            if (drawn === jobs.length) done();
            else
              fail(new Error(`data synth: the drawing threads ended after ${drawn} of ${jobs.length} cells`));
          }
        });
      }
    });
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
