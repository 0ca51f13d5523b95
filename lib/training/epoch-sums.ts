import type { Stream } from '../evaluation/predictions.ts';

/** Sums over an epoch's steps so far, fit for JSON: what the epoch's means are made of. */
export interface EpochSums {
  readonly images: number;
  /** Sum over images of the whole objective. */
  readonly loss: number;
  readonly centreLoss: number;
  readonly streams: Readonly<Partial<Record<Stream, StreamSums>>>;
}

/** One stream's part of {@link EpochSums}. */
export interface StreamSums {
  /** Sum over images of the cross-entropy. */
  readonly loss: number;
  /** Images named correctly. */
  readonly correct: number;
}

/** The sums at the start of an epoch. */
export const NO_SUMS: EpochSums = { images: 0, loss: 0, centreLoss: 0, streams: {} };
