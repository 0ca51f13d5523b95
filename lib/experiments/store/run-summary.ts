import type { Estimate, RowName } from '../../evaluation/report-types.ts';
import type { TrainingConfig } from '../../training/config/training-config.ts';
import type { ConfigChange } from './config-changes.ts';

/**
 * What became of a run: `finished`; `stopped` on request, by an error or by a kill; `diverged`; `running`, held by a
 * living process; `begun`, ended before its first record; `damaged`, with files that cannot be read.
 */
export type RunState = 'finished' | 'stopped' | 'diverged' | 'running' | 'begun' | 'damaged';

/** A run of the store in a few facts; null where a fact is not known. */
export interface RunSummary {
  /** Absolute path of the folder. */
  readonly path: string;
  /** Path from the store's folder, with `/`; the folder's own name where the store is the run. */
  readonly name: string;
  readonly state: RunState;
  /** A phrase: why it is damaged, who holds it, where it stopped; empty where the state says all. */
  readonly reason: string;
  /** ISO date and time of the first session. */
  readonly started: string | null;
  readonly ended: string | null;
  /** Seconds of training and validation, epoch by epoch; after a resume an epoch's last part alone is counted. */
  readonly seconds: number | null;
  readonly epochsDone: number | null;
  readonly epochs: number | null;
  readonly data: RunData | null;
  readonly config: TrainingConfig | null;
  readonly preset: string | null;
  readonly changes: readonly ConfigChange[];
  readonly seed: number | null;
  /** Training images shown, each as often as there were finished epochs. */
  readonly imagesShown: number | null;
  /** Training images through the network, once for each stream. */
  readonly passes: number | null;
  /** Further passes for attention or saliency that an augmentation needs; null where training did not count. */
  readonly extraPasses: number | null;
  /** Whether `passes` was counted in training; else it is images times streams. */
  readonly passesCounted: boolean;
  readonly evaluation: EvaluationSummary | null;
  /** Whole sentences: what of the run, or of its evaluation, cannot be read. */
  readonly problems: readonly string[];
}

/** What a run was trained on. */
export interface RunData {
  /** The data set's folder at the time. */
  readonly root: string;
  /** Parts of it that were read; null where all were. */
  readonly folds: readonly string[] | null;
  readonly images: number;
  readonly subjects: number;
  readonly validationImages: number;
}

/** The scores that every table of runs shows. */
export interface EvaluationScores {
  readonly auroc: Estimate;
  readonly weightedF1: Estimate;
  readonly balancedAccuracy: Estimate;
  /** Between cells of one size; null where areas are not known. */
  readonly sizeMatched: Estimate | null;
}

/** A run's evaluation in a few facts. */
export interface EvaluationSummary {
  /** What was judged, as the report calls it. */
  readonly title: string;
  /** First digits of {@link testSetKey}: equal where the same cells were judged. */
  readonly testSet: string;
  readonly cells: number;
  /** By label. */
  readonly classes: readonly {
    readonly name: string;
    readonly cells: number;
    readonly subjects: number;
    readonly fewSubjects: boolean;
  }[];
  readonly headline: RowName;
  /** Of the headline row at threshold 0.5. */
  readonly scores: EvaluationScores;
  /** What the outline of the cell alone reaches; null where it was not tried. */
  readonly outline: Omit<EvaluationScores, 'sizeMatched'> | null;
}
