import type { AttentionSummary } from './attention-types.ts';
import { formatEstimate, formatNumber, formatShare } from './format-estimate.ts';
import type { ReportSection } from './report-table.ts';
import type { EvaluationReport, ScoreRow, SubjectScore } from './report-types.ts';
import { ROW_NAMES } from './row-names.ts';

/** How many people and mistakes a table lists; the report itself holds all. */
const LISTED = 20;

/**
 * What the outline and cell size alone explain.
 * @param report - the report
 */
export function sizeSections({
  size,
  silhouette,
}: Pick<EvaluationReport, 'size' | 'silhouette'>): ReportSection[] {
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

/**
 * How far a row's stated probabilities can be believed.
 * @param row - the row
 */
export function calibrationSection({ name, calibration }: ScoreRow): ReportSection {
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

/**
 * Scores by person, and the people themselves.
 * @param report - the report
 */
export function subjectSections({ subjects, classes }: EvaluationReport): ReportSection[] {
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

/**
 * What attention looked at.
 * @param attention - the summary of the audit
 */
export function attentionSection(attention: AttentionSummary): ReportSection {
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

/**
 * The most confident mistakes.
 * @param report - the report
 */
export function mistakeSections({ misclassified, classes }: EvaluationReport): ReportSection[] {
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
