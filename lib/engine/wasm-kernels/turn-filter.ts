/** Side of the square blocks in which channels change places: both sides of a block stay in the processor's cache. */
const BLOCK = 32;

/**
 * Takes some rows and columns of a filter, turns them by half a turn and lets in- and out-channels change places:
 * turned[t, r, o, c] = filter[rows[last - t], columns[last - r], c, o].
 * In plain JavaScript, because the WebAssembly backend's own `reverse` is slower than the convolution that follows.
 * @param filter - values of `[kernelHeight, kernelWidth, inChannels, outChannels]`
 * @param shape - that shape
 * @param rows - which rows, in rising order
 * @param columns - which columns, in rising order
 * @returns values of `[rows, columns, outChannels, inChannels]`
 */
export function turnFilter(
  filter: Float32Array,
  shape: readonly [number, number, number, number],
  rows: readonly number[],
  columns: readonly number[],
): Float32Array {
  const [, kernelWidth, inChannels, outChannels] = shape;
  const size = inChannels * outChannels;
  const turned = new Float32Array(rows.length * columns.length * size);
  let to = 0;
  for (const row of rows.toReversed()) {
    for (const column of columns.toReversed()) {
      const from = (row * kernelWidth + column) * size;
      for (let c0 = 0; c0 < inChannels; c0 += BLOCK) {
        const cEnd = Math.min(c0 + BLOCK, inChannels);
        for (let o0 = 0; o0 < outChannels; o0 += BLOCK) {
          const oEnd = Math.min(o0 + BLOCK, outChannels);
          for (let o = o0; o < oEnd; o++) {
            for (let c = c0; c < cEnd; c++) {
              turned[to + o * inChannels + c] = filter[from + c * outChannels + o]!;
            }
          }
        }
      }
      to += size;
    }
  }
  return turned;
}
