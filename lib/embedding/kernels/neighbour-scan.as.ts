// Compares blocks of rows pair by pair and keeps the nearest of each row. neighbour-scan-plain.ts is its twin: change both.
//
// Rows come in panels of 8, interleaved: value t of row r of a panel is its float t * 8 + r. Each row has a norm, an id and
// a threshold, the greatest key that it keeps. A key is a number that orders pairs as their distances do:
//   near (Euclidean)   norm + norm - 2 * dot product
//   along (Manhattan)  shrink * sum of absolute differences + norm + norm
// Rows that fill up a last panel have the norm Infinity. What is kept lies in heaps `[rows, keep]`, greatest first, of two
// equal keys the one with the higher id first.

let columns: i32 = 0;
let keep: i32 = 0;
let heapKeys: usize = 0;
let heapIds: usize = 0;
let unique: bool = false;
let shrink: f32 = 1;

let leftPanels: usize = 0;
let leftNorms: usize = 0;
let leftThresholds: usize = 0;
let leftIds: usize = 0;

let rightPanels: usize = 0;
let rightNorms: usize = 0;
let rightThresholds: usize = 0;
let rightIds: usize = 0;

let symmetric: bool = false;
const found: usize = memory.data(32, 16);

/** Where memory is free. */
export function heapBase(): usize {
  return __heap_base;
}

/** `once`: a pair may come more than once, and is kept once. */
export function configure(width: i32, size: i32, keys: usize, ids: usize, once: i32, factor: f32): void {
  columns = width;
  keep = size;
  heapKeys = keys;
  heapIds = ids;
  unique = once != 0;
  shrink = factor;
}

/** The rows that look for neighbours; ids number their heaps. */
export function setLeft(panels: usize, norms: usize, thresholds: usize, ids: usize): void {
  leftPanels = panels;
  leftNorms = norms;
  leftThresholds = thresholds;
  leftIds = ids;
}

/** The rows that are found; with `both` they find the left ones too. */
export function setRight(panels: usize, norms: usize, thresholds: usize, ids: usize, both: i32): void {
  rightPanels = panels;
  rightNorms = norms;
  rightThresholds = thresholds;
  rightIds = ids;
  symmetric = both != 0;
}

/** Compares the left panel `panel` with the right panels `from` to `to` - 1, by Euclidean distance. */
export function scanNear(panel: i32, from: i32, to: i32): void {
  const stride: usize = (<usize>columns) << 5;
  for (let j = from; j < to; j++) {
    for (let half = 0; half < 2; half++) {
      let a: usize = leftPanels + <usize>panel * stride + ((<usize>half) << 4);
      let b: usize = rightPanels + <usize>j * stride;
      let c00 = f32x4.splat(0);
      let c01 = f32x4.splat(0);
      let c10 = f32x4.splat(0);
      let c11 = f32x4.splat(0);
      let c20 = f32x4.splat(0);
      let c21 = f32x4.splat(0);
      let c30 = f32x4.splat(0);
      let c31 = f32x4.splat(0);
      for (let t = 0; t < columns; t++) {
        const x = v128.load(b);
        const y = v128.load(b, 16);
        let s = v128.load32_splat(a);
        c00 = f32x4.add(c00, f32x4.mul(s, x));
        c01 = f32x4.add(c01, f32x4.mul(s, y));
        s = v128.load32_splat(a, 4);
        c10 = f32x4.add(c10, f32x4.mul(s, x));
        c11 = f32x4.add(c11, f32x4.mul(s, y));
        s = v128.load32_splat(a, 8);
        c20 = f32x4.add(c20, f32x4.mul(s, x));
        c21 = f32x4.add(c21, f32x4.mul(s, y));
        s = v128.load32_splat(a, 12);
        c30 = f32x4.add(c30, f32x4.mul(s, x));
        c31 = f32x4.add(c31, f32x4.mul(s, y));
        a += 32;
        b += 32;
      }
      const row = (panel << 3) + (half << 2);
      const n0 = v128.load(rightNorms + ((<usize>j) << 5));
      const n1 = v128.load(rightNorms + ((<usize>j) << 5), 16);
      nearKeys(row, j, c00, c01, n0, n1);
      nearKeys(row + 1, j, c10, c11, n0, n1);
      nearKeys(row + 2, j, c20, c21, n0, n1);
      nearKeys(row + 3, j, c30, c31, n0, n1);
    }
  }
}

