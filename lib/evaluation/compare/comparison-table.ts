import { METRIC_MEANINGS } from '../metric-names.ts';
import type { DataTable, TableCell, TableColumn } from '../table/data-table.ts';
import {
  COMPARED_METRICS,
  type ComparedMetric,
  type ComparedRow,
  type Comparison,
  type ContenderScore,
} from './comparison-types.ts';

/** Short names of the compared scores. */
export const COMPARED_LABELS: Readonly<Record<ComparedMetric, string>> = {
  weightedF1: METRIC_MEANINGS.weightedF1.label,
  auroc: METRIC_MEANINGS.auroc.label,
  balancedAccuracy: METRIC_MEANINGS.balancedAccuracy.label,
  sizeMatched: 'size-matched AUROC',
};

/** What contenders spent, beside their scores. */
export interface ContenderCost {
  /** Finished epochs of one run. */
  readonly epochs: number | null;
  /** Training images through the network in one run, once for each stream. */
  readonly passes: number | null;
  /** Further passes, for attention or saliency that an augmentation needs; null where nobody counted. */
  readonly extraPasses?: number | null;
}

/** What is beside the scores in the tables. */
export interface ComparisonTableOptions {
  /** By contender's name. */
  readonly costs?: ReadonlyMap<string, ContenderCost>;
  /** Rows to show. Default `voted`. */
  readonly rows?: readonly ComparedRow[];
}

/**
 * The contenders' scores with intervals, and where there are several seeds their mean ± standard deviation; the outline
 * alone last.
 * @param comparison - what comparePredictions gave
 * @param options - costs, and which rows
 */
export function scoresTable(
  comparison: Comparison,
  { costs = new Map(), rows: wanted = ['voted'] }: ComparisonTableOptions = {},
): DataTable {
  const { contenders, cells, subjects, classes } = comparison;
  const severalSeeds = contenders.some(({ seeds }) => seeds > 1);
  const extra = [...costs.values()].some(({ extraPasses }) => (extraPasses ?? 0) > 0);
  const columns: TableColumn[] = [
    { key: 'name', label: '', kind: 'text' },
    { key: 'seeds', label: 'seeds', kind: 'number' },
    { key: 'epochs', label: 'epochs', kind: 'number' },
    { key: 'passes', label: 'passes', kind: 'number' },
    ...(extra ? [{ key: 'extraPasses', label: 'further', kind: 'number' } as const] : []),
    ...(wanted.length > 1 ? [{ key: 'row', label: 'stream', kind: 'text' } as const] : []),
    ...COMPARED_METRICS.flatMap((metric): TableColumn[] => [
      { key: metric, label: COMPARED_LABELS[metric], kind: 'interval' },
      ...(severalSeeds
        ? [{ key: `${metric}_seeds`, label: 'over seeds', kind: 'spread' } as TableColumn]
        : []),
    ]),
  ];
  const scoreCells = (score: ContenderScore | null): TableCell[] => {
    const { value, low, high, sd } = score ?? { value: null, low: null, high: null, sd: null };
    const spread = severalSeeds ? [sd === null ? null : { value, sd }] : [];
    return [value === null ? null : { value, low, high }, ...spread];
  };
  return {
    title: `Scores on ${cells} cells of ${subjects} people: ${classes.map(({ name, subjects: people }) => `${people} ${name}`).join(', ')}`,
    columns,
    rows: contenders.flatMap(({ name, seeds, baseline, rows }) =>
      rows
        .filter(({ row }) => wanted.includes(row))
        .map(({ row, scores }) => [
          name,
          baseline ? null : seeds,
          costs.get(name)?.epochs ?? null,
          costs.get(name)?.passes ?? null,
          ...(extra ? [costs.get(name)?.extraPasses ?? null] : []),
          ...(wanted.length > 1 ? [rowText(row)] : []),
          ...COMPARED_METRICS.flatMap((metric) => scoreCells(scores[metric])),
        ]),
    ),
    notes: comparison.warnings,
  };
}

/**
 * The differences with intervals, p-values and Holm's, one line each, and whether both sides spent the same.
 * @param comparison - what comparePredictions gave
 * @param options - costs
 */
export function differencesTable(
  { differences, bootstrap }: Comparison,
  { costs = new Map() }: Pick<ComparisonTableOptions, 'costs'> = {},
): DataTable {
  const text = (key: string, label: string): TableColumn => ({ key, label, kind: 'text' });
  return {
    title: 'Differences on the same cells and the same draws of people',
    columns: [
      text('of', 'of'),
      text('from', 'less'),
      text('row', 'stream'),
      text('metric', 'score'),
      { key: 'difference', label: 'difference', kind: 'difference' },
      { key: 'p', label: 'p', kind: 'number', digits: 4 },
      { key: 'pHolm', label: 'p (Holm)', kind: 'number', digits: 4 },
      text('cost', 'cost'),
    ],
    rows: differences.map(({ of, from, row, metric, value, low, high, p, pHolm }) => [
      of,
      from,
      rowText(row),
      COMPARED_LABELS[metric],
      { value, low, high },
      p,
      pHolm,
      costText(costs.get(of), costs.get(from)),
    ]),
    notes: [
      `Intervals of ${100 * bootstrap.confidence} % and p-values from ${bootstrap.replicates} draws of people, stratified by class, the same for both sides; no p-value can be below ${(2 / (bootstrap.replicates + 1)).toPrecision(2)}.`,
      `Holm's correction is over the ${differences.length} differences of this table: above 0.05 it shows no difference.`,
    ],
  };
}

/** Shares within which two costs count as equal: a last batch more or less. */
const EQUAL = 0.02;

/**
 * How two sides' costs compare: "equal epochs, 3.00x passes", "equal passes"; null where a cost is not known.
 * @param of - the one
 * @param from - the other
 */
export function costText(of: ContenderCost | undefined, from: ContenderCost | undefined): string | null {
  if (of?.passes == null || from?.passes == null || from.passes === 0) return null;
  const ratio = of.passes / from.passes;
  const epochs = of.epochs !== null && of.epochs === from.epochs ? ['equal epochs'] : [];
  return [...epochs, Math.abs(ratio - 1) <= EQUAL ? 'equal passes' : `${ratio.toFixed(2)}x passes`].join(
    ', ',
  );
}

function rowText(row: ComparedRow): string {
  return row === 'voted' ? 'vote' : row;
}
