import type { KernelMemory } from './load-kernels.ts';

/** The calls of the kernel `neighbour-scan`, whose source says what they do; addresses are bytes of its memory. */
export interface NeighbourScan {
  configure(columns: number, keep: number, keys: number, ids: number, unique: number, shrink: number): void;
  setLeft(panels: number, norms: number, thresholds: number, ids: number): void;
  setRight(panels: number, norms: number, thresholds: number, ids: number, symmetric: number): void;
  scanNear(panel: number, from: number, to: number): void;
  scanAlong(panel: number, from: number, to: number): void;
  sortHeaps(from: number, to: number): void;
}

/** Rows as the kernel sees them: where their panels, norms, thresholds and ids begin, in words of four bytes. */
interface Side {
  panels: number;
  norms: number;
  thresholds: number;
  ids: number;
}

const { fround } = Math;

/**
 * The twin of the kernel `neighbour-scan` in TypeScript: the same operations in single precision, in the same order.
 * @param memory - what addresses are counted in
 */
export function plainNeighbourScan(memory: KernelMemory): NeighbourScan {
  let floats = new Float32Array(0);
  let words = new Int32Array(0);
  let [columns, keep, heapKeys, heapIds] = [0, 0, 0, 0];
  let [unique, symmetric] = [false, false];
  let shrink = 1;
  const left: Side = { panels: 0, norms: 0, thresholds: 0, ids: 0 };
  const right: Side = { panels: 0, norms: 0, thresholds: 0, ids: 0 };
  const sums = new Float32Array(8);

  const look = (): void => {
    if (floats.buffer === memory.buffer) return;
    floats = new Float32Array(memory.buffer);
    words = new Int32Array(memory.buffer);
  };

  /** Puts a pair at the root of a heap of the given size, and lets it down to its place. */
  const sink = (heap: number, size: number, key: number, id: number): void => {
    const keys = heapKeys + heap * keep;
    const ids = heapIds + heap * keep;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size) {
        const [a, b] = [floats[keys + child]!, floats[keys + child + 1]!];
        if (b > a || (b === a && words[ids + child + 1]! > words[ids + child]!)) child++;
      }
      const childKey = floats[keys + child]!;
      if (childKey < key || (childKey === key && words[ids + child]! <= id)) break;
      floats[keys + at] = childKey;
      words[ids + at] = words[ids + child]!;
      at = child;
    }
    floats[keys + at] = key;
    words[ids + at] = id;
  };

  /** Puts a pair into a heap in place of its greatest one, where it belongs there. */
  const offer = (side: Side, row: number, key: number, id: number): void => {
    const heap = words[side.ids + row]!;
    const ids = heapIds + heap * keep;
    if (key === floats[heapKeys + heap * keep] && id >= words[ids]!) return;
    if (unique && words.subarray(ids, ids + keep).includes(id)) return;
    sink(heap, keep, key, id);
    floats[side.thresholds + row] = floats[heapKeys + heap * keep]!;
  };

  const offerAll = (row: number, j: number): void => {
    for (let c = 0; c < 8; c++) {
      const other = j * 8 + c;
      if (symmetric && left.panels === right.panels && other <= row) continue;
      const key = sums[c]!;
      if (key <= floats[left.thresholds + row]!) offer(left, row, key, words[right.ids + other]!);
      if (symmetric && key <= floats[right.thresholds + other]!) {
        offer(right, other, key, words[left.ids + row]!);
      }
    }
  };

  /** Fills `sums` with the dot products of a left row with the 8 rows of a right panel. */
  const dots = (row: number, j: number): void => {
    let a = left.panels + (row >> 3) * columns * 8 + (row & 7);
    let b = right.panels + j * columns * 8;
    let c0 = 0;
    let c1 = 0;
    let c2 = 0;
    let c3 = 0;
    let c4 = 0;
    let c5 = 0;
    let c6 = 0;
    let c7 = 0;
    for (let t = 0; t < columns; t++) {
      const s = floats[a]!;
      c0 = fround(c0 + fround(s * floats[b]!));
      c1 = fround(c1 + fround(s * floats[b + 1]!));
      c2 = fround(c2 + fround(s * floats[b + 2]!));
      c3 = fround(c3 + fround(s * floats[b + 3]!));
      c4 = fround(c4 + fround(s * floats[b + 4]!));
      c5 = fround(c5 + fround(s * floats[b + 5]!));
      c6 = fround(c6 + fround(s * floats[b + 6]!));
      c7 = fround(c7 + fround(s * floats[b + 7]!));
      a += 8;
      b += 8;
    }
    sums[0] = c0;
    sums[1] = c1;
    sums[2] = c2;
    sums[3] = c3;
    sums[4] = c4;
    sums[5] = c5;
    sums[6] = c6;
    sums[7] = c7;
  };

  /** Fills `sums` with the summed absolute differences of a left row and the 8 rows of a right panel. */
  const differences = (row: number, j: number): void => {
    const a = left.panels + (row >> 3) * columns * 8 + (row & 7);
    const b = right.panels + j * columns * 8;
    for (let c = 0; c < 8; c++) {
      let sum = 0;
      for (let t = 0; t < columns * 8; t += 8) {
        sum = fround(sum + Math.abs(fround(floats[a + t]! - floats[b + t + c]!)));
      }
      sums[c] = sum;
    }
  };

  const place = (side: Side, panels: number, norms: number, rest: [number, number]): void => {
    side.panels = panels >> 2;
    side.norms = norms >> 2;
    side.thresholds = rest[0] >> 2;
    side.ids = rest[1] >> 2;
  };

  return {
    configure: (width, size, ...[keys, ids, once, factor]) => {
      [columns, keep, heapKeys, heapIds] = [width, size, keys >> 2, ids >> 2];
      unique = once !== 0;
      shrink = fround(factor);
    },
    setLeft: (panels, norms, thresholds, ids) => {
      place(left, panels, norms, [thresholds, ids]);
    },
    setRight: (panels, norms, ...[thresholds, ids, both]) => {
      place(right, panels, norms, [thresholds, ids]);
      symmetric = both !== 0;
    },
    scanNear: (panel, from, to) => {
      look();
      for (let j = from; j < to; j++) {
        for (let row = panel * 8; row < panel * 8 + 8; row++) {
          dots(row, j);
          const norm = floats[left.norms + row]!;
          for (let c = 0; c < 8; c++) {
            const dot = sums[c]!;
            sums[c] = fround(norm + floats[right.norms + j * 8 + c]!) - fround(dot + dot);
          }
          offerAll(row, j);
        }
      }
    },
    scanAlong: (panel, from, to) => {
      look();
      for (let j = from; j < to; j++) {
        for (let row = panel * 8; row < panel * 8 + 8; row++) {
          differences(row, j);
          const norm = floats[left.norms + row]!;
          for (let c = 0; c < 8; c++) {
            sums[c] = fround(shrink * sums[c]!) + fround(norm + floats[right.norms + j * 8 + c]!);
          }
          offerAll(row, j);
        }
      }
    },
    sortHeaps: (from, to) => {
      look();
      for (let heap = from; heap < to; heap++) {
        const keys = heapKeys + heap * keep;
        const ids = heapIds + heap * keep;
        for (let end = keep - 1; end > 0; end--) {
          const key = floats[keys + end]!;
          const id = words[ids + end]!;
          floats[keys + end] = floats[keys]!;
          words[ids + end] = words[ids]!;
          sink(heap, end, key, id);
        }
      }
    },
  };
}
