import { Bootstrap, finite, type BootstrapOptions } from './bootstrap.ts';
import { ClusterScorer } from './cluster-scorer.ts';
import { clusterCells } from './clusters.ts';
import { spearmanCorrelation, spearmanScorer, weightedPearson } from './correlation.ts';
import type { Predictions } from './predictions.ts';
import type { JudgedRow } from './report-row.ts';
import type { SizeReport, SizeRow } from './size-types.ts';
import { SIZE_TOLERANCE, matchPairs } from './size-matched-auroc.ts';

/** What counts as one size, and how intervals are made. */
export interface SizeReportOptions extends BootstrapOptions {
  readonly tolerance?: number;
}

/**
 * Holds every row against cell area: how far area alone gets, how the row does between cells of one size, and how its
 * score goes with area.
 * @param predictions - for labels, subjects and areas
 * @param rows - the judged rows
 * @param options - tolerance and bootstrap
 * @returns null where no area is known
 *
 * Source: Pilot 1.
 */
export function sizeReport(
  { labels, subjects, cellAreas }: Predictions,
  rows: readonly JudgedRow[],
  { tolerance = SIZE_TOLERANCE, ...options }: SizeReportOptions,
): SizeReport | null {
  const known = [...(cellAreas ?? [])].flatMap((area, i) => (Number.isNaN(area) ? [] : [i]));
  if (known.length === 0) return null;
  const areas = Float64Array.from(known, (i) => cellAreas![i]!);
  const truth = Int32Array.from(known, (i) => labels[i]!);
  const clusters = clusterCells(
    truth,
    known.map((i) => subjects[i]),
  );
  const bootstrap = new Bootstrap(clusters, options);
  const weights = new Float64Array(known.length);
  const ofCells = (multiplicity: Uint16Array): Float64Array => {
    for (let i = 0; i < weights.length; i++) weights[i] = multiplicity[clusters.of[i]!]!;
    return weights;
  };
  const area = new ClusterScorer({ scores: areas, labels: truth, truth: areas.map(() => 1) }, clusters);
  const sizeRow = ({ row, scores: all }: JudgedRow): SizeRow => {
    const scores = Float64Array.from(known, (i) => all[i]!);
    const pairs = matchPairs({ scores, labels: truth }, areas, { clusters, tolerance });
    const spearman = spearmanScorer(scores, areas);
    const estimates = bootstrap.estimates(
      bootstrap.run((multiplicity) => ({
        matched: pairs.auroc(multiplicity),
        spearman: spearman(ofCells(multiplicity)),
        pearson: weightedPearson(scores, areas, ofCells(multiplicity)),
      })),
    );
    return {
      name: row.name,
      sizeMatched: { ...estimates.matched, pairs: pairs.count, tolerance },
      spearman: estimates.spearman,
      pearson: estimates.pearson,
      spearmanWithinClass: [0, 1].map((label) => {
        const inClass = (_: number, i: number): boolean => truth[i] === label;
        const ours = scores.filter(inClass);
        return ours.length === 0 ? null : finite(spearmanCorrelation(ours, areas.filter(inClass)));
      }),
    };
  };
  const sameSize = matchPairs({ scores: areas, labels: truth }, areas, { clusters, tolerance });
  const ruler = bootstrap.estimates(
    bootstrap.run((multiplicity) => ({
      auroc: area.probabilityScores(multiplicity).auroc,
      matched: sameSize.auroc(multiplicity),
    })),
  );
  return {
    cells: known.length,
    areaAuroc: ruler.auroc,
    areaSizeMatched: { ...ruler.matched, pairs: sameSize.count, tolerance },
    rows: rows.map(sizeRow),
  };
}
