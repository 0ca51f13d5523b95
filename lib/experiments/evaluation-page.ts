import { formatEstimate } from '../evaluation/format-estimate.ts';
import type { EvaluationReport } from '../evaluation/report-types.ts';
import { rowProbabilities } from '../evaluation/row-probabilities.ts';
import { buildEvaluationSections } from '../figures/page/evaluation-sections.ts';
import type { PictureBlock, ReportContent, ReportOrigin } from '../figures/page/report-content.ts';
import type { EpochMetrics } from '../training/epoch-metrics.ts';
import type { NetworkEvaluation } from '../training/evaluate-network.ts';
import { headlineRow, learningEpoch } from './report-figures.ts';
import { galleryCells, type NamedPicture, type PictureName } from './report-pictures.ts';

/** What the page of an evaluation shows. */
export interface EvaluationPageInput {
  readonly evaluation: NetworkEvaluation;
  readonly pictures: ReadonlyMap<PictureName, NamedPicture>;
  /** More pictures of what the network looks at. */
  readonly extraPictures?: readonly NamedPicture[];
  /** The run's epochs. */
  readonly metrics?: readonly EpochMetrics[];
  readonly origin: ReportOrigin;
  /** Sentences that must come before the report's own warnings. */
  readonly notices?: readonly string[];
}

/**
 * The content of an evaluation's page: the numbers that a reader wants first, then sections with figures and pictures.
 * @param input - evaluation, pictures and origin
 */
export function evaluationPage(input: EvaluationPageInput): ReportContent {
  const { evaluation, pictures, extraPictures = [], metrics = [], origin, notices = [] } = input;
  const { report, predictions } = evaluation;
  const scores = rowProbabilities(predictions, report.headline)?.scores;
  const best = metrics.findLast((epoch) => epoch.best)?.epoch;
  const shown = [...pictures].filter(([name]) => name !== 'mistakes').map(([, picture]) => picture);
  const sections = buildEvaluationSections(report, {
    gallery: galleryCells(evaluation),
    attentionPictures: [...shown, ...extraPictures].map((picture): PictureBlock => ({
      kind: 'picture',
      ...picture,
    })),
    epochs: metrics.map(learningEpoch),
    ...(best === undefined ? {} : { bestEpoch: best }),
    ...(scores === undefined || predictions.cellAreas === undefined
      ? {}
      : { cells: { areas: predictions.cellAreas, scores, labels: predictions.labels } }),
  });
  return {
    ...sections,
    title: 'WT-DFN: see details, see more',
    warnings: [...notices, ...sections.warnings],
    origin,
  };
}

/** The headline's AUROC for a terminal: "0.912 [0.870, 0.941]". */
export function headlineAuroc(report: EvaluationReport): string {
  return formatEstimate(headlineRow(report).probability.auroc);
}
