import { AsyncLocalStorage } from 'node:async_hooks';

/** After work that ends by itself has done so, its cell gets this long to keep the results; in milliseconds. */
const GRACE = 150;

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
      for (const listener of this.#onRelease.splice(0)) setTimeout(listener, GRACE);
    };
  }

  /** Calls back once nothing holds the cell any more. */
  whenReleased(listener: () => void): void {
    if (this.#holds === 0) listener();
    else this.#onRelease.push(listener);
  }
}

/** Which cell the code that runs now belongs to, also after timers and awaits. */
export const cellStorage: AsyncLocalStorage<CellContext> = new AsyncLocalStorage<CellContext>();

/** The cell that the running code belongs to. */
export function currentCell(): CellContext | undefined {
  return cellStorage.getStore();
}
