import type { Stream } from '../evaluation/predictions.ts';

/** How one stream did in an epoch's training steps. */
export interface TrainingStreamMetrics {
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Share of images named correctly, at the moment of their step. */
  readonly accuracy: number;
}

/** How one stream or the vote did on the validation images. */
export interface ValidationScores {
  /** WF1S at threshold 0.5 (Method 6). */
  readonly weightedF1: number;
  /** Null where the validation images are all of one class. */
  readonly auroc: number | null;
  readonly accuracy: number;
  /** Mean cross-entropy of the probabilities. */
  readonly loss: number;
}

/** How attention is shared out among the M maps. */
export interface AttentionMetrics {
  /** Sum of each map over its places, mean over images, `[M]`; 0 is a dead map. */
  readonly mass: readonly number[];
  /** Entropy of the maps' shares of all attention, 0 (one map has everything) to 1 (all alike). */
  readonly entropy: number;
  /** Maps with any mass. */
  readonly alive: number;
}

/** What an epoch's training steps cost, counted in passes of one image; validation is not among them. */
export interface EpochCompute {
  /** Images, forward and backward, in each trained stream. */
  readonly passes: number;
  /** Further forward passes, for attention or saliency that an augmentation needs. */
  readonly extraForward: number;
  /** Further backward passes, for saliency by the input's gradient. */
  readonly extraBackward: number;
}

/** One epoch's line in a run's metrics. */
export interface EpochMetrics {
  /** Counted from 1. */
  readonly epoch: number;
  /** Steps since training began. */
  readonly steps: number;
  /** Learning rate of the epoch's last step. */
  readonly learningRate: number;
  /** Seconds of the epoch's training steps and of its validation; of the last part alone after a resume. */
  readonly seconds: number;
  /** Training images a second; of the last part alone after a resume. */
  readonly imagesPerSecond: number;
  readonly train: {
    /** Mean of the whole objective (Method 4). */
    readonly loss: number;
    /** Mean attention regularisation L_A, before its weight. */
    readonly centreLoss: number;
    readonly streams: Readonly<Partial<Record<Stream, TrainingStreamMetrics>>>;
    /** The raw stream's maps over the epoch's steps (Method 8: watch them, lest a few take everything). */
    readonly attention: AttentionMetrics;
  };
  /** Missing in runs of versions that did not count. */
  readonly compute?: EpochCompute | undefined;
  /** Null where no images were held out. */
  readonly validation: {
    readonly images: number;
    readonly streams: Readonly<Partial<Record<Stream, ValidationScores>>>;
    /** The vote that the config names. */
    readonly voted: ValidationScores;
  } | null;
  /** Whether this epoch became the best checkpoint. */
  readonly best: boolean;
}
