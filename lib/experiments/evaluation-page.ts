import { formatEstimate } from '../evaluation/format-estimate.ts';
import { reportSections } from '../evaluation/report-sections.ts';
import type { ReportTable } from '../evaluation/report-table.ts';
import type { Estimate, EvaluationReport } from '../evaluation/report-types.ts';
import type {
  ReportBlock,
  ReportContent,
  ReportOrigin,
  ReportSection,
  SummaryNumber,
} from '../figures/page/report-content.ts';
import { headlineRow, type FigureName, type NamedFigure } from './report-figures.ts';
import type { NamedPicture, PictureName } from './report-pictures.ts';

/** What the page of an evaluation shows. */
export interface EvaluationPageInput {
  readonly report: EvaluationReport;
  readonly figures: ReadonlyMap<FigureName, NamedFigure>;
  readonly pictures: ReadonlyMap<PictureName, NamedPicture>;
  /** More pictures for the section on the streams. */
  readonly extraPictures?: readonly NamedPicture[];
  readonly origin: ReportOrigin;
  readonly subtitle?: string;
  /** Sentences that must come before the report's own warnings. */
  readonly notices?: readonly string[];
}

/**
 * The content of an evaluation's page: the numbers that a reader wants first, pictures, figures, then every table.
 * @param input - report, figures, pictures and origin
 */
export function evaluationPage(input: EvaluationPageInput): ReportContent {
  const { report, figures, pictures, origin, subtitle, notices = [], extraPictures = [] } = input;
  const figure = (name: FigureName): ReportBlock[] => {
    const found = figures.get(name);
    return found === undefined ? [] : [{ kind: 'figure', ...found }];
  };
  const picture = (name: PictureName): ReportBlock[] => {
    const found = pictures.get(name);
    return found === undefined ? [] : [{ kind: 'picture', ...found }];
  };
  const sections: ReportSection[] = [
    {
      id: 'views',
      title: 'What the three streams see',
      lead:
        'The raw image (Phase I) gives attention maps; their mean places a crop, to see details, and an erasure, to see more (Phase II). ' +
        'Each view is classified, and the three probabilities are averaged.',
      blocks: [
        ...picture('six-panel'),
        ...picture('six-panel-2'),
        ...extraPictures.map((extra) => ({ kind: 'picture' as const, ...extra })),
      ],
    },
    {
      id: 'scores',
      title: 'How good are the scores?',
      lead: 'Each stream, the vote of the three, and what the outline of the cell alone gives away, with 95 % intervals from a bootstrap over subjects.',
      blocks: [...figure('scores'), ...figure('roc'), ...figure('pr'), ...figure('confusion')],
    },
    {
      id: 'people-and-size',
      title: 'Is it the disease, or the size, or a few people?',
      lead: 'A network that only measures cells follows the line of areas; one that knows a few people fails on the others.',
      blocks: [...figure('area'), ...figure('subjects'), ...figure('reliability')],
    },
    {
      id: 'attention',
      title: 'Where does it look?',
      lead: 'Attention maps over the input: attention on the background means that the crop shows nothing new.',
      blocks: [...picture('attention'), ...picture('attention-2')],
    },
    {
      id: 'mistakes',
      title: 'What does it get wrong?',
      lead: 'The mistakes of which the network was surest.',
      blocks: picture('mistakes'),
    },
    {
      id: 'training',
      title: 'How did training go?',
      lead: 'Loss and score of each epoch; the best epoch by validation is the one that was judged.',
      blocks: figure('learning-curves'),
    },
    {
      id: 'tables',
      title: 'All numbers',
      lead: 'The same numbers as in report.json.',
      blocks: tables(report),
    },
  ];
  return {
    title: report.title === '' ? 'WT-DFN evaluation' : report.title,
    ...(subtitle === undefined ? {} : { subtitle }),
    summary: summary(report),
    warnings: [...notices, ...report.warnings],
    sections: sections.filter(({ blocks }) => blocks.length > 0),
    origin,
  };
}

function summary(report: EvaluationReport): SummaryNumber[] {
  const headline = headlineRow(report);
  const { counts, size, silhouette } = report;
  const rests = `${counts.cells} cells of ${counts.subjects} unseen subjects`;
  const numbers = [
    numberOf(`AUROC, ${headline.title}`, headline.probability.auroc, rests),
    numberOf(`WF1S at 0.5, ${headline.title}`, headline.atHalf.scores.weightedF1, rests),
  ];
  if (silhouette !== null) {
    numbers.push(
      numberOf(
        'AUROC of the outline alone',
        silhouette.scores.auroc,
        'logistic regression on size and shape',
      ),
    );
  }
  const matched = size?.rows.find(({ name }) => name === report.headline)?.sizeMatched;
  if (matched !== undefined) {
    numbers.push(numberOf('Size-matched AUROC', matched, '0.5: knows only size'));
  }
  return numbers;
}

function numberOf(label: string, estimate: Estimate, note: string): SummaryNumber {
  const { value, low, high } = estimate;
  return {
    label,
    value: value === null ? 'not known' : value.toFixed(3),
    ...(low === null || high === null ? {} : { interval: `95 % CI ${low.toFixed(3)} to ${high.toFixed(3)}` }),
    note,
  };
}

function tables(report: EvaluationReport): ReportBlock[] {
  return reportSections(report)
    .filter(({ title }) => title !== 'Warnings') // they stand on top of the page
    .flatMap(({ title, sentences, table }): ReportBlock[] => [
      ...(sentences.length === 0 ? [] : [{ kind: 'text' as const, items: sentences }]),
      ...(table === null ? [] : [tableBlock(title, table)]),
    ]);
}

function tableBlock(title: string, { head, rows }: ReportTable): ReportBlock {
  return {
    kind: 'table',
    title,
    columns: head.map((label, i) => ({ label, numeric: i > 0 })),
    rows,
  };
}

/** The headline's AUROC for a terminal: "0.912 [0.870, 0.941]". */
export function headlineAuroc(report: EvaluationReport): string {
  const headline = headlineRow(report);
  return formatEstimate(headline.probability.auroc);
}
