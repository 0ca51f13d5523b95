import { Random } from '../../core/random.ts';
import type { CurveParameters } from './curve.ts';
import type { EdgeSchedule } from './edge-schedule.ts';
import { FlatLayout } from './flat-layout.ts';
import { runEpoch, type LayoutState } from './layout-epoch.ts';

/** A period that no optimisation lasts. */
const NEVER = 1e300;

/** What is optimised, and how. */
export interface LayoutOptimiserOptions {
  /** Places of the points, `[points, dimensions]`; moved. */
  readonly moving: Float64Array;
  /** Places that the edges' tails count, which stay; left out where tails are among the moving points. */
  readonly fixed?: Float64Array | undefined;
  readonly dimensions: number;
  readonly schedule: EdgeSchedule;
  readonly curve: CurveParameters;
  readonly epochs: number;
  readonly learningRate: number;
  readonly negativeSampleRate: number;
  readonly repulsionStrength: number;
  readonly seed: number;
  /** Takes the twin of the kernel for two dimensions; tests hold it equal. */
  readonly plain?: boolean | undefined;
}

/**
 * Stochastic gradient descent on a map, epoch by epoch: each edge that is due pulls its ends together by
 * `−2ab·d^(2(b−1)) / (1 + a·d^(2b))` times their difference, and pushes its head from points drawn by chance by
 * `2b / ((0.001 + d²)(1 + a·d^(2b)))` times theirs; no coordinate moves by more than 4 times the learning rate, which falls
 * to zero in a straight line.
 *
 * One thread, edges in a fixed order: same seed, same bits.
 * Source: McInnes, Healy and Melville, "UMAP", arXiv:1802.03426, algorithm 5.
 */
export class LayoutOptimiser {
  readonly epochs: number;
  readonly #learningRate: number;
  readonly #state: LayoutState;
  readonly #flat: FlatLayout | undefined;
  #epoch = 0;

  constructor(options: LayoutOptimiserOptions) {
    const { moving, fixed, dimensions, schedule, curve, epochs, learningRate } = options;
    this.epochs = epochs;
    this.#learningRate = learningRate;
    const { negativeSampleRate } = options;
    const perNegative = schedule.epochsPerSample.map((period) =>
      negativeSampleRate > 0 ? period / negativeSampleRate : NEVER,
    );
    this.#state = {
      moving,
      targets: fixed ?? moving,
      tailsMove: fixed === undefined,
      dimensions,
      heads: schedule.heads,
      tails: schedule.tails,
      epochsPerSample: schedule.epochsPerSample,
      nextSample: schedule.epochsPerSample.slice(),
      epochsPerNegative: perNegative,
      nextNegative: perNegative.slice(),
      curve,
      repulsionStrength: options.repulsionStrength,
      // Never 0, from which a shift register would not move.
      generator: Random.derive(options.seed, 'layout').integer(1, 0x7fffffff),
    };
    if (dimensions === 2) this.#flat = new FlatLayout(this.#state, options);
  }

  /** Epochs done so far. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Does one epoch; none where all are done. */
  step(): void {
    if (this.#epoch >= this.epochs) return;
    // As in the reference, the rate falls after the second epoch only.
    const rate = this.#learningRate * (1 - Math.max(0, this.#epoch - 1) / this.epochs);
    if (this.#flat === undefined) runEpoch(this.#state, this.#epoch, rate);
    else this.#flat.runEpoch(this.#epoch, rate);
    this.#epoch++;
  }
}
