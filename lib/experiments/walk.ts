import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CheckpointError } from '../core/errors/checkpoint-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { Random } from '../core/random.ts';
import type { CellDataset, CellImage } from '../data/dataset.ts';
import { openDataset } from '../data/open-dataset.ts';
import { GENERATOR_VERSION, type SynthManifest } from '../data/synth/dataset-notes.ts';
import { synthesiseDataset } from '../data/synth/synthesise-dataset.ts';
import type { Engine } from '../engine/engine.ts';
import type { EvaluationReport } from '../evaluation/report-types.ts';
import { changeConfig } from '../training/config/change-config.ts';
import { configForDataset } from '../training/config/config-for-dataset.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { loadRunNetwork } from '../training/create-network.ts';
import type { EpochMetrics } from '../training/epoch-metrics.ts';
import { evaluateNetwork } from '../training/evaluate-network.ts';
import { QUICK_PRESET } from '../training/presets/quick.ts';
import { versionInfo } from '../training/run/run-info.ts';
import { readRun } from '../training/run/run-folder.ts';
import { splitImages } from '../training/split-images.ts';
import { trainRun } from '../training/train-run.ts';
import { smearPicture } from './smear-picture.ts';
import { writeEvaluation } from './write-evaluation.ts';

/** The synthetic data set of the walk. */
const WALK_CELLS = { subjects: 16, cells: 40, smears: 2, format: 'png', seed: 1 } as const;

/** Share of the subjects that are only for the evaluation. */
const TEST_SHARE = 0.25;

/** Images of a folder of one's own that are used at most, so that the walk stays a matter of minutes. */
const MOST_IMAGES = WALK_CELLS.subjects * 2 * WALK_CELLS.cells;

/** Options of {@link walk}. */
export interface WalkOptions {
  /** A data set of one's own; synthetic cells are drawn into the output folder where there is none. */
  readonly data?: string | undefined;
  /** Folder for everything that is made. */
  readonly out: string;
  readonly engine: Engine;
  /** Changes to the quick preset. */
  readonly changes?: (config: TrainingConfig) => TrainingConfig;
  readonly command?: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly onEpoch?: (metrics: EpochMetrics) => void;
  /** Gets sentences for the person. */
  readonly say?: (line: string) => void;
}

/** What the walk came to. */
export interface WalkResult {
  /** `stopped`: the signal ended it; calling again goes on. */
  readonly status: 'finished' | 'stopped';
  /** Path of the report page; nothing where it was stopped. */
  readonly page: string | undefined;
  readonly report: EvaluationReport | undefined;
}

/**
 * The whole line in minutes: a data set (drawn, or one's own), a small WT-DFN with three streams, its evaluation on
 * subjects that it has not seen, and the report page. A walk that was stopped or killed goes on where it was.
 * @param options - where, on what, listeners
 * @throws {DataError} if the data set cannot be used or the folder cannot be written to
 */
export async function walk(options: WalkOptions): Promise<WalkResult> {
  const { out, engine, signal, onProgress, say = () => undefined } = options;
  const begun = performance.now();
  const root = options.data ?? (await drawCells(join(out, 'cells'), options, say));
  const dataset = await openDataset(root);
  const config = walkConfig(options, dataset, say);
  for (const note of dataset.notes) say(note);
  const images = fewer(dataset.images, config.training.seed, say);
  const { seed, validationFraction } = config.training;
  const split = splitImages(images, { seed, validationFraction, testFraction: TEST_SHARE });
  say(
    `${split.train.length} training, ${split.validation.length} validation and ${split.test.length} test cells, of different subjects`,
  );
  const path = join(out, 'run');
  const training = await trainRun({
    path,
    resume: await keepsRun(path, config, say),
    config,
    ...split,
    dataRoot: dataset.root,
    command: options.command ?? 'walk',
    engine,
    signal,
    onProgress,
    onNotice: say,
    ...(options.onEpoch === undefined ? {} : { onEpoch: options.onEpoch }),
  });
  if (training.status === 'stopped') return { status: 'stopped', page: undefined, report: undefined };

  const run = await readRun(path);
  const network = await loadRunNetwork(run);
  try {
    const evaluation = await evaluateNetwork(network, {
      config,
      images: split.test,
      validation: split.validation,
      train: split.train,
      title: options.data === undefined ? 'synthetic cells, quick preset' : `${root}, quick preset`,
      signal,
      onProgress,
    });
    const smear =
      options.data === undefined
        ? await smearPicture(network, join(out, 'cells', 'smears'), config)
        : undefined;
    const { wtDfn, node } = versionInfo();
    const page = await writeEvaluation(evaluation, {
      folder: join(out, 'evaluation'),
      page: resolve(out, 'report.html'),
      metrics: run.metrics,
      ...(smear === undefined ? {} : { extraPictures: [smear] }),
      ...(options.data === undefined
        ? { notices: ['These cells are drawn by a program: no number here says anything about real cells.'] }
        : {}),
      origin: {
        command: options.command ?? 'walk',
        versions: { 'wt-dfn': wtDfn, node, [engine.backend]: engine.version },
        seed,
        created: new Date().toISOString(),
        notes: { minutes: ((performance.now() - begun) / 60_000).toFixed(1), data: dataset.root },
      },
    });
    return { status: 'finished', page, report: evaluation.report };
  } finally {
    network.dispose();
  }
}