function nearKeys(row: i32, j: i32, dot0: v128, dot1: v128, n0: v128, n1: v128): void {
  const norm = v128.load32_splat(leftNorms + ((<usize>row) << 2));
  sift(
    row,
    j,
    f32x4.sub(f32x4.add(norm, n0), f32x4.add(dot0, dot0)),
    f32x4.sub(f32x4.add(norm, n1), f32x4.add(dot1, dot1)),
  );
}

/** Compares the left panel `panel` with the right panels `from` to `to` - 1, by Manhattan distance. */
export function scanAlong(panel: i32, from: i32, to: i32): void {
  const stride: usize = (<usize>columns) << 5;
  for (let j = from; j < to; j++) {
    for (let half = 0; half < 2; half++) {
      let a: usize = leftPanels + <usize>panel * stride + ((<usize>half) << 4);
      let b: usize = rightPanels + <usize>j * stride;
      let c00 = f32x4.splat(0);
      let c01 = f32x4.splat(0);
      let c10 = f32x4.splat(0);
      let c11 = f32x4.splat(0);
      let c20 = f32x4.splat(0);
      let c21 = f32x4.splat(0);
      let c30 = f32x4.splat(0);
      let c31 = f32x4.splat(0);
      for (let t = 0; t < columns; t++) {
        const x = v128.load(b);
        const y = v128.load(b, 16);
        let s = v128.load32_splat(a);
        c00 = f32x4.add(c00, f32x4.abs(f32x4.sub(s, x)));
        c01 = f32x4.add(c01, f32x4.abs(f32x4.sub(s, y)));
        s = v128.load32_splat(a, 4);
        c10 = f32x4.add(c10, f32x4.abs(f32x4.sub(s, x)));
        c11 = f32x4.add(c11, f32x4.abs(f32x4.sub(s, y)));
        s = v128.load32_splat(a, 8);
        c20 = f32x4.add(c20, f32x4.abs(f32x4.sub(s, x)));
        c21 = f32x4.add(c21, f32x4.abs(f32x4.sub(s, y)));
        s = v128.load32_splat(a, 12);
        c30 = f32x4.add(c30, f32x4.abs(f32x4.sub(s, x)));
        c31 = f32x4.add(c31, f32x4.abs(f32x4.sub(s, y)));
        a += 32;
        b += 32;
      }
      const row = (panel << 3) + (half << 2);
      const n0 = v128.load(rightNorms + ((<usize>j) << 5));
      const n1 = v128.load(rightNorms + ((<usize>j) << 5), 16);
      alongKeys(row, j, c00, c01, n0, n1);
      alongKeys(row + 1, j, c10, c11, n0, n1);
      alongKeys(row + 2, j, c20, c21, n0, n1);
      alongKeys(row + 3, j, c30, c31, n0, n1);
    }
  }
}

function alongKeys(row: i32, j: i32, sum0: v128, sum1: v128, n0: v128, n1: v128): void {
  const norm = v128.load32_splat(leftNorms + ((<usize>row) << 2));
  const factor = f32x4.splat(shrink);
  sift(
    row,
    j,
    f32x4.add(f32x4.mul(factor, sum0), f32x4.add(norm, n0)),
    f32x4.add(f32x4.mul(factor, sum1), f32x4.add(norm, n1)),
  );
}

