import type { AttentionSummary } from './attention-types.ts';
import { formatDifference, formatEstimate, formatNumber, formatShare } from './format-estimate.ts';
import {
  DECISION_METRICS,
  METRIC_MEANINGS,
  PROBABILITY_METRICS,
  type DecisionMetric,
  type MetricName,
} from './metric-names.ts';
import type { ReportSection } from './report-table.ts';
import type {
  DecisionScores,
  Difference,
  EvaluationReport,
  RowName,
  ScoreRow,
  SubjectScore,
} from './report-types.ts';

/** Short names of rows for tables; the report's titles say them in full. */
export const ROW_NAMES: Readonly<Record<RowName | 'silhouette', string>> = {
  raw: 'raw stream',
  crop: 'crop stream',
  erase: 'erase stream',
  mean: 'mean of three (Eq. 5)',
  weighted: 'weighted mean',
  majority: 'majority of three',
  rawCrop: 'raw + crop',
  rawErase: 'raw + erase',
  silhouette: 'outline alone',
};

/** How many people and mistakes a table lists; the report itself holds all. */
const LISTED = 20;

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

function sizeSections({ size, silhouette }: EvaluationReport): ReportSection[] {
  const sections: ReportSection[] = [];
  if (silhouette !== null) {
    const learnt =
      silhouette.protocol === 'train-test'
        ? `fitted on ${silhouette.trainCells} cells of other subjects`
        : `in ${silhouette.folds!} folds by subject within the cells judged`;
    sections.push({
      title: 'What the outline alone reaches',
      sentences: [`Logistic regression on ${silhouette.features.join(', ')}, ${learnt}.`],
      table: {
        head: ['', 'WF1S', 'sensitivity', 'specificity', 'AUROC'],
        rows: [
          [
            ROW_NAMES.silhouette,
            ...(['weightedF1', 'sensitivity', 'specificity', 'auroc'] as const).map((name) =>
              formatEstimate(silhouette.scores[name]),
            ),
          ],
        ],
      },
    });
  }
  if (size !== null) {
    const tolerance = formatNumber(100 * size.rows[0]!.sizeMatched.tolerance, 0);
    sections.push({
      title: 'Beside cell size',
      sentences: [
        `Cell area alone, as the score: AUROC ${formatEstimate(size.areaAuroc)}, size-matched ${formatEstimate(size.areaSizeMatched)}.`,
        `Size-matched AUROC compares only lymphoblasts and normal cells whose areas differ by less than ${tolerance} %: about 0.5 means that only size was learnt.`,
      ],
      table: {
        head: ['', 'size-matched AUROC', 'pairs', 'Spearman with area', 'Pearson with area'],
        rows: size.rows.map(({ name, sizeMatched, spearman, pearson }) => [
          ROW_NAMES[name],
          formatEstimate(sizeMatched),
          String(sizeMatched.pairs),
          formatEstimate(spearman),
          formatEstimate(pearson),
        ]),
      },
    });
  }
  return sections;
}

function calibrationSection({ name, calibration }: ScoreRow): ReportSection {
  const { ece, eceEqualMass, temperature, bins } = calibration;
  const scaled =
    temperature === null
      ? []
      : [
          `Temperature ${formatNumber(temperature.value, 2)}, fitted on validation data, takes the ECE from ${formatNumber(temperature.eceBefore)} to ${formatNumber(temperature.eceAfter)} and the log loss from ${formatNumber(temperature.logLossBefore)} to ${formatNumber(temperature.logLossAfter)}.`,
        ];
  return {
    title: `Calibration of ${ROW_NAMES[name]}`,
    sentences: [
      `Expected calibration error (ECE) ${formatNumber(ece)} over bins of equal width, ${formatNumber(eceEqualMass)} over bins of equal size.`,
      ...scaled,
    ],
    table: {
      head: ['stated probability', 'cells', 'mean stated', 'share of lymphoblasts [95 % Wilson]'],
      rows: bins.map((bin) => [
        `${formatNumber(bin.low, 1)} to ${formatNumber(bin.high, 1)}`,
        String(bin.cells),
        formatNumber(bin.meanProbability),
        bin.observed === null
          ? '–'
          : formatEstimate({
              value: bin.observed,
              low: bin.observedLow,
              high: bin.observedHigh,
              undefinedReplicates: 0,
            }),
      ]),
    },
  };
}

