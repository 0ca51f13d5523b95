import type { Kernel } from '../kernels/load-kernels.ts';
import { openKernel } from '../kernels/load-kernels.ts';
import { plainNeighbourScan, type NeighbourScan } from '../kernels/neighbour-scan-plain.ts';
import type { FramedPoints } from './prepare-points.ts';
import { NO_ID, NO_KEY } from './search-job.ts';

/** How blocks are compared. */
export interface BlockScannerOptions {
  readonly columns: number;
  /** Rows that have heaps. */
  readonly rows: number;
  /** Places in each heap. */
  readonly keep: number;
  /** Most rows of a block, a multiple of 8. */
  readonly blockRows: number;
  /** The kernel for Manhattan distances, not the near one. */
  readonly along: boolean;
  /** What sums of absolute differences are multiplied by. */
  readonly shrink: number;
  /** Whether a pair may be met more than once. */
  readonly unique: boolean;
  readonly plain: boolean | undefined;
}

/** Rows in the kernel's memory. */
interface Side {
  readonly panels: number;
  readonly norms: number;
  readonly thresholds: number;
  readonly ids: number;
}

/** Panels that are compared in one go: they stay in a processor's cache. */
const CACHED_BYTES = 256 * 1024;

/**
 * One thread's kernel: compares blocks of rows with each other, and keeps the nearest of each row in a heap.
 * Of two rows, each is offered to the other's heap.
 */
export class BlockScanner {
  readonly #kernel: Kernel<NeighbourScan>;
  readonly #options: BlockScannerOptions;
  readonly #keys: number;
  readonly #ids: number;
  readonly #sides: readonly [Side, Side];
  readonly #loaded: [number, number] = [0, 0];

  private constructor(kernel: Kernel<NeighbourScan>, options: BlockScannerOptions) {
    this.#kernel = kernel;
    this.#options = options;
    const { rows, keep, columns, blockRows, unique, shrink } = options;
    const side = (): Side => ({
      panels: kernel.allocate(blockRows * columns * 4),
      norms: kernel.allocate(blockRows * 4),
      thresholds: kernel.allocate(blockRows * 4),
      ids: kernel.allocate(blockRows * 4),
    });
    this.#sides = [side(), side()];
    this.#keys = kernel.allocate(rows * keep * 4);
    this.#ids = kernel.allocate(rows * keep * 4);
    kernel.calls.configure(columns, keep, this.#keys, this.#ids, unique ? 1 : 0, shrink);
    this.keys.fill(NO_KEY);
    this.ids.fill(NO_ID);
  }

  /** Opens a kernel and lays out its memory. */
  static async open(options: BlockScannerOptions): Promise<BlockScanner> {
    const { plain } = options;
    const kernel = await openKernel(
      'neighbour-scan',
      plainNeighbourScan,
      plain === undefined ? {} : { plain },
    );
    return new BlockScanner(kernel, options);
  }

  /** All heaps' keys, `[rows, keep]`. */
  get keys(): Float32Array {
    return this.#floats(this.#keys, this.#options.rows * this.#options.keep);
  }

  /** All heaps' ids, `[rows, keep]`. */
  get ids(): Int32Array {
    return this.#words(this.#ids, this.#options.rows * this.#options.keep);
  }

  /**
   * Takes rows that lie together into the kernel's memory.
   * @param side - 0 the rows that look, 1 the rows that are found
   * @param points - whose rows
   * @param first - the first of them, a multiple of 8; its id too
   */
  load(side: 0 | 1, points: FramedPoints, first: number): void {
    const { columns, blockRows } = this.#options;
    const slots = Math.min(blockRows, points.norms.length - first);
    const { panels, norms, ids } = this.#sides[side];
    this.#floats(panels, slots * columns).set(
      points.panels.subarray(first * columns, (first + slots) * columns),
    );
    this.#floats(norms, slots).set(points.norms.subarray(first, first + slots));
    const words = this.#words(ids, slots);
    for (let i = 0; i < slots; i++) words[i] = first + i;
    this.#loaded[side] = slots;
  }

