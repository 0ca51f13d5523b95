import { formatNumber } from '../../evaluation/format-estimate.ts';
import type { EvaluationReport } from '../../evaluation/report-types.ts';
import type { LearningEpoch } from '../learning-curves.ts';
import type { GalleryCell } from '../misclassified-gallery.ts';
import type { ScoredAreas } from '../score-against-area.ts';
import {
  attentionSection,
  calibrationSection,
  mistakeSection,
  sizeSection,
  subjectSection,
  trainingSection,
} from './check-sections.ts';
import type { PictureBlock, ReportContent, ReportSection, SummaryNumber } from './report-content.ts';
import { decisionsOf, decisionSection, headlineRow, rankingSection, scoreSection } from './score-sections.ts';

/** What a page shows beside the report's numbers; all of it may be left out. */
export interface EvaluationExtras {
  /** Cells with area and score of the row that decides, for the shortcut check's picture. */
  readonly cells?: ScoredAreas;
  /** Pictures of wrongly called cells, in the report's order. */
  readonly gallery?: readonly GalleryCell[];
  /** The six-panel figure, contact sheets of attention maps and the like. */
  readonly attentionPictures?: readonly PictureBlock[];
  /** The training run behind the predictions. */
  readonly epochs?: readonly LearningEpoch[];
  readonly bestEpoch?: number;
}

function interval(estimate: {
  readonly low: number | null;
  readonly high: number | null;
}): Partial<SummaryNumber> {
  const { low, high } = estimate;
  return low === null || high === null
    ? { interval: 'no interval' }
    : { interval: `95 % CI ${formatNumber(low)} to ${formatNumber(high)}` };
}

function summaryOf(report: EvaluationReport): SummaryNumber[] {
  const row = headlineRow(report);
  if (row === undefined) return [];
  const decisions = decisionsOf(row);
  const chosen = row.atChosen === null ? '' : ', chosen on validation cells';
  const at = `at threshold ${formatNumber(decisions.threshold.value)}${chosen}`;
  const { auroc } = row.probability;
  const { weightedF1, sensitivity, specificity } = decisions.scores;
  const matched = report.size?.rows.find(({ name }) => name === report.headline)?.sizeMatched;
  const number = (
    label: string,
    estimate: { value: number | null; low: number | null; high: number | null },
    note: string,
  ): SummaryNumber => ({ label, value: formatNumber(estimate.value), ...interval(estimate), note });
  return [
    number('AUROC', auroc, row.title),
    number('Weighted F1 (WF1S)', weightedF1, at),
    number('Sensitivity', sensitivity, `lymphoblasts found, ${at}`),
    number('Specificity', specificity, `normal cells left alone, ${at}`),
    ...(report.silhouette === null
      ? []
      : [
          number(
            'AUROC of the outline alone',
            report.silhouette.scores.auroc,
            'no network: what must be beaten',
          ),
        ]),
    ...(matched === undefined
      ? []
      : [number('Size-matched AUROC', matched, `${matched.pairs} pairs of cells of nearly equal area`)]),
  ];
}

function subtitleOf({ counts, title }: EvaluationReport): string {
  const parts = counts.classes.map(
    ({ name, cells, subjects }) =>
      `${cells} ${name} cells of ${subjects} ${subjects === 1 ? 'subject' : 'subjects'}`,
  );
  return `${title === '' ? '' : `${title}: `}${parts.join(', ')}`;
}

/**
 * Everything that a report page says about an evaluation: subtitle, the numbers on top, warnings and sections.
 * What the report does not know is left out.
 * @param report - of `evaluatePredictions`
 * @param extras - pictures and training history
 */
export function buildEvaluationSections(
  report: EvaluationReport,
  extras: EvaluationExtras = {},
): Pick<ReportContent, 'summary' | 'warnings' | 'sections'> & { readonly subtitle: string } {
  const sections: readonly (ReportSection | undefined)[] = [
    scoreSection(report),
    attentionSection(report, extras.attentionPictures ?? []),
    sizeSection(report, extras.cells),
    rankingSection(report),
    decisionSection(report),
    subjectSection(report),
    calibrationSection(report),
    mistakeSection(report, extras.gallery ?? []),
    trainingSection(extras.epochs ?? [], extras.bestEpoch),
  ];
  return {
    subtitle: subtitleOf(report),
    summary: summaryOf(report),
    warnings: report.warnings,
    sections: sections.filter((section) => section !== undefined),
  };
}
