const EMPTY = 0;
const WRITING = 1;
const READY = 2;

/** What a worker thread needs to see the same {@link SquareStore}. */
export interface SharedSquares {
  readonly side: number;
  readonly pixels: SharedArrayBuffer;
  readonly states: SharedArrayBuffer;
}

/**
 * Decoded and resized images in memory that all threads share: one fixed place for each image that fits the budget.
 * Images beyond the budget are decoded anew each time; which ones are kept never depends on the order of work, and
 * no image pushes another out (under a shuffle every image comes once an epoch, the worst case for a
 * least-recently-used cache).
 */
export class SquareStore {
  readonly #side: number;
  readonly #pixels: Uint8Array;
  readonly #states: Int32Array;

  private constructor(shared: SharedSquares) {
    this.#side = shared.side;
    this.#pixels = new Uint8Array(shared.pixels);
    this.#states = new Int32Array(shared.states);
  }

  /**
   * Makes the shared memory; pages are taken from the system only as images come in.
   * @param count - number of images
   * @param side - side of the stored squares, `[side, side, 3]` each
   * @param budget - at most this many bytes
   */
  static share(count: number, side: number, budget: number): SharedSquares {
    const bytes = side * side * 3;
    const places = Math.min(count, Math.floor(budget / bytes));
    return {
      side,
      pixels: new SharedArrayBuffer(places * bytes),
      states: new SharedArrayBuffer(places * 4),
    };
  }

  /** A view of memory from {@link SquareStore.share}, in any thread. */
  static open(shared: SharedSquares): SquareStore {
    return new SquareStore(shared);
  }

  /**
   * The square of an image, or nothing where it is not here (yet). Not a copy: don't write to it.
   * @param index - the image's position in the list
   */
  get(index: number): Uint8Array | undefined {
    if (index >= this.#states.length || Atomics.load(this.#states, index) !== READY) return undefined;
    return this.#place(index);
  }

  /**
   * Keeps an image's square, where there is a place for it.
   * @param index - the image's position in the list
   * @param square - pixels `[side, side, 3]`
   */
  put(index: number, square: Uint8Array): void {
    if (index >= this.#states.length) return;
    if (Atomics.compareExchange(this.#states, index, EMPTY, WRITING) !== EMPTY) return;
    this.#place(index).set(square);
    Atomics.store(this.#states, index, READY);
  }

  #place(index: number): Uint8Array {
    const bytes = this.#side * this.#side * 3;
    return this.#pixels.subarray(index * bytes, (index + 1) * bytes);
  }
}
