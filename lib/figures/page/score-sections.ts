import { formatDifference, formatEstimate, formatNumber } from '../../evaluation/format-estimate.ts';
import { METRIC_MEANINGS, type MetricName } from '../../evaluation/metric-names.ts';
import type {
  DecisionScores,
  Estimate,
  EvaluationReport,
  RowName,
  ScoreRow,
} from '../../evaluation/report-types.ts';
import { confusionMatrix } from '../confusion-matrix.ts';
import { prCurves } from '../pr-curves.ts';
import type { RankingCurve } from '../ranking-curve.ts';
import { rocCurves } from '../roc-curves.ts';
import { scoreBars, type ScoreBar } from '../score-bars.ts';
import type { SeriesName } from '../theme.ts';
import type { ReportBlock, ReportSection, TableBlock } from './report-content.ts';

/** The rows that have a colour of their own: the streams, and the row that decides where it is a vote. */
export function seriesRows(
  report: EvaluationReport,
): readonly { readonly name: SeriesName; readonly row: ScoreRow }[] {
  return report.rows.flatMap((row): { name: SeriesName; row: ScoreRow }[] => {
    if (row.kind === 'stream') return [{ name: row.name as SeriesName, row }];
    return row.name === report.headline ? [{ name: 'voted', row }] : [];
  });
}

/** The row that decides. */
export function headlineRow(report: EvaluationReport): ScoreRow | undefined {
  return report.rows.find(({ name }) => name === report.headline);
}

/** The decisions that a reader should go by: at the chosen threshold where there is one, else at 0.5. */
export function decisionsOf(row: ScoreRow): DecisionScores {
  return row.atChosen ?? row.atHalf;
}

/** A table of scores: one line a stream, vote or baseline; the row that decides is stressed. */
function scoreTable(report: EvaluationReport): TableBlock {
  const metrics: readonly MetricName[] = [
    'auroc',
    'averagePrecision',
    'weightedF1',
    'balancedAccuracy',
    'sensitivity',
    'specificity',
    'brier',
    'ece',
  ];
  const line = (title: string, scores: Readonly<Record<string, Estimate>>): string[] => [
    title,
    // The interval goes under its score: eight scores then fit the page's width.
    ...metrics.map((metric) => formatEstimate(scores[metric]!).replace(' ', '\n')),
  ];
  const rows = report.rows.map((row) => line(row.title, { ...row.probability, ...row.atHalf.scores }));
  if (report.silhouette !== null) rows.push(line('silhouette only (no network)', report.silhouette.scores));
  return {
    kind: 'table',
    title: 'All scores at threshold 0.5, with 95 % intervals',
    columns: [{ label: 'row' }, ...metrics.map((metric) => ({ numeric: true, ...METRIC_MEANINGS[metric] }))],
    rows,
    stressed: report.rows.flatMap(({ name }, i) => (name === report.headline ? [i] : [])),
    caption: intervalNote(report),
  };
}

/** How the intervals of a report were made, in one sentence. */
export function intervalNote({ bootstrap }: EvaluationReport): string {
  const { replicates, confidence, method, unit } = bootstrap;
  const what = { subject: 'subjects', cell: 'cells', mixed: 'subjects, and cells without one' }[unit];
  return `Intervals: ${Math.round(100 * confidence)} % ${method === 'bca' ? 'BCa' : 'percentile'} bootstrap, ${replicates} draws of ${what}.`;
}

function differenceTable(report: EvaluationReport): TableBlock | undefined {
  if (report.differences.length === 0) return undefined;
  const metrics = ['auroc', 'weightedF1', 'balancedAccuracy', 'brier'] as const;
  return {
    kind: 'table',
    title: 'Differences on the same cells and the same draws',
    columns: [
      { label: 'difference' },
      ...metrics.map((metric) => ({ label: METRIC_MEANINGS[metric].label, numeric: true })),
    ],
    rows: report.differences.map(({ title, scores }) => [
      title,
      ...metrics.map((metric) => formatDifference(scores[metric])),
    ]),
    caption: 'An interval that holds 0 means: these data do not tell the two apart.',
  };
}

