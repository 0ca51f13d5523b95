import {
  attentionSection,
  calibrationSection,
  mistakeSections,
  sizeSections,
  subjectSections,
} from './report-detail-sections.ts';
import { ROW_NAMES } from './row-names.ts';
import { formatDifference, formatEstimate, formatNumber } from './format-estimate.ts';
import {
  DECISION_METRICS,
  METRIC_MEANINGS,
  PROBABILITY_METRICS,
  type DecisionMetric,
  type MetricName,
} from './metric-names.ts';
import type { ReportSection } from './report-table.ts';
import type { DecisionScores, Difference, EvaluationReport, ScoreRow } from './report-types.ts';

/**
 * A report as titled parts for a person, the same for the terminal and for Markdown.
 * @param report - what evaluatePredictions gave
 */
export function reportSections(report: EvaluationReport): readonly ReportSection[] {
  const headline = report.rows.find(({ name }) => name === report.headline)!;
  return [
    judgedSection(report),
    ...(report.warnings.length === 0 ? [] : [{ title: 'Warnings', sentences: report.warnings, table: null }]),
    scoresSection(report),
    ...chosenSection(report),
    headlineSection(headline),
    ...confusionSections(report, headline),
    ...differenceSections(report.differences),
    ...sizeSections(report),
    calibrationSection(headline),
    ...subjectSections(report),
    ...(report.attention === null ? [] : [attentionSection(report.attention)]),
    ...mistakeSections(report),
  ];
}

function judgedSection({ counts, bootstrap }: EvaluationReport): ReportSection {
  const { replicates, confidence, unit, method } = bootstrap;
  const drawn = { subject: 'subjects', cell: 'cells', mixed: 'subjects (cells where unknown)' }[unit];
  const bca = method === 'bca' ? ', bias-corrected and accelerated' : '';
  return {
    title: 'What was judged',
    sentences: [
      `${counts.cells} cells of ${counts.subjects} known subjects.`,
      `Numbers in brackets are ${formatNumber(100 * confidence, 0)} % confidence intervals: the middle of ${replicates} bootstrap replicates that draw ${drawn} with replacement${bca}.`,
    ],
    table: {
      head: ['class', 'cells', 'subjects', ''],
      rows: counts.classes.map(({ name, cells, subjects, fewSubjects }) => [
        name,
        String(cells),
        String(subjects),
        fewSubjects ? 'few: do not trust' : '',
      ]),
    },
  };
}

function scoresSection({ rows }: EvaluationReport): ReportSection {
  const columns = ['weightedF1', 'sensitivity', 'specificity'] as const;
  return {
    title: 'Scores at threshold 0.5',
    sentences: [],
    table: {
      head: ['', ...columns.map((name) => METRIC_MEANINGS[name].label), METRIC_MEANINGS.auroc.label],
      rows: rows.map(({ name, atHalf, probability }) => [
        ROW_NAMES[name],
        ...columns.map((metric) => formatEstimate(atHalf.scores[metric])),
        formatEstimate(probability.auroc),
      ]),
    },
  };
}

function chosenSection({ rows, headline }: EvaluationReport): ReportSection[] {
  const chosen = rows.filter((row): row is ScoreRow & { atChosen: DecisionScores } => row.atChosen !== null);
  if (chosen.length === 0) return [];
  const columns: readonly DecisionMetric[] = ['weightedF1', 'sensitivity', 'specificity'];
  const note = (chosen.find(({ name }) => name === headline) ?? chosen[0]!).atChosen.threshold;
  return [
    {
      title: 'Scores at the chosen threshold',
      sentences: [`Threshold of each row: ${note.how}.`],
      table: {
        head: ['', 'threshold', ...columns.map((name) => METRIC_MEANINGS[name].label)],
        rows: chosen.map(({ name, atChosen }) => [
          ROW_NAMES[name],
          formatNumber(atChosen.threshold.value),
          ...columns.map((metric) => formatEstimate(atChosen.scores[metric])),
        ]),
      },
    },
  ];
}

function headlineSection({ name, probability, atHalf, atChosen }: ScoreRow): ReportSection {
  const line = (metric: MetricName, half: string, chosen: string): string[] => [
    METRIC_MEANINGS[metric].label,
    half,
    ...(atChosen === null ? [] : [chosen]),
    METRIC_MEANINGS[metric].meaning,
  ];
  return {
    title: `All scores of the headline row: ${ROW_NAMES[name]}`,
    sentences: ['Scores of the probabilities need no threshold and stand in the first column.'],
    table: {
      head: [
        'score',
        'at 0.5',
        ...(atChosen === null ? [] : [`at ${formatNumber(atChosen.threshold.value)}`]),
        'meaning',
      ],
      rows: [
        ...DECISION_METRICS.map((metric) =>
          line(
            metric,
            formatEstimate(atHalf.scores[metric]),
            atChosen === null ? '' : formatEstimate(atChosen.scores[metric]),
          ),
        ),
        ...PROBABILITY_METRICS.map((metric) => line(metric, formatEstimate(probability[metric]), '–')),
      ],
    },
  };
}

function confusionSections(
  { classes }: EvaluationReport,
  { name, atHalf, atChosen }: ScoreRow,
): ReportSection[] {
  return [atHalf, ...(atChosen === null ? [] : [atChosen])].map(({ threshold, confusion }) => ({
    title: `Decisions of ${ROW_NAMES[name]} at ${formatNumber(threshold.value)}`,
    sentences: [],
    table: {
      head: ['truth', ...classes.map((className) => `called ${className}`)],
      rows: confusion.map((row, c) => [classes[c]!, ...row.map(String)]),
    },
  }));
}

function differenceSections(differences: readonly Difference[]): ReportSection[] {
  if (differences.length === 0) return [];
  return [
    {
      title: 'Differences on the same cells',
      sentences: [
        'Both sides see the same bootstrap draws; where an interval takes in 0, no difference is shown. Decisions at 0.5.',
      ],
      table: {
        head: ['', 'AUROC', 'WF1S', 'Brier (lower is better)'],
        rows: differences.map(({ of, from, scores }) => [
          `${ROW_NAMES[of]} - ${ROW_NAMES[from]}`,
          formatDifference(scores.auroc),
          formatDifference(scores.weightedF1),
          formatDifference(scores.brier),
        ]),
      },
    },
  ];
}
