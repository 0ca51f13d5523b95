import { stoppable } from '../core/running-cell.ts';
import { relative } from 'node:path';
import { throwIfAborted } from '../core/abort.ts';
import type { FileProblem } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import {
  countFolds,
  countPart,
  countSubjects,
  cutByCrops,
  usualSize,
  type LabelledCell,
} from './audit-counts.ts';
import type { FileFacts } from './audit-file.ts';
import { countPairs, findSharedSubjects, findTwins, type DigestedCell } from './audit-twins.ts';
import type { DataAudit } from './audit-types.ts';
import { defaultWorkers } from './batch-loader-options.ts';
import type { CellDataset, Label } from './dataset.ts';
import type { Background } from './foreground-mask.ts';
import { unlessAborted } from './unless-aborted.ts';
import { WorkerPool } from './worker-pool.ts';

/** Options of {@link auditDataset}. */
export interface AuditOptions {
  /** The size that every image should have. Default: the most frequent one. */
  readonly expectedSize?: { readonly width: number; readonly height: number } | undefined;
  /** What lies around the cells. Default: told from each image's border. */
  readonly background?: 'auto' | Background | undefined;
  /** Threads. Default: one less than the cores, 1 to 4. */
  readonly workers?: number | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An image as it is listed. */
interface Listed {
  readonly id: string;
  readonly path: string;
  readonly label: Label | undefined;
  readonly subject: string | undefined;
  readonly fold: string | undefined;
}

const PROGRESS_MILLISECONDS = 200;

/**
 * Looks at every file of a data set: what is there, what cannot be used, which images are the same picture, which
 * subjects share pictures, and the outline of every cell. Decodes in worker threads; holds no pixels.
 * @param dataset - from `openDataset`
 * @throws {AbortError} once `signal` is aborted
 * @throws {ParameterError} where `workers` is not a whole number above 0
 */
export async function auditDataset(dataset: CellDataset, options: AuditOptions = {}): Promise<DataAudit> {
  const listed: Listed[] = [
    ...dataset.images,
    ...dataset.unlabelled.map((path) => ({
      id: relative(dataset.root, path).replaceAll('\\', '/'),
      path,
      label: undefined,
      subject: undefined,
      fold: undefined,
    })),
  ];
  const facts = await stoppable(options.signal, (signal) => lookAtAll(listed, { ...options, signal }));
  const readable: DigestedCell[] = [];
  const unusable: FileProblem[] = [...dataset.problems];
  const fileNotes: FileProblem[] = [];
  for (const [i, { id, path, label, subject, fold }] of listed.entries()) {
    const found = facts[i]!;
    if ('reason' in found) {
      unusable.push(found);
      continue;
    }
    const { width, height, format, silhouette, notes, bytesDigest, pixelsDigest } = found;
    for (const reason of notes) fileNotes.push({ path, reason });
    const cell = { id, label, subject, fold, width, height, format, silhouette };
    readable.push({ cell, bytesDigest, pixelsDigest });
  }
  return { ...summarise(dataset, readable, options), unusable, fileNotes };
}

function summarise(
  dataset: CellDataset,
  readable: readonly DigestedCell[],
  options: AuditOptions,
): Omit<DataAudit, 'unusable' | 'fileNotes'> {
  const cells = readable.map(({ cell }) => cell);
  const labelled = cells.filter((cell): cell is LabelledCell => cell.label !== undefined);
  const expectedSize = options.expectedSize ?? usualSize(labelled);
  const total = countPart('total', labelled);
  const twins = findTwins(readable);
  return {
    root: dataset.root,
    kind: dataset.kind,
    total,
    folds: countFolds(labelled),
    subjects: countSubjects(labelled),
    unknownSubjects: labelled.filter(({ subject }) => subject === undefined).length,
    unlabelled: dataset.unlabelled.length,
    lymphoblastShare: labelled.length === 0 ? 0 : total.images[1] / labelled.length,
    wrongSizes: labelled
      .filter(({ width, height }) => width !== expectedSize.width || height !== expectedSize.height)
      .map(({ id, width, height }) => ({ id, width, height })),
    expectedSize,
    withoutCell: labelled.filter(({ silhouette }) => silhouette.area === 0).map(({ id }) => id),
    bytePairs: countPairs(readable, 'bytesDigest'),
    pixelPairs: countPairs(readable, 'pixelsDigest'),
    twins,
    sharedSubjects: findSharedSubjects(twins),
    notes: dataset.notes,
    cutByCrop: cutByCrops(labelled),
    cells,
  };
}

/** Sends every file to the threads, a few at a time each, and keeps the order. */
async function lookAtAll(
  listed: readonly Listed[],
  { background = 'auto', workers = defaultWorkers(), signal, onProgress }: AuditOptions,
): Promise<(FileFacts | FileProblem)[]> {
  if (!(Number.isSafeInteger(workers) && workers > 0)) {
    throw new ParameterError(
      'workers',
      `auditDataset: workers must be a whole number above 0, got ${String(workers)}`,
    );
  }
  throwIfAborted(signal, 'data audit');
  const pool = new WorkerPool<string, FileFacts | FileProblem>({
    module: new URL('./audit-worker.ts', import.meta.url),
    workers,
    setup: { background },
    name: 'auditDataset',
  });
  const facts: (FileFacts | FileProblem)[] = [];
  const start = performance.now();
  let reported = start;
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (next < listed.length) {
      const i = next++;
      facts[i] = await unlessAborted(pool.run(listed[i]!.path), signal, 'data audit');
      done++;
      const now = performance.now();
      if (now - reported < PROGRESS_MILLISECONDS && done < listed.length) continue;
      reported = now;
      const rate = (done * 1000) / (now - start);
      const secondsLeft = (listed.length - done) / rate;
      onProgress?.({ phase: 'audit', done, total: listed.length, unit: 'images', rate, secondsLeft });
    }
  };
  try {
    await Promise.all(Array.from({ length: 2 * workers }, lane));
  } finally {
    await pool.close();
  }
  return facts;
}
