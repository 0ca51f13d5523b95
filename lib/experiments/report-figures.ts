import { ParameterError } from '../core/errors/parameter-error.ts';
import type { Predictions } from '../evaluation/predictions.ts';
import type { Estimate, EvaluationReport, RowName, ScoreRow } from '../evaluation/report-types.ts';
import { isStream, rowProbabilities } from '../evaluation/row-probabilities.ts';
import { confusionMatrix } from '../figures/confusion-matrix.ts';
import { learningCurves, type LearningEpoch } from '../figures/learning-curves.ts';
import type { PlotlyFigure } from '../figures/plotly-figure.ts';
import { prCurves } from '../figures/pr-curves.ts';
import type { RankingCurve } from '../figures/ranking-curve.ts';
import { reliabilityCurve } from '../figures/reliability-curve.ts';
import { rocCurves } from '../figures/roc-curves.ts';
import { scoreAgainstArea } from '../figures/score-against-area.ts';
import { scoreBars, type ScoreBar } from '../figures/score-bars.ts';
import { subjectDots } from '../figures/subject-dots.ts';
import type { SeriesName } from '../figures/theme.ts';
import type { EpochMetrics } from '../training/epoch-metrics.ts';

/** The live figures of a run, in the order of a report. */
export const FIGURE_NAMES = [
  'learning-curves',
  'scores',
  'roc',
  'pr',
  'confusion',
  'reliability',
  'area',
  'subjects',
] as const;

/** Name of a live figure. */
export type FigureName = (typeof FIGURE_NAMES)[number];

/** A figure with the words that stand beside it. */
export interface NamedFigure {
  readonly figure: PlotlyFigure;
  /** For those who cannot see it. */
  readonly alt: string;
}

/**
 * The learning curves of a run; nothing before its first epoch has ended.
 * @param metrics - one entry an epoch
 */
export function learningFigure(metrics: readonly EpochMetrics[]): NamedFigure | undefined {
  const best = metrics.findLast((epoch) => epoch.best)?.epoch;
  const last = metrics.at(-1);
  if (last === undefined) return undefined;
  const figure = learningCurves(metrics.map(learningEpoch), best === undefined ? {} : { bestEpoch: best });
  return {
    figure,
    alt: `Loss and score over ${metrics.length} epochs; the training loss ends at ${last.train.loss.toFixed(2)}.`,
  };
}

/**
 * The row that decides: the vote of the three streams, or the raw stream.
 * @param report - what was found
 */
export function headlineRow({ rows, headline }: EvaluationReport): ScoreRow {
  const row = rows.find(({ name }) => name === headline);
  if (row === undefined) throw new ParameterError('report', `headlineRow: the report has no row ${headline}`);
  return row;
}

/**
 * An epoch's line as learning curves want it.
 * @param metrics - of the epoch
 */
export function learningEpoch({ epoch, train, validation }: EpochMetrics): LearningEpoch {
  return {
    epoch,
    train: train.streams,
    ...(validation === null ? {} : { validation: { ...validation.streams, voted: validation.voted } }),
  };
}

/**
 * The figures of an evaluation that its data allow.
 * @param report - what was found
 * @param predictions - what it was found on
 */
export function reportFigures(
  report: EvaluationReport,
  predictions: Predictions,
): Map<FigureName, NamedFigure> {
  const figures = new Map<FigureName, NamedFigure>();
  const { classes } = report;
  const headline = headlineRow(report);
  // Streams and the deciding vote are drawn; the ablation's other votes stand in the table.
  const shown = report.rows.filter(({ name }) => isStream(name) || name === report.headline);
  const number = ({ value }: Estimate): string => (value === null ? 'unknown' : value.toFixed(3));
  figures.set('scores', {
    figure: scoreBars(scoreBarsOf(report, shown)),
    alt: shown.map(({ title, probability }) => `${title}: AUROC ${number(probability.auroc)}`).join('; '),
  });
  figures.set('roc', {
    figure: rocCurves(shown.map(rocOf)),
    alt: `ROC curves; area of the headline row ${number(headline.probability.auroc)}.`,
  });
  figures.set('pr', {
    figure: prCurves(shown.map(prOf), { prevalence: headline.curves.pr.prevalence }),
    alt: `Precision-recall curves; average precision of the headline row ${number(headline.probability.averagePrecision)}.`,
  });
  // As on the report page: the threshold that validation cells chose, where there were any.
  const decisions = headline.atChosen ?? headline.atHalf;
  const threshold = decisions.threshold.value.toFixed(3);
  figures.set('confusion', {
    figure: confusionMatrix(decisions.confusion, { classes, title: `Decisions at threshold ${threshold}` }),
    alt: `Truth against decision at threshold ${threshold}: ${JSON.stringify(decisions.confusion)}.`,
  });
  figures.set('reliability', {
    figure: reliabilityCurve(headline.calibration.bins, { series: seriesOf(headline.name) }),
    alt: `Stated probability against observed share; expected calibration error ${headline.calibration.ece.toFixed(3)}.`,
  });
  const scores = rowProbabilities(predictions, report.headline, undefined)?.scores;
  if (report.size !== null && scores !== undefined && predictions.cellAreas !== undefined) {
    const spearman = report.size.rows.find(({ name }) => name === report.headline)?.spearman ?? null;
    figures.set('area', {
      figure: scoreAgainstArea(
        { areas: predictions.cellAreas, scores, labels: predictions.labels },
        { classes, spearman: spearman?.value ?? null },
      ),
      alt: `Probability of lymphoblast against cell area; rank correlation ${spearman === null ? 'unknown' : number(spearman)}.`,
    });
  }
  if (report.subjects !== null && report.subjects.subjects.length > 0) {
    figures.set('subjects', {
      figure: subjectDots(report.subjects.subjects, { classes, threshold: decisions.threshold.value }),
      alt: `Mean probability of lymphoblast of each of ${report.subjects.subjects.length} people.`,
    });
  }
  return figures;
}

function seriesOf(name: RowName): SeriesName {
  return isStream(name) ? name : 'voted';
}

function rocOf({ name, curves, probability }: ScoreRow): RankingCurve {
  const { falsePositiveRate: x, truePositiveRate: y, band } = curves.roc;
  return { name: seriesOf(name), x, y, band, area: probability.auroc };
}

function prOf({ name, curves, probability }: ScoreRow): RankingCurve {
  const { recall: x, precision: y, band } = curves.pr;
  return { name: seriesOf(name), x, y, band, area: probability.averagePrecision };
}

function scoreBarsOf({ silhouette }: EvaluationReport, shown: readonly ScoreRow[]): ScoreBar[] {
  const bars = shown.map(({ name, probability, atHalf }): ScoreBar => ({
    name: seriesOf(name),
    auroc: probability.auroc,
    weightedF1: atHalf.scores.weightedF1,
  }));
  if (silhouette === null) return bars;
  const { auroc, weightedF1 } = silhouette.scores;
  return [...bars, { name: 'silhouette', auroc, weightedF1 }];
}
