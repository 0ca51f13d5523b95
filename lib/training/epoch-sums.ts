import type { Stream } from '../evaluation/predictions.ts';
import type { AttentionMetrics, EpochCompute, EpochMetrics } from './epoch-metrics.ts';
import type { StepReport } from './ternary-trainer.ts';

/** Sums over an epoch's steps so far, fit for JSON: what the epoch's means are made of. */
export interface EpochSums {
  readonly images: number;
  /** Sum over images of the whole objective. */
  readonly loss: number;
  readonly centreLoss: number;
  readonly streams: Readonly<Partial<Record<Stream, StreamSums>>>;
  /** Sum over images of each map's mass, `[M]`; empty before the first step. */
  readonly mapMass: readonly number[];
  /** Missing in checkpoints of versions that did not count. */
  readonly compute?: EpochCompute;
}

/** One stream's part of {@link EpochSums}. */
export interface StreamSums {
  /** Sum over images of the cross-entropy. */
  readonly loss: number;
  /** Images named correctly. */
  readonly correct: number;
}

/** Nothing spent yet. */
export const NO_COMPUTE: EpochCompute = { passes: 0, extraForward: 0, extraBackward: 0 };

/** The sums at the start of an epoch. */
export const NO_SUMS: EpochSums = {
  images: 0,
  loss: 0,
  centreLoss: 0,
  streams: {},
  mapMass: [],
  compute: NO_COMPUTE,
};

/** What several epochs cost together; those of versions that did not count are left out. */
export function addCompute(...parts: readonly (EpochCompute | undefined)[]): EpochCompute {
  const sum = (of: (part: EpochCompute) => number): number =>
    parts.reduce((total, part) => total + of(part ?? NO_COMPUTE), 0);
  return {
    passes: sum(({ passes }) => passes),
    extraForward: sum(({ extraForward }) => extraForward),
    extraBackward: sum(({ extraBackward }) => extraBackward),
  };
}

/**
 * The sums with one more step.
 * @param sums - unchanged
 * @param report - of the step
 * @param images - in the step's batch
 * @param extra - what augmenting the batch cost
 */
export function addStep(
  sums: EpochSums,
  report: StepReport,
  images: number,
  extra: Omit<EpochCompute, 'passes'> = NO_COMPUTE,
): EpochSums {
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
    mapMass: Array.from(report.mapMass, (mass, map) => (sums.mapMass[map] ?? 0) + mass * images),
    compute: addCompute(sums.compute, { ...extra, passes: report.passes }),
  };
}

/**
 * An epoch's means.
 * @param sums - of at least one step
 */
export function epochMeans({ images, loss, centreLoss, streams, mapMass }: EpochSums): EpochMetrics['train'] {
  return {
    loss: loss / images,
    centreLoss: centreLoss / images,
    streams: Object.fromEntries(
      Object.entries(streams).map(([stream, sum]) => [
        stream,
        { loss: sum.loss / images, accuracy: sum.correct / images },
      ]),
    ),
    attention: attentionMetrics(mapMass.map((mass) => mass / images)),
  };
}

function attentionMetrics(mass: readonly number[]): AttentionMetrics {
  const total = mass.reduce((sum, one) => sum + one, 0);
  const shares = mass.filter((one) => one > 0).map((one) => one / total);
  const bits = shares.reduce((sum, share) => sum - share * Math.log2(share), 0);
  return {
    mass,
    entropy: mass.length > 1 ? bits / Math.log2(mass.length) : 0,
    alive: shares.length,
  };
}
