import type { AttentionSummary } from './attention-types.ts';
import type { DecisionMetric, MetricName, ProbabilityMetric } from './metric-names.ts';
import type { Stream } from './predictions.ts';
import type { SizeReport } from './size-types.ts';

/** The version of {@link EvaluationReport}'s shape; a reader refuses one that it does not know. */
export const REPORT_VERSION = 1;

/** The votes of Method 5; `raw` alone is the raw stream and so is not listed twice in a report. */
export type VoteName = 'mean' | 'weighted' | 'majority' | 'raw' | 'rawCrop' | 'rawErase';

/** A line of a report's table of scores: one stream, or one vote of several. */
export type RowName = Stream | VoteName;

/** A number with its confidence interval; null where it is undefined (JSON has no NaN). */
export interface Estimate {
  readonly value: number | null;
  /** Lower end of the interval; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** How many bootstrap replicates could not be scored (for example, no normal cell was drawn). */
  readonly undefinedReplicates: number;
}

/** How the intervals were made. */
export interface BootstrapNote {
  readonly replicates: number;
  /** 0.95 for 95 % intervals. */
  readonly confidence: number;
  readonly method: 'percentile' | 'bca';
  readonly seed: number;
  /** What was drawn: subjects; `cell` where no subject is known, `mixed` where some are not. */
  readonly unit: 'subject' | 'cell' | 'mixed';
  /** Whether each class's subjects were drawn apart, so that every replicate has as many of each. */
  readonly stratified: boolean;
}

/** Cells and people of one class. */
export interface ClassCount {
  readonly name: string;
  readonly cells: number;
  /** Different known subjects with at least one cell of this class. */
  readonly subjects: number;
  /** True where fewer than 10 subjects stand behind this class's scores (Pilot 2). */
  readonly fewSubjects: boolean;
}

/** What was judged. */
export interface ReportCounts {
  readonly cells: number;
  readonly subjects: number;
  /** Cells whose subject is not known; each counts as a subject of its own in the bootstrap. */
  readonly cellsWithoutSubject: number;
  /** By label. */
  readonly classes: readonly ClassCount[];
}

/** How a threshold came to be. `fixed` is 0.5; `given` came from the caller, chosen elsewhere. */
export interface ThresholdNote {
  /** A cell is called lymphoblast where its probability is at least this. */
  readonly value: number;
  readonly source: 'fixed' | 'validation' | 'given';
  /** One phrase: "0.5", "highest Youden index on 812 validation cells of 9 subjects". */
  readonly how: string;
}

/** Decisions at one threshold. */
export interface DecisionScores {
  readonly threshold: ThresholdNote;
  readonly scores: Readonly<Record<DecisionMetric, Estimate>>;
  /** `[truth][decision]`, numbers of cells. */
  readonly confusion: readonly (readonly number[])[];
  /** Precision, recall and F1 of each class, by label. */
  readonly classes: readonly ClassScores[];
}

/** One class's scores at one threshold. */
export interface ClassScores {
  readonly name: string;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  /** Cells of this class. */
  readonly support: number;
}

/** Everything said about one stream or vote. */
export interface ScoreRow {
  readonly name: RowName;
  /** For a person: "crop stream", "vote: mean of raw, crop, erase (Eq. 5)". */
  readonly title: string;
  readonly kind: 'stream' | 'vote';
  readonly streams: readonly Stream[];
  /** Weights of the streams where the vote has them. */
  readonly weights: Readonly<Partial<Record<Stream, number>>> | null;
  readonly probability: Readonly<Record<ProbabilityMetric, Estimate>>;
  /** At threshold 0.5. */
  readonly atHalf: DecisionScores;
  /** At the threshold chosen on validation data or given; null where there is none. */
  readonly atChosen: DecisionScores | null;
  readonly calibration: CalibrationReport;
  readonly curves: CurvesReport;
}

/** One bin of a reliability curve. */
export interface ReliabilityBin {
  /** The bin takes in probabilities in (low, high]. */
  readonly low: number;
  readonly high: number;
  readonly cells: number;
  /** Mean stated probability of the bin's cells; null where it is empty. */
  readonly meanProbability: number | null;
  /** Share of the bin's cells that are lymphoblasts; null where it is empty. */
  readonly observed: number | null;
  /** 95 % Wilson interval of `observed`, as if cells were independent. */
  readonly observedLow: number | null;
  readonly observedHigh: number | null;
}

/** How far stated probabilities can be believed. */
export interface CalibrationReport {
  /** Bins of equal width. */
  readonly bins: readonly ReliabilityBin[];
  /** Bins with about as many cells each. */
  readonly equalMassBins: readonly ReliabilityBin[];
  /** Expected calibration error over bins of equal width. */
  readonly ece: number;
  /** Expected calibration error over bins of equal mass. */
  readonly eceEqualMass: number;
  /** Fitted on validation data: probabilities become softmax(log p / temperature); null without such data. */
  readonly temperature: TemperatureReport | null;
}

/** What one number, fitted on validation data, does for calibration on the data judged. */
export interface TemperatureReport {
  /** Above 1: the network was too sure of itself. */
  readonly value: number;
  readonly eceBefore: number;
  readonly eceAfter: number;
  readonly logLossBefore: number;
  readonly logLossAfter: number;
}

/** A curve's bootstrap band on a common grid. */
export interface CurveBand {
  /** False-positive rate (ROC) or recall (PR), 0 to 1 in equal steps. */
  readonly grid: readonly number[];
  readonly low: readonly number[];
  readonly median: readonly number[];
  readonly high: readonly number[];
}