function subjectSections({ subjects, classes }: EvaluationReport): ReportSection[] {
  if (subjects === null) return [];
  const people = subjects.perClass.map((count, label) => `${count} ${classes[label]!}`).join(' and ');
  return [
    {
      title: 'Scores by subject',
      sentences: [
        `These rest on ${people} subjects${subjects.fewSubjects ? ', fewer than 10 of a class: do not trust them' : ''}. Shares carry Wilson intervals.`,
        `AUROC of a subject's mean probability: ${formatEstimate(subjects.auroc)}.`,
      ],
      table: {
        head: ['a subject is called by', 'threshold', 'accuracy', 'sensitivity', 'specificity'],
        rows: subjects.rules.map(({ rule, threshold, accuracy, sensitivity, specificity }) => [
          rule === 'majority' ? 'majority of cells' : 'mean probability',
          formatNumber(threshold),
          formatEstimate(accuracy),
          formatEstimate(sensitivity),
          formatEstimate(specificity),
        ]),
      },
    },
    {
      title: 'Subjects, furthest from the truth first',
      sentences:
        subjects.subjects.length > LISTED
          ? [`The first ${LISTED} of ${subjects.subjects.length}; the report holds all.`]
          : [],
      table: {
        head: ['subject', 'truth', 'cells', 'mean probability', 'called lymphoblast at 0.5'],
        rows: byMistake(subjects.subjects).map((subject) => [
          subject.subject,
          subject.label === null ? 'both' : classes[subject.label]!,
          String(subject.cells),
          formatNumber(subject.meanProbability),
          formatShare(subject.shareAtHalf),
        ]),
      },
    },
  ];
}

function byMistake(subjects: readonly SubjectScore[]): readonly SubjectScore[] {
  const distance = ({ label, meanProbability }: SubjectScore): number =>
    Math.abs((label ?? 0.5) - meanProbability);
  return [...subjects].sort((a, b) => distance(b) - distance(a)).slice(0, LISTED);
}

function attentionSection(attention: AttentionSummary): ReportSection {
  const { peaks, images, maps } = attention;
  const lines = [
    ['attention mass on the cell', attention.massOnCell],
    ["the cell's share of the frame", attention.cellShareOfFrame],
    ['share of the cell that cropping keeps', attention.cellKeptByCrop],
    ["the crop box's share of the frame", attention.boxShareOfFrame],
    ['share of the cell that erasing takes', attention.cellErased],
    ['share of the frame that erasing takes', attention.frameErased],
    ['evenness of mass over the maps', attention.mapEntropy],
  ] as const;
  return {
    title: 'What attention looked at',
    sentences: [
      `${images} images, ${maps} maps each, ${formatNumber(attention.mapsAlive.median, 0)} of them alive (median).`,
      `The mean map peaks on the cell in ${peaks.cell} images, in a corner of the background in ${peaks.corner}, elsewhere on it in ${peaks.background}.`,
      ...attention.findings,
    ],
    table: {
      head: ['', 'median', 'middle half', 'mean', 'images'],
      rows: lines.map(([name, { median, lowerQuartile, upperQuartile, mean, images: known }]) => [
        name,
        formatShare(median),
        `${formatShare(lowerQuartile)} to ${formatShare(upperQuartile)}`,
        formatShare(mean),
        String(known),
      ]),
    },
  };
}

function mistakeSections({ misclassified, classes }: EvaluationReport): ReportSection[] {
  if (misclassified.length === 0) return [];
  return [
    {
      title: 'Most confident mistakes',
      sentences: [`${misclassified.length} cells in all, at either threshold.`],
      table: {
        head: ['cell', 'subject', 'truth', 'probability of lymphoblast', 'raw / crop / erase'],
        rows: misclassified
          .slice(0, LISTED)
          .map(({ id, subject, label, probability, streams }) => [
            id,
            subject ?? '–',
            classes[label]!,
            formatNumber(probability),
            (['raw', 'crop', 'erase'] as const)
              .map((stream) => formatNumber(streams[stream] ?? null, 2))
              .join(' / '),
          ]),
      },
    },
  ];
}
