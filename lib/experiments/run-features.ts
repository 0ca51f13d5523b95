import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { CLASS_NAMES, type CellImage } from '../data/dataset.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { Stream } from '../evaluation/predictions.ts';
import { loadRunNetwork } from '../training/create-network.ts';
import { extractFeatures, featureRows } from '../training/extract-features.ts';
import type { CheckpointName } from '../training/run/checkpoint.ts';
import type { RunRecord } from '../training/run/run-folder.ts';
import type { EmbeddingInput } from './embedding-input.ts';

/** Cells of a run by what they were for. */
export const SPLITS = ['train', 'validation', 'test'] as const;

/** Name of a split. */
export type SplitName = (typeof SPLITS)[number];

/** What a map of a run can be made from: a stream's features, or those of all streams side by side. */
export const FEATURE_STREAMS = ['raw', 'crop', 'erase', 'voted'] as const;

/** Name of a stream, or `voted`. */
export type FeatureStream = (typeof FEATURE_STREAMS)[number];

/** Which of a run's features are wanted. */
export interface RunFeaturesOptions {
  /** Default: test, or validation where the run left no cells for test, or train where it held out none. */
  readonly split?: SplitName | undefined;
  /** Default raw. */
  readonly stream?: FeatureStream;
  /** Training cells make the map, and test (or validation) cells are to be placed into it. Default false. */
  readonly testIntoTrain?: boolean;
  /** Where the data set lies now; default: where the run found it. */
  readonly data?: string | undefined;
  readonly checkpoint?: CheckpointName;
  readonly onBadImage?: 'fatal' | 'skip';
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * The features of a trained run's cells, with everything that a map is coloured by but stain and area. The engine must
 * have been started.
 * @param run - of `readRun`
 * @param options - which cells, which stream
 * @throws {DataError} if the data set is not there, or has none of the cells
 * @throws {ParameterError} if the run does not use the stream
 * @throws {AbortError} once the signal is aborted
 */
export async function runFeatures(run: RunRecord, options: RunFeaturesOptions = {}): Promise<EmbeddingInput> {
  const { stream = 'raw', testIntoTrain = false, checkpoint = 'best', ...rest } = options;
  const { used } = run.config.streams;
  const streams: readonly Stream[] = stream === 'voted' ? used : [stream];
  if (!streams.every((each) => used.includes(each)) || (stream === 'voted' && used.length < 2)) {
    const usable = used.length < 2 ? used : [...used, 'voted'];
    throw new ParameterError(
      'stream',
      `runFeatures: stream must be one that the run uses (${usable.join(', ')}), got ${stream}`,
    );
  }
  const { images, placed, what, warnings } = await cellsOf(run, { ...rest, testIntoTrain });
  const network = await loadRunNetwork(run, checkpoint);
  try {
    const extracted = await extractFeatures(network, images, { ...rest, config: run.config, streams });
    const chosen = [...extracted.indices].flatMap((index) => images[index] ?? []);
    const skipped = extracted.problems.map(({ path, reason }) => `Left out: ${path}, ${reason}.`);
    return {
      title: `${stream === 'voted' ? 'features of all streams' : `${stream} features`} of ${chosen.length} cells (${what})`,
      features: featureRows(extracted, stream),
      cells: {
        labels: chosen.map(({ label }) => label),
        classes: CLASS_NAMES,
        subjects: chosen.map(({ subject }) => subject),
        folds: chosen.map(({ fold }) => fold),
        images: chosen.map(({ id }) => id),
        placed:
          placed === undefined ? undefined : Array.from(extracted.indices, (index) => placed[index] ?? 0),
      },
      paths: chosen.map(({ path }) => path),
      warnings: [...warnings, ...skipped],
    };
  } finally {
    network.dispose();
  }
}

interface ChosenCells {
  readonly images: readonly CellImage[];
  readonly placed: readonly number[] | undefined;
  readonly what: string;
  readonly warnings: readonly string[];
}

async function cellsOf(run: RunRecord, options: RunFeaturesOptions): Promise<ChosenCells> {
  const { split, testIntoTrain = false, data = run.info.data.root } = options;
  const dataset = await openDataset(data, run.info.data.reading).catch((cause: unknown) => {
    if (!(cause instanceof DataError) || options.data !== undefined) throw cause;
    throw new DataError(
      `runFeatures: ${data}, which the run was trained on, is not there; say by data (--data) where it is now`,
      [],
      { cause },
    );
  });
  const bySplit = splitOf(dataset.images, run);
  const drawn = dataset.drawn
    ? ['These cells are drawn, not of people: nothing here says anything of patients.']
    : [];
  const heldOut = bySplit.test.length > 0 ? 'test' : 'validation';
  if (testIntoTrain) {
    if (split === 'train') {
      throw new ParameterError(
        'split',
        'runFeatures: split names the cells to place where testIntoTrain is given, and those cannot be train',
      );
    }
    const name = split ?? heldOut;
    const [train, held] = [bySplit.train, bySplit[name]];
    if (train.length === 0 || held.length === 0) throw noCells(run, train.length === 0 ? 'train' : name);
    return {
      images: [...train, ...held],
      placed: [...train.map(() => 0), ...held.map(() => 1)],
      what: `${held.length} of ${name} placed among ${train.length} of training`,
      warnings: drawn,
    };
  }
  const name = split ?? (bySplit[heldOut].length > 0 ? heldOut : 'train');
  if (bySplit[name].length === 0) throw noCells(run, name);
  const known =
    name === 'train'
      ? ['The network was trained on these cells and knows them: new cells will not lie so well apart.']
      : name === 'validation'
        ? ['The best epoch was chosen by these cells: they look a little better than new ones.']
        : [];
  return { images: bySplit[name], placed: undefined, what: name, warnings: [...drawn, ...known] };
}

/** Cells of the data set as the run used them; test is whoever is left of people that it has not seen. */
function splitOf(images: readonly CellImage[], { split }: RunRecord): Record<SplitName, CellImage[]> {
  const [train, validation] = [new Set(split.train), new Set(split.validation)];
  const seen = new Set([...split.trainSubjects, ...split.validationSubjects]);
  const isSeen = ({ id, subject }: CellImage): boolean =>
    train.has(id) || validation.has(id) || (subject !== undefined && seen.has(subject));
  return {
    train: images.filter(({ id }) => train.has(id)),
    validation: images.filter(({ id }) => validation.has(id)),
    test: images.filter((image) => !isSeen(image)),
  };
}

function noCells({ path }: RunRecord, name: SplitName): DataError {
  return new DataError(
    `runFeatures: ${path} has no ${name} cells in its data set; choose another split (--split)`,
  );
}