/** Points for drawing; empty arrays and null bands where a class has no cells. */
export interface CurvesReport {
  readonly roc: {
    readonly falsePositiveRate: readonly number[];
    readonly truePositiveRate: readonly number[];
    /** null stands for "above every score". */
    readonly thresholds: readonly (number | null)[];
    readonly band: CurveBand | null;
  };
  readonly pr: {
    readonly recall: readonly number[];
    readonly precision: readonly number[];
    readonly thresholds: readonly (number | null)[];
    /** Share of lymphoblasts: the precision of calling every cell one. */
    readonly prevalence: number;
    readonly band: CurveBand | null;
  };
}

/** Two rows on the same cells and the same bootstrap draws. */
export interface Difference {
  /** Row names, or `silhouette` for the baseline: the difference is `of` minus `from`. */
  readonly of: RowName | 'silhouette';
  readonly from: RowName | 'silhouette';
  readonly title: string;
  readonly scores: Readonly<Record<DifferenceMetric, DifferenceEstimate>>;
}

/** The scores whose differences are reported (at threshold 0.5 where they need one). */
export type DifferenceMetric = 'auroc' | 'averagePrecision' | 'weightedF1' | 'balancedAccuracy' | 'brier';

/** A difference of two scores. */
export interface DifferenceEstimate extends Estimate {
  /** Share of defined replicates in which the difference was above 0; null without any. */
  readonly shareAboveZero: number | null;
}

/** One person. */
export interface SubjectScore {
  readonly subject: string;
  /** Label of all the person's cells; null where they carry both labels. */
  readonly label: number | null;
  readonly cells: number;
  /** Mean probability of lymphoblast over the person's cells, by the headline row. */
  readonly meanProbability: number;
  /** Share of the person's cells called lymphoblast at 0.5. */
  readonly shareAtHalf: number;
  /** The same at the chosen threshold; null where there is none. */
  readonly shareAtChosen: number | null;
}

/** Scores with people, not cells, as the unit. */
export interface SubjectReport {
  /** Sorted by class, then key. */
  readonly subjects: readonly SubjectScore[];
  /** People a class with a single label, by label: the number that every score here rests on. */
  readonly perClass: readonly number[];
  readonly fewSubjects: boolean;
  /** People whose cells carry both labels: listed, but in no score. */
  readonly mixedSubjects: number;
  /** AUROC of the mean probability, bootstrap interval. */
  readonly auroc: Estimate;
  /** By rule, with Wilson intervals (a bootstrap of 3 right out of 3 would claim certainty). */
  readonly rules: readonly SubjectRuleScores[];
}

/** How people are called under one rule. */
export interface SubjectRuleScores {
  readonly rule: 'meanProbability' | 'majority';
  readonly threshold: number;
  readonly accuracy: Estimate;
  readonly sensitivity: Estimate;
  readonly specificity: Estimate;
}

/** A cell that the headline row calls wrongly at 0.5 or at the chosen threshold. */
export interface MisclassifiedCell {
  readonly id: string;
  readonly subject: string | null;
  readonly label: number;
  /** Probability of lymphoblast by the headline row. */
  readonly probability: number;
  /** Probability of lymphoblast by stream. */
  readonly streams: Readonly<Partial<Record<Stream, number>>>;
  readonly wrongAtHalf: boolean;
  readonly wrongAtChosen: boolean;
}

/** What a plain logistic regression on outline features reaches (Pilot 1). */
export interface SilhouetteReport {
  /** `train-test`: fitted on other subjects' cells; `cross-validation`: subject-wise folds within the cells judged. */
  readonly protocol: 'train-test' | 'cross-validation';
  readonly features: readonly string[];
  /** Of the standardised features, with the intercept apart; the mean over folds in cross-validation. */
  readonly coefficients: readonly number[];
  readonly intercept: number;
  readonly trainCells: number;
  /** null where no subject is known. */
  readonly trainSubjects: number | null;
  readonly folds: number | null;
  readonly scores: Readonly<Record<MetricName, Estimate>>;
  /**
   * Probability of class 1 for each judged cell in the order of the predictions, so that runs can be compared with the
   * baseline cell by cell. Only in an evaluation's report, and missing in those of before it was kept.
   */
  readonly probabilities?: readonly number[];
}

/** Everything that is known about a set of predictions, as plain data: `JSON.parse(JSON.stringify(r))` equals r. */
export interface EvaluationReport {
  readonly kind: 'wt-dfn-evaluation';
  readonly version: typeof REPORT_VERSION;
  /** What was judged, for a person: "fold_2 of C-NMC, run nano-1"; empty where nobody said. */
  readonly title: string;
  readonly classes: readonly string[];
  readonly counts: ReportCounts;
  readonly bootstrap: BootstrapNote;
  /** The row that decides: `mean` (Eq. 5) where all three streams were run, else `raw`. */
  readonly headline: RowName;
  /** Streams first, then votes. */
  readonly rows: readonly ScoreRow[];
  readonly differences: readonly Difference[];
  /** null where no subject is known. */
  readonly subjects: SubjectReport | null;
  readonly size: SizeReport | null;
  readonly silhouette: SilhouetteReport | null;
  readonly attention: AttentionSummary | null;
  /** Most confident mistakes first. */
  readonly misclassified: readonly MisclassifiedCell[];
  /** Whole sentences: what a reader must know before believing the numbers. */
  readonly warnings: readonly string[];
}
