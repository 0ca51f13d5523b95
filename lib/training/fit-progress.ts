import type { Progress, ProgressListener } from '../core/progress.ts';
import { RateMeter } from './rate-meter.ts';
import type { TrainingPosition } from './run/checkpoint.ts';

/** Milliseconds between two reports. */
const INTERVAL = 250;

/** Turns a training run's course into progress reports: one bar over all epochs, validation's time counted in. */
export class FitProgress {
  readonly #listener: ProgressListener;
  readonly #epochs: number;
  readonly #batchesPerEpoch: number;
  readonly #imagesPerEpoch: number;
  readonly #meter = new RateMeter();
  #reported = -Infinity;
  #position: Pick<TrainingPosition, 'epoch' | 'batchesDone' | 'best'> = {
    epoch: 0,
    batchesDone: 0,
    best: null,
  };
  #loss: number | undefined;
  #validationStart: number | undefined;
  #validationSeconds = 0;
  #sessionImages = 0;
  #epochStart = 0;
  #stepsEnd = 0;

  /**
   * @param listener - gets the reports
   * @param sizes - epochs in all, batches and images of each
   */
  constructor(
    listener: ProgressListener | undefined,
    sizes: { readonly epochs: number; readonly batchesPerEpoch: number; readonly imagesPerEpoch: number },
  ) {
    this.#listener = listener ?? (() => undefined);
    this.#epochs = sizes.epochs;
    this.#batchesPerEpoch = sizes.batchesPerEpoch;
    this.#imagesPerEpoch = sizes.imagesPerEpoch;
  }

  /**
   * An epoch begins, or goes on in its middle.
   * @param position - where
   * @returns a clock: seconds since
   */
  beginEpoch(position: TrainingPosition): () => number {
    const start = performance.now();
    this.#epochStart = start;
    this.#stepsEnd = start;
    this.#sessionImages = 0;
    this.#position = position;
    this.#meter.restart();
    this.#meter.mark(this.#imagesDone());
    this.#report(true);
    return () => (performance.now() - start) / 1000;
  }

  /** A step is done. */
  step(position: TrainingPosition, loss: number): void {
    this.#position = position;
    this.#loss = loss;
    this.#validationStart = undefined;
    this.#sessionImages += this.#imagesPerEpoch / this.#batchesPerEpoch;
    this.#meter.mark(this.#imagesDone());
    this.#stepsEnd = performance.now();
    this.#report(false);
  }

  /** Training images a second in this session's part of the epoch. */
  rate(): number {
    const seconds = (this.#stepsEnd - this.#epochStart) / 1000;
    return seconds > 0 ? this.#sessionImages / seconds : 0;
  }

  /** Part of the validation is done. */
  validating({ done, total }: Progress): void {
    this.#validationStart ??= this.#stepsEnd;
    if (done >= total) this.#validationSeconds = (performance.now() - this.#validationStart) / 1000;
    this.#report(false, `validating ${done}/${total}`);
  }

  #imagesDone(): number {
    const { epoch, batchesDone } = this.#position;
    return (epoch + batchesDone / this.#batchesPerEpoch) * this.#imagesPerEpoch;
  }

  #report(now: boolean, doing?: string): void {
    const at = performance.now();
    if (!now && at - this.#reported < INTERVAL) return;
    this.#reported = at;
    const { epoch, best } = this.#position;
    const done = Math.round(this.#imagesDone());
    const total = this.#epochs * this.#imagesPerEpoch;
    const rate = this.#meter.rate();
    const validationsLeft = this.#epochs - epoch;
    const details = [
      `epoch ${Math.min(epoch + 1, this.#epochs)}/${this.#epochs}`,
      doing,
      this.#loss === undefined ? undefined : `loss ${this.#loss.toFixed(3)}`,
      best === null ? undefined : `best ${best.score.toFixed(3)} (epoch ${best.epoch})`,
    ];
    this.#listener({
      phase: 'train',
      done,
      total,
      unit: 'images',
      ...(rate === undefined || rate === 0
        ? {}
        : { rate, secondsLeft: (total - done) / rate + validationsLeft * this.#validationSeconds }),
      detail: details.filter((part) => part !== undefined).join(', '),
    });
  }
}
