import { formatEstimate, formatNumber, formatShare } from '../../evaluation/format-estimate.ts';
import type { Distribution } from '../../evaluation/attention-types.ts';
import type { EvaluationReport } from '../../evaluation/report-types.ts';
import { learningCurves, type LearningEpoch } from '../learning-curves.ts';
import { misclassifiedGallery, type GalleryCell } from '../misclassified-gallery.ts';
import { reliabilityCurve } from '../reliability-curve.ts';
import { scoreAgainstArea, type ScoredAreas } from '../score-against-area.ts';
import { subjectDots } from '../subject-dots.ts';
import type { PictureBlock, ReportBlock, ReportSection } from './report-content.ts';
import { decisionsOf, headlineRow, rowTitle } from './score-sections.ts';

/** Section "Subjects": people as the unit; nothing where no subject is known. */
export function subjectSection(report: EvaluationReport): ReportSection | undefined {
  const { subjects, classes } = report;
  const row = headlineRow(report);
  if (subjects === null || row === undefined) return undefined;
  const counts = classes.map((name, label) => `${subjects.perClass[label] ?? 0} ${name}`).join(', ');
  const threshold = decisionsOf(row).threshold.value;
  return {
    id: 'subjects',
    title: 'Subject by subject',
    lead: `A person is judged by all of their cells. These scores rest on few people (${counts}): read the intervals, not the numbers.`,
    blocks: [
      {
        kind: 'figure',
        figure: subjectDots(subjects.subjects, {
          classes,
          threshold,
          title: 'Mean probability of each subject',
        }),
        alt: `Mean probability of lymphoblast of each of ${subjects.subjects.length} subjects (${counts})`,
      },
      {
        kind: 'table',
        title: 'Calling people',
        columns: [
          { label: 'rule' },
          { label: 'threshold', numeric: true },
          { label: 'accuracy', numeric: true },
          { label: 'sensitivity', numeric: true },
          { label: 'specificity', numeric: true },
        ],
        rows: subjects.rules.map(({ rule, threshold: at, accuracy, sensitivity, specificity }) => [
          rule === 'majority' ? 'majority of cells' : 'mean probability',
          formatNumber(at),
          ...[accuracy, sensitivity, specificity].map(formatEstimate),
        ]),
        caption: `AUROC over subjects: ${formatEstimate(subjects.auroc)}. Intervals of the table: Wilson, 95 %.`,
      },
    ],
  };
}

/** Section "Cell size": the shortcut check; nothing where areas are not known. */
export function sizeSection(
  report: EvaluationReport,
  cells: ScoredAreas | undefined,
): ReportSection | undefined {
  const { size, classes } = report;
  if (size === null) return undefined;
  const headline = size.rows.find(({ name }) => name === report.headline);
  const spearman = headline?.spearman.value ?? null;
  const figure: ReportBlock[] =
    cells === undefined
      ? []
      : [
          {
            kind: 'figure',
            figure: scoreAgainstArea(cells, { classes, spearman, title: 'Probability against cell area' }),
            alt: `Probability of lymphoblast against cell area; rank correlation ${formatNumber(spearman, 2)}`,
          },
        ];
  return {
    id: 'size',
    title: 'The shortcut check: does it only measure the cell?',
    lead:
      'In real C-NMC, lymphoblasts are larger on average, so a ruler alone scores well. The size-matched AUROC compares only ' +
      'lymphoblasts and normal cells of nearly the same area: 0.5 means that nothing but size was learnt.',
    blocks: [
      ...figure,
      {
        kind: 'table',
        title: 'Scores beside cell area',
        columns: [
          { label: 'row' },
          { label: 'size-matched AUROC', numeric: true },
          { label: 'pairs', numeric: true },
          { label: 'rank correlation with area', numeric: true },
          { label: 'linear correlation', numeric: true },
        ],
        rows: size.rows.map(({ name, sizeMatched, spearman: rank, pearson }) => [
          rowTitle(report, name),
          formatEstimate(sizeMatched),
          String(sizeMatched.pairs),
          formatEstimate(rank),
          formatEstimate(pearson),
        ]),
        stressed: size.rows.flatMap(({ name }, i) => (name === report.headline ? [i] : [])),
        caption: `AUROC of the area alone: ${formatEstimate(size.areaAuroc)} (${size.cells} cells with a known area).`,
      },
    ],
  };
}

/** Section "Calibration" of the row that decides. */
export function calibrationSection(report: EvaluationReport): ReportSection | undefined {
  const row = headlineRow(report);
  if (row === undefined) return undefined;
  const { bins, ece, eceEqualMass, temperature } = row.calibration;
  const facts = [
    `Expected calibration error: ${formatNumber(ece)} over bins of equal width, ${formatNumber(eceEqualMass)} over bins of equal counts.`,
    ...(temperature === null
      ? []
      : [
          `A temperature of ${formatNumber(temperature.value, 2)}, fitted on validation cells, moves it from ` +
            `${formatNumber(temperature.eceBefore)} to ${formatNumber(temperature.eceAfter)} and the log loss from ` +
            `${formatNumber(temperature.logLossBefore)} to ${formatNumber(temperature.logLossAfter)}.`,
        ]),
  ];
  return {
    id: 'calibration',
    title: 'Calibration: can its probabilities be believed?',
    lead: 'Of the cells that are given 80 %, about 80 % should be lymphoblasts: the points should lie on the dotted line. Below the line it promises more lymphoblasts than there are, above it fewer.',
    blocks: [
      {
        kind: 'figure',
        figure: reliabilityCurve(bins, { series: row.kind === 'vote' ? 'voted' : 'raw' }),
        alt: `Reliability curve; expected calibration error ${formatNumber(ece)}`,
        caption: 'Bars: 95 % Wilson intervals, as if cells were independent; below: cells in each bin.',
      },
      { kind: 'text', items: facts },
    ],
  };
}

