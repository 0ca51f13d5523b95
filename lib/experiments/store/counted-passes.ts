import type { EpochMetrics } from '../../training/epoch-metrics.ts';

/** What training counted of its cost. */
export interface CountedPasses {
  /** Images forward and backward, once for each trained stream. */
  readonly passes: number;
  /** Further forward or backward passes, for attention or saliency that an augmentation needs. */
  readonly extra: number;
}

/**
 * Sums what the epochs cost, as training wrote it into their metrics.
 * @param metrics - of a run
 * @returns nothing where an epoch does not say, as in runs of before it was counted
 */
export function countedPasses(metrics: readonly EpochMetrics[]): CountedPasses | undefined {
  let sum: CountedPasses = { passes: 0, extra: 0 };
  for (const line of metrics) {
    if (line.compute === undefined) return undefined;
    const { passes, extraForward, extraBackward } = line.compute;
    sum = { passes: sum.passes + passes, extra: sum.extra + extraForward + extraBackward };
  }
  return metrics.length === 0 ? undefined : sum;
}