/** Section "Scores": bars, the whole table and differences. */
export function scoreSection(report: EvaluationReport): ReportSection {
  const bars = seriesRows(report).map(({ name, row }): ScoreBar => ({
    name,
    auroc: row.probability.auroc,
    weightedF1: row.atHalf.scores.weightedF1,
  }));
  if (report.silhouette !== null) {
    const { auroc, weightedF1 } = report.silhouette.scores;
    bars.push({ name: 'silhouette', auroc, weightedF1 });
  }
  const differences = differenceTable(report);
  return {
    id: 'scores',
    title: 'Scores of the streams and their vote',
    lead:
      'Raw is the whole image, crop the enlarged part that the network looked at most ("see details"), erase the image ' +
      'without that part ("see more"). Silhouette only is a plain regression on size and outline, with no network: ' +
      'what a model must beat to have seen more than how large a cell is.',
    blocks: [
      {
        kind: 'figure',
        figure: scoreBars(bars),
        alt: bars
          .map(
            ({ name, auroc, weightedF1 }) =>
              `${name}: AUROC ${formatEstimate(auroc)}, WF1S ${formatEstimate(weightedF1)}`,
          )
          .join('; '),
      },
      scoreTable(report),
      ...(differences === undefined ? [] : [differences]),
    ],
  };
}

function rankingCurves(report: EvaluationReport, kind: 'roc' | 'pr'): RankingCurve[] {
  return seriesRows(report).flatMap(({ name, row }) => {
    const { roc, pr } = row.curves;
    const curve =
      kind === 'roc'
        ? { x: roc.falsePositiveRate, y: roc.truePositiveRate, band: roc.band, area: row.probability.auroc }
        : { x: pr.recall, y: pr.precision, band: pr.band, area: row.probability.averagePrecision };
    return curve.x.length === 0 ? [] : [{ name, ...curve }];
  });
}

function areas(curves: readonly RankingCurve[]): string {
  return curves.map(({ name, area }) => `${name} ${formatEstimate(area)}`).join(', ');
}

/** Section "Ranking": ROC and precision-recall curves; nothing where a class has no cells. */
export function rankingSection(report: EvaluationReport): ReportSection | undefined {
  const [roc, pr] = [rankingCurves(report, 'roc'), rankingCurves(report, 'pr')];
  if (roc.length === 0 || pr.length === 0) return undefined;
  const prevalence = headlineRow(report)?.curves.pr.prevalence ?? 0.5;
  return {
    id: 'ranking',
    title: 'Ranking: can it tell the classes apart at any threshold?',
    lead:
      'Each curve runs through every possible threshold; nearer to the upper left (ROC) or upper right ' +
      '(precision-recall) is better. The dotted line is guessing. Shaded: 95 % bootstrap band.',
    blocks: [
      {
        kind: 'figure',
        figure: rocCurves(roc),
        alt: `ROC curves; area under each: ${areas(roc)}`,
        half: true,
      },
      {
        kind: 'figure',
        figure: prCurves(pr, { prevalence }),
        alt: `Precision-recall curves; average precision of each: ${areas(pr)}`,
        half: true,
      },
    ],
  };
}

/** Section "Decisions": confusion matrices of the row that decides, and scores by class. */
export function decisionSection(report: EvaluationReport): ReportSection | undefined {
  const row = headlineRow(report);
  if (row === undefined) return undefined;
  const decisions = [row.atHalf, ...(row.atChosen === null ? [] : [row.atChosen])];
  const figures = decisions.map((decision): ReportBlock => {
    const { threshold, confusion } = decision;
    const title =
      threshold.source === 'fixed'
        ? `Threshold ${threshold.value}`
        : `Threshold ${formatNumber(threshold.value)}: ${threshold.how}`;
    const words = confusion.flatMap((counts, truth) =>
      counts.map((count, called) => `${count} ${report.classes[truth]!} called ${report.classes[called]!}`),
    );
    return {
      kind: 'figure',
      figure: confusionMatrix(confusion, { classes: report.classes, title }),
      alt: `Confusion matrix: ${words.join(', ')}`,
      half: true,
    };
  });
  const chosen = decisionsOf(row);
  return {
    id: 'decisions',
    title: 'Decisions',
    lead: `What the deciding row (${row.title}) calls each cell. Rows are the truth; percentages are of the row, so the diagonal holds specificity and sensitivity.`,
    blocks: [
      ...figures,
      {
        kind: 'table',
        title: `By class, threshold ${formatNumber(chosen.threshold.value)}`,
        columns: [
          { label: 'class' },
          { label: 'precision', numeric: true },
          { label: 'recall', numeric: true },
          { label: 'F1', numeric: true },
          { label: 'cells', numeric: true },
          { label: 'subjects', numeric: true },
        ],
        rows: chosen.classes.map(({ name, precision, recall, f1, support }, label) => [
          name,
          formatNumber(precision),
          formatNumber(recall),
          formatNumber(f1),
          String(support),
          String(report.counts.classes[label]?.subjects ?? '–'),
        ]),
      },
    ],
  };
}

/** A row's title, for use inside of a sentence. */
export function rowTitle(report: EvaluationReport, name: RowName): string {
  return report.rows.find((row) => row.name === name)?.title ?? name;
}
