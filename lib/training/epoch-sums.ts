import type { Stream } from '../evaluation/predictions.ts';
import type { EpochMetrics } from './epoch-metrics.ts';
import type { StepReport } from './ternary-trainer.ts';

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

/**
 * The sums with one more step.
 * @param sums - unchanged
 * @param report - of the step
 * @param images - in the step's batch
 */
export function addStep(sums: EpochSums, report: StepReport, images: number): EpochSums {
  const streams = Object.entries(report.streamLosses).map(([name, loss]) => {
    const stream = name as Stream;
    const before = sums.streams[stream] ?? { loss: 0, correct: 0 };
    const correct = before.correct + (report.correct[stream] ?? 0);
    return [stream, { loss: before.loss + loss * images, correct }] as const;
  });
  return {
    images: sums.images + images,
    loss: sums.loss + report.loss * images,
    centreLoss: sums.centreLoss + report.centreLoss * images,
    streams: Object.fromEntries(streams),
  };
}

/**
 * An epoch's means.
 * @param sums - of at least one step
 */
export function epochMeans({ images, loss, centreLoss, streams }: EpochSums): EpochMetrics['train'] {
  return {
    loss: loss / images,
    centreLoss: centreLoss / images,
    streams: Object.fromEntries(
      Object.entries(streams).map(([stream, sum]) => [
        stream,
        { loss: sum.loss / images, accuracy: sum.correct / images },
      ]),
    ),
  };
}
