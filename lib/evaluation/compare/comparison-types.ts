import type { BootstrapOptions } from '../bootstrap.ts';
import type { Predictions, Stream } from '../predictions.ts';
import type { BootstrapNote, ClassCount, Estimate } from '../report-types.ts';

/** The scores that are compared; the first and third at threshold 0.5. */
export const COMPARED_METRICS = ['weightedF1', 'auroc', 'balancedAccuracy', 'sizeMatched'] as const;

/** A score that is compared; `sizeMatched` is the AUROC between cells of one size. */
export type ComparedMetric = (typeof COMPARED_METRICS)[number];

/** What is compared: one stream, or `voted`, which is the mean of three (Eq. 5) or the raw stream where it alone was run. */
export type ComparedRow = 'voted' | Stream;

/** What one run predicted: a whole test set, or one fold of it. */
export interface ContenderPart {
  /** For messages: the run. */
  readonly name: string;
  readonly predictions: Predictions;
  /** People that the run was trained on or chosen by: none of them may be judged. */
  readonly seenSubjects?: Iterable<string>;
  /** What the outline alone says of the same cells (probability of class 1, `[N]`). */
  readonly outline?: ArrayLike<number> | undefined;
}

/** One side of a comparison: a run, or several that differ only in seed and fold. */
export interface Contender {
  readonly name: string;
  /** For each seed its parts, which together cover the test cells once. */
  readonly seeds: readonly (readonly ContenderPart[])[];
}

/** How contenders are compared. */
export interface ComparisonOptions extends Omit<BootstrapOptions, 'method'> {
  /** `first`: each other one with the first; `all`: each with each. Default `first`. */
  readonly pairs?: 'first' | 'all';
  /** Rows whose differences are taken. Default `voted` alone: each more makes the correction harder. */
  readonly rows?: readonly ComparedRow[];
  /** Areas that differ by less than this share count as one size, 0.05. */
  readonly sizeTolerance?: number;
  /** Judge people that a run was trained on all the same, with a warning. */
  readonly acceptSeenSubjects?: boolean;
}

/** One score of a contender. */
export interface ContenderScore extends Estimate {
  /** Standard deviation over seeds (n - 1); null with fewer than two. */
  readonly sd: number | null;
  /** By seed. */
  readonly seeds: readonly (number | null)[];
}

/** One row of a contender: a score each, null where it is not known (size-matched without areas). */
export interface ContenderRow {
  readonly row: ComparedRow;
  readonly scores: Readonly<Record<ComparedMetric, ContenderScore | null>>;
}

/** Everything about one side. */
export interface ContenderScores {
  readonly name: string;
  /** True of the outline alone, which is no network. */
  readonly baseline: boolean;
  /** Number of seeds whose mean is taken. */
  readonly seeds: number;
  /** Most parts that were pooled for one seed. */
  readonly folds: number;
  readonly rows: readonly ContenderRow[];
}

/** One difference: `of` less `from`, on the same cells and the same draws of people. */
export interface ComparedDifference extends Estimate {
  readonly of: string;
  readonly from: string;
  readonly row: ComparedRow;
  readonly metric: ComparedMetric;
  /** Of no difference, two-sided; null where people cannot be drawn. */
  readonly p: number | null;
  /** The same after Holm's correction over all differences of the comparison. */
  readonly pHolm: number | null;
}

/** A comparison as plain data. */
export interface Comparison {
  readonly cells: number;
  readonly subjects: number;
  /** By label. */
  readonly classes: readonly ClassCount[];
  readonly bootstrap: BootstrapNote;
  readonly contenders: readonly ContenderScores[];
  readonly differences: readonly ComparedDifference[];
  /** Whole sentences. */
  readonly warnings: readonly string[];
}
