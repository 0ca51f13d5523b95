const WINDOW_MS = 20_000;
/** Marks that are kept; of quick work every other one is dropped. */
const MOST_MARKS = 200;

/** How fast work goes over the recent past, so that a display neither jumps nor lags. */
export class RecentRate {
  #marks: { readonly at: number; readonly done: number }[] = [];

  /**
   * Notes how much is done.
   * @param at - milliseconds of a steady clock
   * @param done - units since the beginning
   */
  mark(at: number, done: number): void {
    const last = this.#marks.at(-1);
    // Marks closer than the window can hold replace the last one, so that a million updates cost no memory.
    if (
      this.#marks.length > 1 &&
      last !== undefined &&
      at - this.#beforeLast(last.at) < WINDOW_MS / MOST_MARKS
    ) {
      this.#marks.pop();
    }
    this.#marks.push({ at, done });
    // One mark older than the window stays, so that slow work has a rate too.
    while (this.#marks.length > 2 && at - (this.#marks[1]?.at ?? at) > WINDOW_MS) this.#marks.shift();
  }

  /** Units a second; nothing before two marks at different times. */
  perSecond(): number | undefined {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return undefined;
    return ((last.done - first.done) / (last.at - first.at)) * 1000;
  }

  #beforeLast(fallback: number): number {
    return this.#marks.at(-2)?.at ?? fallback;
  }
}
