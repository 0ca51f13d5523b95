import type { FileProblem } from '../core/errors/data-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import type { CellImage } from '../data/dataset.ts';
import { foregroundMask } from '../data/foreground-mask.ts';
import type { ImageBatch } from '../data/image-batch.ts';
import { attentionAudit } from '../evaluation/attention-audit.ts';
import type { ImageAttention } from '../evaluation/attention-types.ts';
import type { Predictions } from '../evaluation/predictions.ts';
import type { EvaluationReport } from '../evaluation/report-types.ts';
import { evaluatePredictions } from '../evaluation/report.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import { portraitOf, type CellPortrait } from './cell-portrait.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { measureCells, type CellMeasures } from './measure-cells.ts';
import type { BatchPrediction } from './predict-batch.ts';
import { predict } from './predict.ts';

/** What is judged, and beside what. */
export interface EvaluateNetworkOptions {
  readonly config: TrainingConfig;
  /** Cells to judge, of people that the network has not seen. */
  readonly images: readonly CellImage[];
  /** Cells of other people, to choose thresholds on; none leaves the chosen threshold out. */
  readonly validation?: readonly CellImage[];
  /** The cells that the network was trained on, for the silhouette baseline; none: folds within the judged cells. */
  readonly train?: readonly CellImage[];
  /** What was judged, for a person. */
  readonly title?: string;
  /** Bootstrap replicates; the report's default. */
  readonly replicates?: number;
  /** How many mistakes are portrayed. Default 12. */
  readonly mistakes?: number;
  readonly onBadImage?: 'fatal' | 'skip';
  readonly cacheDirectory?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Everything about a network's answers on a set of cells. */
export interface NetworkEvaluation {
  readonly predictions: Predictions;
  readonly report: EvaluationReport;
  /** What the network looked at, image by image in the order of the predictions. */
  readonly attention: readonly ImageAttention[];
  /** One confidently and rightly called cell of each class, lymphoblast first. */
  readonly examples: readonly CellPortrait[];
  /** The most confident mistakes, in the report's order. */
  readonly mistakes: readonly CellPortrait[];
  /** Images that were skipped, with the reason. */
  readonly problems: readonly FileProblem[];
}

/**
 * Judges a network on cells: three-stream predictions, the evaluation report with its baselines, the attention audit,
 * and portraits of a few cells for pictures.
 * @param network - as trained
 * @param options - images, what to compare with, listeners
 * @throws {DataError} if an image cannot be used and is not to be skipped
 * @throws {AbortError} once the signal is aborted
 */
export async function evaluateNetwork(
  network: WtDfn,
  options: EvaluateNetworkOptions,
): Promise<NetworkEvaluation> {
  const { config, images, validation = [], train = [], signal, onProgress } = options;
  const common = {
    config,
    signal,
    onProgress,
    cacheDirectory: options.cacheDirectory,
    ...(options.onBadImage === undefined ? {} : { onBadImage: options.onBadImage }),
  };
  const attention: ImageAttention[] = [];
  const judged = await predict(network, images, {
    ...common,
    phase: 'predict test cells',
    onBatch: (batch, prediction) => {
      attention.push(...auditBatch(batch, prediction, images));
    },
  });
  const chosen = Array.from(judged.indices, (index) => images[index]!);
  const onValidation =
    validation.length === 0
      ? undefined
      : await predict(network, validation, { ...common, phase: 'predict validation cells' });
  const measures = await measureCells(chosen, { phase: 'measure test cells', signal, onProgress });
  const trainMeasures =
    train.length === 0
      ? undefined
      : await measureCells(train, {
          phase: 'measure training cells',
          onBadImage: options.onBadImage ?? config.training.onBadImage,
          signal,
          onProgress,
        });
  const predictions: Predictions = { ...judged.predictions, cellAreas: measures.areas };
  const report = evaluatePredictions(predictions, {
    title: options.title ?? '',
    seed: config.training.seed,
    attention,
    silhouette: silhouetteInput(measures, trainMeasures),
    trainSubjects: train.flatMap(({ subject }) => subject ?? []),
    ...(onValidation === undefined ? {} : { validation: onValidation.predictions }),
    ...(options.replicates === undefined ? {} : { replicates: options.replicates }),
  });
  const wrong = report.misclassified.slice(0, options.mistakes ?? 12).map(({ id }) => id);
  const typical = typicalCells(predictions);
  const portraits = await portrayCells(network, chosen, [...typical, ...wrong], config);
  return {
    predictions,
    report,
    attention,
    examples: typical.flatMap((id) => portraits.get(id) ?? []),
    mistakes: wrong.flatMap((id) => portraits.get(id) ?? []),
    problems: [...judged.problems, ...(trainMeasures?.problems ?? [])],
  };
}

/**
 * Predicts some of the images once more and keeps everything that pictures need.
 * @param network - as trained
 * @param images - among them those wanted
 * @param ids - which
 * @param config - of the run
 */
export async function portrayCells(
  network: WtDfn,
  images: readonly CellImage[],
  ids: readonly string[],
  config: TrainingConfig,
): Promise<Map<string, CellPortrait>> {
  const wanted = new Set(ids);
  const chosen = images.filter(({ id }) => wanted.has(id));
  const portraits = new Map<string, CellPortrait>();
  if (chosen.length === 0) return portraits;
  await predict(network, chosen, {
    config,
    onBatch: (batch, prediction) => {
      for (const [position, index] of batch.indices.entries()) {
        const { id } = chosen[index]!;
        portraits.set(id, portraitOf(batch, prediction, position, id));
      }
    },
  });
  return portraits;
}

function auditBatch(
  { images: pixels, size, indices }: ImageBatch,
  { attention, views }: BatchPrediction,
  images: readonly CellImage[],
): ImageAttention[] {
  const { height, width, maps, data } = attention;
  const length = height * width * maps;
  return Array.from(indices, (index, i) => {
    const own = pixels.subarray(i * size * size * 3, (i + 1) * size * size * 3);
    return attentionAudit({
      id: images[index]!.id,
      attention: data.subarray(i * length, (i + 1) * length),
      attentionShape: [height, width, maps],
      mask: foregroundMask(own, size, size),
      frame: [size, size],
      ...(views === undefined
        ? {}
        : { box: views.boxes[i]!, erased: views.erased.subarray(i * size * size, (i + 1) * size * size) }),
    });
  });
}

function silhouetteInput({ table }: CellMeasures, train: CellMeasures | undefined) {
  return {
    names: table.names,
    features: table.features,
    ...(train === undefined ? {} : { train: train.table }),
  };
}

/** The rightly called cell of each class that stands in the middle of its class's right calls, lymphoblast first. */
function typicalCells({ ids, labels, probabilities }: Predictions): string[] {
  return [1, 0].flatMap((label) => {
    const right = ids
      .map((id, i) => ({ id, own: labels[i], p: probabilities.raw![2 * i + label]! }))
      .filter(({ own, p }) => own === label && p > 0.5)
      .sort((a, b) => a.p - b.p);
    return right[right.length >> 1]?.id ?? [];
  });
}