/** The quick preset, with fewer epochs where the engine is slow. */
function walkConfig(
  { engine, changes }: WalkOptions,
  dataset: CellDataset,
  say: (line: string) => void,
): TrainingConfig {
  const preset = configForDataset(QUICK_PRESET.config, dataset);
  if (changes !== undefined) return changes(preset);
  if (engine.backend === 'tensorflow') return preset;
  const epochs = engine.backend === 'wasm' ? 5 : 1;
  say(
    `${engine.backend} is slower than native TensorFlow: ${epochs} of ${preset.training.epochs} epochs, so scores are lower`,
  );
  return changeConfig(preset, { training: { epochs } });
}

/** Draws the cells, or finds the same ones drawn before. */
async function drawCells(
  folder: string,
  { signal, onProgress }: WalkOptions,
  say: (line: string) => void,
): Promise<string> {
  const { seed, ...plan } = WALK_CELLS;
  const before = await readFile(join(folder, 'manifest.json'), 'utf8')
    .then((text) => JSON.parse(text) as Partial<SynthManifest>)
    .catch(() => undefined);
  const same =
    before?.generatorVersion === GENERATOR_VERSION &&
    before.seed === seed &&
    Object.entries(plan).every(([name, value]) => before.options?.[name as keyof typeof plan] === value);
  if (same) say(`synthetic cells: those drawn before, in ${folder}`);
  else {
    await synthesiseDataset(folder, {
      ...WALK_CELLS,
      force: before !== undefined,
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  }
  return join(folder, 'C-NMC_Leukemia');
}

/** Whether an unfinished run of the same settings lies there, to go on with; a run of an earlier walk is removed. */
async function keepsRun(path: string, config: TrainingConfig, say: (line: string) => void): Promise<boolean> {
  let before;
  try {
    before = await readRun(path);
  } catch (error) {
    if (error instanceof CheckpointError) return true; // nothing there, or killed before it began
    throw error;
  }
  const same = JSON.stringify(before.config) === JSON.stringify(config);
  if (same && (before.info.status === 'running' || before.info.status === 'stopped')) {
    say('going on with the walk that was stopped');
    return true;
  }
  await rm(path, { recursive: true, force: true });
  return false;
}

/** The same share of each subject's images, where there are too many for a walk. */
function fewer(
  images: readonly CellImage[],
  seed: number,
  say: (line: string) => void,
): readonly CellImage[] {
  if (images.length <= MOST_IMAGES) return images;
  const order = Random.derive(seed, 'walk').shuffle([...images]);
  const bySubject = new Map<string, CellImage[]>();
  for (const image of order) {
    const key = image.subject ?? image.id;
    bySubject.set(key, [...(bySubject.get(key) ?? []), image]);
  }
  const share = MOST_IMAGES / images.length;
  const kept = new Set(
    [...bySubject.values()].flatMap((own) => own.slice(0, Math.max(1, Math.round(share * own.length)))),
  );
  say(
    `${kept.size} of ${images.length} images, some of each subject: enough for a walk; wt-dfn train takes all`,
  );
  return images.filter((image) => kept.has(image));
}
