import type { Estimate, RowName } from './report-types.ts';

/** What cell size alone explains (Pilot 1); null in a report where areas are not known. */
export interface SizeReport {
  /** Cells with a known area, on which all of this rests. */
  readonly cells: number;
  /** AUROC of cell area taken as the score. */
  readonly areaAuroc: Estimate;
  /** The same between cells of one size: what a row must beat to have learnt more than size. */
  readonly areaSizeMatched: SizeMatchedAuroc;
  readonly rows: readonly SizeRow[];
}

/** One row beside cell area. */
export interface SizeRow {
  readonly name: RowName;
  readonly sizeMatched: SizeMatchedAuroc;
  /** Correlation of the row's score with cell area. */
  readonly spearman: Estimate;
  readonly pearson: Estimate;
  /** Spearman's correlation among the cells of each class, by label: what class alone does not explain. */
  readonly spearmanWithinClass: readonly (number | null)[];
}

/** AUROC over lymphoblast/normal pairs of nearly the same area: about 0.5 means that only size was learnt. */
export interface SizeMatchedAuroc extends Estimate {
  /** Number of pairs. */
  readonly pairs: number;
  /** Pairs count where areas differ by less than this share of the larger one. */
  readonly tolerance: number;
}