  /**
   * Takes any rows into the kernel's memory.
   * @param side - 0 the rows that look, 1 the rows that are found
   * @param points - whose rows
   * @param rows - which, at most as many as a block has
   */
  gather(side: 0 | 1, points: FramedPoints, rows: Int32Array): void {
    const { columns } = this.#options;
    const slots = Math.ceil(rows.length / 8) * 8;
    const place = this.#sides[side];
    const panels = this.#floats(place.panels, slots * columns);
    const norms = this.#floats(place.norms, slots).fill(Infinity);
    this.#words(place.ids, slots).fill(NO_ID).set(rows);
    for (const [slot, row] of rows.entries()) {
      norms[slot] = points.norms[row]!;
      let from = (row >> 3) * columns * 8 + (row & 7);
      let to = (slot >> 3) * columns * 8 + (slot & 7);
      for (let c = 0; c < columns; c++, from += 8, to += 8) panels[to] = points.panels[from]!;
    }
    this.#loaded[side] = slots;
  }

  /** Compares the loaded blocks: each row of side 0 finds those of side 1. */
  compare(): void {
    this.#compare([0, 1], false);
  }

  /** Compares the loaded blocks: each row of one side finds those of the other. */
  compareBoth(): void {
    this.#compare([0, 1], true);
  }

  /** Compares the rows of one side among themselves. */
  compareWithin(side: 0 | 1): void {
    this.#compare([side, side], true);
  }

  /** Makes heaps of what {@link sort} has sorted: a list that descends is one. */
  heapify(): void {
    const { rows, keep } = this.#options;
    const [keys, ids] = [this.keys, this.ids];
    for (let i = 0; i < rows * keep; i += keep) {
      keys.subarray(i, i + keep).reverse();
      ids.subarray(i, i + keep).reverse();
    }
  }

  /** Sorts the heaps, least key first; no block can be compared then until {@link heapify}. */
  sort(): void {
    const { rows } = this.#options;
    for (let i = 0; i < rows; i += 1024) this.#kernel.calls.sortHeaps(i, Math.min(rows, i + 1024));
  }

  #compare([left, right]: readonly [0 | 1, 0 | 1], symmetric: boolean): void {
    const { calls } = this.#kernel;
    const { columns, along } = this.#options;
    this.#setThresholds(left);
    if (symmetric && right !== left) this.#setThresholds(right);
    const [ours, theirs] = [this.#sides[left], this.#sides[right]];
    calls.setLeft(ours.panels, ours.norms, ours.thresholds, ours.ids);
    calls.setRight(theirs.panels, theirs.norms, theirs.thresholds, theirs.ids, symmetric ? 1 : 0);
    const [panels, others] = [this.#loaded[left] / 8, this.#loaded[right] / 8];
    const step = Math.max(1, Math.floor(CACHED_BYTES / (32 * columns)));
    // One call a panel and step: an engine's faster code is taken up at the next call, not within one.
    for (let j = 0; j < others; j += step) {
      for (let i = 0; i < panels; i++) {
        const from = left === right ? Math.max(i, j) : j;
        const to = Math.min(others, j + step);
        if (from >= to) continue;
        if (along) calls.scanAlong(i, from, to);
        else calls.scanNear(i, from, to);
      }
    }
  }

  #setThresholds(side: 0 | 1): void {
    const { keep, rows } = this.#options;
    const slots = this.#loaded[side];
    const thresholds = this.#floats(this.#sides[side].thresholds, slots);
    const ids = this.#words(this.#sides[side].ids, slots);
    const keys = this.keys;
    for (let i = 0; i < slots; i++) {
      const id = ids[i]!;
      thresholds[i] = id < rows ? keys[id * keep]! : -1;
    }
  }

  #floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#kernel.memory.buffer, address, length);
  }

  #words(address: number, length: number): Int32Array {
    return new Int32Array(this.#kernel.memory.buffer, address, length);
  }
}
