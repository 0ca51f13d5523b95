/** After work that ends by itself has done so, its cell gets this long to keep the results; in milliseconds. */
const GRACE = 150;

/** Node's own timer, which no stopped cell can stop. */
export const later: typeof setTimeout = globalThis.setTimeout;

/** A cell that runs or has run: everything that its code begins later belongs to it. */
export class CellContext {
  readonly cell: number;
  readonly count: number;
  readonly controller: AbortController = new AbortController();
  /** Indices of the declaring statements that were finished. */
  readonly reached: number[] = [];
  running = true;
  #holds = 0;
  #released = 0;
  #onRelease: (() => void)[] = [];

  constructor(cell: number, count: number) {
    this.cell = cell;
    this.count = count;
  }

  /** Whether nothing of this cell may go on: it was stopped, and what ends by itself has ended. */
  get isStopped(): boolean {
    if (!this.controller.signal.aborted || this.#holds > 0) return false;
    return performance.now() > this.#released + (this.#released === 0 ? 0 : GRACE);
  }

  /** How many pieces of work are on that end by themselves when the signal asks them to. */
  get holds(): number {
    return this.#holds;
  }

  /**
   * Says that work has begun that ends by itself at a safe place.
   * @returns to be called at its end
   */
  hold(): () => void {
    this.#holds++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds--;
      if (this.#holds > 0) return;
      this.#released = performance.now();
      for (const listener of this.#onRelease.splice(0)) later(listener, GRACE);
    };
  }

  /** Calls back once nothing holds the cell any more. */
  whenReleased(listener: () => void): void {
    if (this.#holds === 0) listener();
    else this.#onRelease.push(listener);
  }
}

let current: CellContext | undefined;

/**
 * The cell that the running code belongs to. It is followed through the awaits of cells and through timers; code of
 * packages that awaits counts for the cell that ran last. (Node's AsyncLocalStorage would follow it everywhere, but
 * JavaScript that is ended from outside then takes the process with it.)
 */
export function currentCell(): CellContext | undefined {
  return current;
}

/**
 * Says that code of a cell runs from now on.
 * @param cell - its cell
 */
export function enterCell(cell: CellContext | undefined): void {
  current = cell;
}
