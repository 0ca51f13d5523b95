/** How the learning rate falls while training goes on. */
export interface ScheduleOptions {
  /** Learning rate of the first step after the warm-up. */
  readonly learningRate: number;
  /** Factor by which it falls every {@link ScheduleOptions.decayEvery} epochs. */
  readonly decayRate: number;
  /** Epochs after which the factor is applied. */
  readonly decayEvery: number;
  /** `epoch`: in stairs, at the start of an epoch. `iteration`: smoothly, with every step. */
  readonly decayBy: 'epoch' | 'iteration';
  /** Steps at the very start over which the rate rises in a straight line. */
  readonly warmupSteps: number;
}

/**
 * The learning rate of one step: `rate · decayRate ^ ⌊epoch / decayEvery⌋`, or with the fraction of the epoch in place
 * of the floor where it decays by iteration; times `(step + 1) / warmupSteps` during the warm-up.
 * It depends on the position alone, so a resumed run needs no state of its own for it.
 *
 * Source: x0.9 every 2 epochs TF, GuYuc; by iteration CAL; the warm-up is ours (inferred), off by default.
 * @param options - the schedule
 * @param step - steps already done since training began, counted from 0
 * @param stepsPerEpoch - batches in an epoch
 */
export function learningRateAt(options: ScheduleOptions, step: number, stepsPerEpoch: number): number {
  const { learningRate, decayRate, decayEvery, decayBy, warmupSteps } = options;
  const epochs = step / stepsPerEpoch;
  const decays = decayBy === 'epoch' ? Math.floor(Math.floor(epochs) / decayEvery) : epochs / decayEvery;
  const warmth = step < warmupSteps ? (step + 1) / warmupSteps : 1;
  return learningRate * warmth * decayRate ** decays;
}