/** Section "Attention": the audit and pictures; nothing where there is neither. */
export function attentionSection(
  report: EvaluationReport,
  pictures: readonly PictureBlock[],
): ReportSection | undefined {
  const { attention } = report;
  if (attention === null && pictures.length === 0) return undefined;
  const line = (
    name: string,
    { median, lowerQuartile, upperQuartile, images }: Distribution,
    share = true,
  ): string[] => {
    const format = share ? formatShare : (value: number | null): string => formatNumber(value, 1);
    return [name, format(median), `${format(lowerQuartile)} to ${format(upperQuartile)}`, String(images)];
  };
  const audit: ReportBlock[] =
    attention === null
      ? []
      : [
          ...(attention.findings.length === 0 ? [] : [{ kind: 'text', items: attention.findings } as const]),
          {
            kind: 'table',
            title: 'Attention audit',
            columns: [
              { label: 'in each image' },
              { label: 'median', numeric: true },
              { label: 'middle half', numeric: true },
              { label: 'images', numeric: true },
            ],
            rows: [
              line('attention that lies on the cell', attention.massOnCell),
              line("the cell's share of the frame", attention.cellShareOfFrame),
              line(
                'attention on the cell, times what an even map would put there',
                attention.enrichment,
                false,
              ),
              line('share of the cell that the crop keeps', attention.cellKeptByCrop),
              line('share of the cell that erasing removes', attention.cellErased),
              line("the crop box's share of the frame", attention.boxShareOfFrame),
              line(`maps that are active, of ${attention.maps}`, attention.mapsAlive, false),
            ],
            caption:
              `The mean map peaks on the cell in ${attention.peaks.cell} images, on background in ` +
              `${attention.peaks.background}, in a corner in ${attention.peaks.corner}; every map is dead in ${attention.imagesAllDead}.`,
          },
        ];
  return {
    id: 'attention',
    title: 'Where it looks',
    lead: 'Colour shows attention, from none (clear) to the most in that image (yellow). The maps are learnt from image labels only: nobody told the network where to look.',
    blocks: [...pictures, ...audit],
  };
}

/** Section "Mistakes"; nothing where there are none. */
export function mistakeSection(
  report: EvaluationReport,
  gallery: readonly GalleryCell[],
): ReportSection | undefined {
  const { misclassified, classes, counts } = report;
  if (misclassified.length === 0) return undefined;
  const LISTED = 40;
  const pictures: ReportBlock[] =
    gallery.length === 0
      ? []
      : [
          {
            kind: 'picture',
            picture: misclassifiedGallery(gallery, { classes }),
            title: 'The surest mistakes',
            alt: `${gallery.length} wrongly called cells with their true class and probabilities; the table below names them`,
          },
        ];
  const streams = (['raw', 'crop', 'erase'] as const).filter((stream) =>
    misclassified.some((cell) => cell.streams[stream] !== undefined),
  );
  return {
    id: 'mistakes',
    title: 'Wrongly called cells',
    lead: `${misclassified.length} of ${counts.cells} cells are called wrongly at 0.5 or at the chosen threshold; the surest mistakes come first. p is the probability of ${classes[1] ?? 'class 1'}.`,
    blocks: [
      ...pictures,
      {
        kind: 'table',
        title: misclassified.length > LISTED ? `The first ${LISTED}` : 'All of them',
        columns: [
          { label: 'cell' },
          { label: 'subject' },
          { label: 'truly' },
          { label: 'p', numeric: true },
          ...streams.map((stream) => ({ label: `p ${stream}`, numeric: true })),
        ],
        rows: misclassified
          .slice(0, LISTED)
          .map(({ id, subject, label, probability, streams: by }) => [
            id,
            subject ?? 'not known',
            classes[label] ?? String(label),
            formatNumber(probability, 2),
            ...streams.map((stream) => formatNumber(by[stream] ?? null, 2)),
          ]),
      },
    ],
  };
}

/** Section "Training"; nothing without epochs. */
export function trainingSection(
  epochs: readonly LearningEpoch[],
  bestEpoch: number | undefined,
): ReportSection | undefined {
  if (epochs.length === 0) return undefined;
  return {
    id: 'training',
    title: 'How training went',
    lead: 'Validation far above training in loss means that the network learnt its training cells by heart.',
    blocks: [
      {
        kind: 'figure',
        figure: learningCurves(epochs, bestEpoch === undefined ? {} : { bestEpoch }),
        alt:
          `Loss and score over ${epochs.length} epochs for training and validation` +
          (bestEpoch === undefined ? '' : `; best at epoch ${bestEpoch}`),
      },
    ],
  };
}