/** Offers the keys of a left row with the 8 rows of a right panel to whom they may matter. */
function sift(row: i32, j: i32, keys0: v128, keys1: v128): void {
  const threshold = v128.load32_splat(leftThresholds + ((<usize>row) << 2));
  let near0 = f32x4.le(keys0, threshold);
  let near1 = f32x4.le(keys1, threshold);
  if (symmetric) {
    const theirs: usize = rightThresholds + ((<usize>j) << 5);
    near0 = v128.or(near0, f32x4.le(keys0, v128.load(theirs)));
    near1 = v128.or(near1, f32x4.le(keys1, v128.load(theirs, 16)));
  }
  const mask = i32x4.bitmask(near0) | (i32x4.bitmask(near1) << 4);
  if (mask == 0) return;
  v128.store(found, keys0);
  v128.store(found, keys1, 16);
  offerAll(row, j, mask);
}

function offerAll(row: i32, j: i32, marked: i32): void {
  const sameBlock = leftPanels == rightPanels;
  const leftThreshold: usize = leftThresholds + ((<usize>row) << 2);
  const leftId = load<i32>(leftIds + ((<usize>row) << 2));
  for (let mask = marked; mask != 0; mask &= mask - 1) {
    const c = ctz(mask);
    const other = (j << 3) + c;
    if (symmetric && sameBlock && other <= row) continue;
    const key = load<f32>(found + ((<usize>c) << 2));
    const rightId = load<i32>(rightIds + ((<usize>other) << 2));
    if (key <= load<f32>(leftThreshold)) store<f32>(leftThreshold, offer(leftId, key, rightId));
    if (!symmetric) continue;
    const rightThreshold: usize = rightThresholds + ((<usize>other) << 2);
    if (key <= load<f32>(rightThreshold)) store<f32>(rightThreshold, offer(rightId, key, leftId));
  }
}

/** Puts a pair into a heap in place of its greatest one. Returns the greatest key that is kept from now on. */
function offer(heap: i32, key: f32, id: i32): f32 {
  const keys: usize = heapKeys + ((<usize>heap * <usize>keep) << 2);
  const ids: usize = heapIds + ((<usize>heap * <usize>keep) << 2);
  const root = load<f32>(keys);
  if (key == root && id >= load<i32>(ids)) return root;
  if (unique) {
    const wanted = i32x4.splat(id);
    let t = 0;
    for (; t + 4 <= keep; t += 4) {
      if (v128.any_true(i32x4.eq(v128.load(ids + ((<usize>t) << 2)), wanted))) return root;
    }
    for (; t < keep; t++) if (load<i32>(ids + ((<usize>t) << 2)) == id) return root;
  }
  sink(keys, ids, keep, key, id);
  return load<f32>(keys);
}

/** Puts a pair at the root of a heap of the given size, and lets it down to its place. */
function sink(keys: usize, ids: usize, size: i32, key: f32, id: i32): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    let childKey = load<f32>(keys + ((<usize>child) << 2));
    let childId = load<i32>(ids + ((<usize>child) << 2));
    if (child + 1 < size) {
      const nextKey = load<f32>(keys + ((<usize>child) << 2), 4);
      const nextId = load<i32>(ids + ((<usize>child) << 2), 4);
      if (nextKey > childKey || (nextKey == childKey && nextId > childId)) {
        child++;
        childKey = nextKey;
        childId = nextId;
      }
    }
    if (childKey < key || (childKey == key && childId <= id)) break;
    store<f32>(keys + ((<usize>at) << 2), childKey);
    store<i32>(ids + ((<usize>at) << 2), childId);
    at = child;
  }
  store<f32>(keys + ((<usize>at) << 2), key);
  store<i32>(ids + ((<usize>at) << 2), id);
}

/** Turns the heaps `from` to `to` - 1 into lists with the least key first. */
export function sortHeaps(from: i32, to: i32): void {
  for (let heap = from; heap < to; heap++) {
    const keys: usize = heapKeys + ((<usize>heap * <usize>keep) << 2);
    const ids: usize = heapIds + ((<usize>heap * <usize>keep) << 2);
    for (let end = keep - 1; end > 0; end--) {
      const key = load<f32>(keys + ((<usize>end) << 2));
      const id = load<i32>(ids + ((<usize>end) << 2));
      store<f32>(keys + ((<usize>end) << 2), load<f32>(keys));
      store<i32>(ids + ((<usize>end) << 2), load<i32>(ids));
      sink(keys, ids, end, key, id);
    }
  }
}
