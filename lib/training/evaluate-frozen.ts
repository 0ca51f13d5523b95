import type { FileProblem } from '../core/errors/data-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { assertDisjointSubjects, type ACCEPT_SHARED_SUBJECTS } from '../data/assert-disjoint-subjects.ts';
import { CLASS_NAMES, type CellImage } from '../data/dataset.ts';
import type { NumberTable } from '../data/npy.ts';
import { chooseLogistic, type ChosenLogistic } from '../evaluation/choose-logistic.ts';
import { applyLogistic } from '../evaluation/logistic-regression.ts';
import type { Predictions } from '../evaluation/predictions.ts';
import type { EvaluationReport } from '../evaluation/report-types.ts';
import { evaluatePredictions } from '../evaluation/report.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { frozenFeatures, type FrozenFeatures } from './frozen-features.ts';
import { loaderOptions } from './loader-options.ts';
import { measureCells } from './measure-cells.ts';
import { PooledStages } from './pooled-stages.ts';

/** What is learnt from, what is judged, and how. */
export interface EvaluateFrozenOptions {
  /** Its `input` and `training` sections say how images are read; only the raw stream is used. */
  readonly config: TrainingConfig;
  /** Cells to learn from. */
  readonly train: readonly CellImage[];
  /** Cells to judge, of other people. */
  readonly test: readonly CellImage[];
  /** Lets both share people; must be these words. */
  readonly allowOverlap?: typeof ACCEPT_SHARED_SUBJECTS | undefined;
  /** Which of the backbone's stages are pooled; 8 and 16. */
  readonly strides?: readonly number[];
  /** Folder for features that are to be found again. */
  readonly cacheDirectory?: string | undefined;
  /** What was judged, for a person. */
  readonly title?: string;
  /** Bootstrap replicates; the report's default. */
  readonly replicates?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Everything about a frozen network's answers on a set of cells. */
export interface FrozenEvaluation {
  readonly predictions: Predictions;
  readonly report: EvaluationReport;
  readonly chosen: ChosenLogistic;
  /** Features a cell. */
  readonly columns: number;
  /** Cells whose features were kept from before. */
  readonly cached: number;
  /** Images that were skipped, with the reason. */
  readonly problems: readonly FileProblem[];
}

/**
 * Judges a backbone that is not trained further: a logistic regression on its pooled maps, with a strength chosen among
 * the training people, and the report that trained networks get. On C-NMC, with ImageNet's weights, this is the
 * competitor that takes two minutes (Pilot 4).
 * @param network - with the weights that it is to have
 * @param options - cells, strides, cache, listeners
 * @throws {SubjectOverlapError} if cells to learn from and to judge share people
 * @throws {DataError} if an image cannot be used and is not to be skipped
 * @throws {AbortError} once the signal is aborted; features found by then are in the cache
 */
export async function evaluateFrozen(
  network: WtDfn,
  options: EvaluateFrozenOptions,
): Promise<FrozenEvaluation> {
  const { config, train, test, title = '', replicates, signal, onProgress } = options;
  assertDisjointSubjects(train, test, { allowOverlap: options.allowOverlap });
  const extractor = new PooledStages(network, options.strides);
  const raw: TrainingConfig = { ...config, streams: { ...config.streams, used: ['raw'] } };
  const featuresOf = (images: readonly CellImage[], phase: string): Promise<FrozenFeatures> =>
    frozenFeatures(extractor, images, {
      loading: loaderOptions(raw, 'test'),
      cacheDirectory: options.cacheDirectory,
      phase,
      signal,
      onProgress,
    });
  const known = await featuresOf(train, 'features of training cells');
  const judged = await featuresOf(test, 'features of test cells');
  const [knownCells, judgedCells] = [cellsOf(train, known), cellsOf(test, judged)];
  const chosen = chooseLogistic(
    {
      names: Array.from({ length: extractor.columns }, (_, c) => `f${c}`),
      features: Float64Array.from(known.features.data),
      labels: knownCells.map(({ label }) => label),
      ...(hasSubjects(knownCells) ? { subjects: knownCells.map(({ subject }) => subject) } : {}),
    },
    { seed: config.training.seed },
  );
  const measures = await measureCells(judgedCells, { phase: 'measure test cells', signal, onProgress });
  const outlines = await measureCells(knownCells, { phase: 'measure training cells', signal, onProgress });
  const scores = applyLogistic(chosen.model, matrixOf(judged.features));
  const predictions = { ...predictionsOf(judgedCells, scores), cellAreas: measures.areas };
  const report = evaluatePredictions(predictions, {
    title,
    seed: config.training.seed,
    validation: predictionsOf(knownCells, chosen.unseen),
    silhouette: {
      names: measures.table.names,
      features: measures.table.features,
      train: outlines.table,
    },
    trainSubjects: knownCells.flatMap(({ subject }) => subject ?? []),
    ...(replicates === undefined ? {} : { replicates }),
  });
  return {
    predictions,
    report,
    chosen,
    columns: extractor.columns,
    cached: known.cached + judged.cached,
    problems: [...known.problems, ...judged.problems],
  };
}

function cellsOf(images: readonly CellImage[], { indices }: FrozenFeatures): CellImage[] {
  return Array.from(indices, (index) => images[index]!);
}

function hasSubjects(cells: readonly CellImage[]): boolean {
  return cells.some(({ subject }) => subject !== undefined);
}

function matrixOf({ data, columns }: NumberTable): { features: Float64Array; width: number } {
  return { features: Float64Array.from(data), width: columns };
}

/** Probabilities of lymphoblast as predictions of the raw stream. */
function predictionsOf(cells: readonly CellImage[], scores: Float64Array): Predictions {
  return {
    classes: CLASS_NAMES,
    ids: cells.map(({ id }) => id),
    subjects: cells.map(({ subject }) => subject),
    labels: Int32Array.from(cells, ({ label }) => label),
    probabilities: { raw: Float32Array.from([...scores].flatMap((p) => [1 - p, p])) },
    cellAreas: undefined,
  };
}
