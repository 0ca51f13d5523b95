/** Where a picture is not black: outside of it every channel is 0. Empty where all is black (`right < left`). */
export interface LitArea {
  readonly left: number;
  readonly top: number;
  /** Inclusive, as `bottom`. */
  readonly right: number;
  readonly bottom: number;
}

/**
 * Finds in each row the first and one past the last byte that is not 0; equal where all are.
 * @param data - pixels
 * @param rows - where rows start (`start + y * step`), how many bytes each has and how many there are
 * @returns `[height, 2]`
 */
export function litRanges(
  data: Uint8Array,
  { start, step, length, height }: { start: number; step: number; length: number; height: number },
): Int32Array {
  const ranges = new Int32Array(2 * height);
  // Rows that are all black are told by one native comparison; the others are scanned from both ends.
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const black = Buffer.alloc(length);
  for (let y = 0; y < height; y++) {
    const at = start + y * step;
    if (bytes.compare(black, 0, length, at, at + length) === 0) continue;
    let first = at;
    while (data[first] === 0) first++;
    let last = at + length - 1;
    while (data[last] === 0) last--;
    ranges[2 * y] = first - at;
    ranges[2 * y + 1] = last + 1 - at;
  }
  return ranges;
}

/**
 * The smallest box around everything that is not black. Cells on C-NMC's black background fill about a quarter of
 * their picture, and black needs no arithmetic.
 * @param square - pixels `[side, side, 3]`
 * @param side - its side
 */
export function litArea(square: Uint8Array, side: number): LitArea {
  const ranges = litRanges(square, { start: 0, step: side * 3, length: side * 3, height: side });
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let y = 0; y < side; y++) {
    const [first, end] = [ranges[2 * y]!, ranges[2 * y + 1]!];
    if (first === end) continue;
    if (top === side) top = y;
    bottom = y;
    left = Math.min(left, Math.floor(first / 3));
    right = Math.max(right, Math.floor((end - 1) / 3));
  }
  return { left, top, right, bottom };
}
