/** Measures how fast work goes, over the recent past, so that a display neither jumps nor lags. */
export class RateMeter {
  readonly #window: number;
  readonly #now: () => number;
  /** Pairs of milliseconds and units done, oldest first. */
  #marks: { readonly at: number; readonly done: number }[] = [];

  /**
   * @param window - seconds of the past to look at
   * @param now - milliseconds of a steady clock; another one for tests
   */
  constructor(window = 20, now: () => number = () => performance.now()) {
    this.#window = window * 1000;
    this.#now = now;
  }

  /**
   * Notes how much is done.
   * @param done - units since the beginning; never less than before
   */
  mark(done: number): void {
    const at = this.#now();
    this.#marks.push({ at, done });
    // One mark older than the window stays, so that slow work has a rate too.
    while (this.#marks.length > 2 && at - this.#marks[1]!.at > this.#window) this.#marks.shift();
  }

  /** Starts anew: what happened in between (a validation, a pause) is no part of the rate. */
  restart(): void {
    this.#marks = [];
  }

  /** Units a second; nothing before two marks. */
  rate(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return undefined;
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  }
}
