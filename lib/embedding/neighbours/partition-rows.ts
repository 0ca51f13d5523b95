import type { Random } from '../../core/random.ts';
import { directions, type Metric } from '../metrics.ts';
import type { DenseRows } from '../rows.ts';

/** Puts rows into an order in which near ones mostly lie near each other. */
export type Partition = (random: Random) => Int32Array;

/**
 * Splits rows by random projection trees: each node draws two of its rows, projects all on the line through them, and
 * halves them there. The halves are of one size, so that {@link leavesOf} knows the leaves from the number of rows alone.
 * @param points - `[rows, columns]`
 * @param metric - for `cosine` and `correlation` directions are projected
 * @param leafRows - nodes of at most so many rows are not split
 * @returns makes the order of another tree with each generator
 */
export function partitioner(points: DenseRows, metric: Metric, leafRows: number): Partition {
  const { data, rows, columns } = points;
  const turned = metric === 'cosine' || metric === 'correlation';
  const { means, squares } = turned
    ? directions(points, metric === 'correlation')
    : { means: new Float64Array(rows), squares: new Float64Array(rows).fill(1) };
  const lengths = squares.map((square) => (square === 0 ? 1 : Math.sqrt(square)));
  const line = new Float64Array(columns);
  const scores = new Float64Array(rows);

  const drawLine = (a: number, b: number): void => {
    for (let c = 0; c < columns; c++) {
      line[c] =
        (data[a * columns + c]! - means[a]!) / lengths[a]! -
        (data[b * columns + c]! - means[b]!) / lengths[b]!;
    }
  };
  const project = (row: number): number => {
    let s0 = 0;
    let s1 = 0;
    const start = row * columns;
    const mean = means[row]!;
    for (let c = 0; c + 1 < columns; c += 2) {
      s0 += (data[start + c]! - mean) * line[c]!;
      s1 += (data[start + c + 1]! - mean) * line[c + 1]!;
    }
    if (columns % 2 === 1) s0 += (data[start + columns - 1]! - mean) * line[columns - 1]!;
    return (s0 + s1) / lengths[row]!;
  };

  return (random) => {
    const order = Int32Array.from({ length: rows }, (_, i) => i);
    const split = (from: number, to: number): void => {
      if (to - from <= leafRows) return;
      drawLine(order[random.integer(from, to - 1)]!, order[random.integer(from, to - 1)]!);
      for (let at = from; at < to; at++) scores[at] = project(order[at]!);
      const middle = (from + to) >> 1;
      selectLeast(scores, order, { from, to, middle });
      split(from, middle);
      split(middle, to);
    };
    split(0, rows);
    return order;
  };
}

/** Where the leaves of such an order begin, and at last its end. */
export function leavesOf(rows: number, leafRows: number): Int32Array {
  const starts: number[] = [];
  const split = (from: number, to: number): void => {
    if (to - from <= leafRows) {
      starts.push(from);
      return;
    }
    split(from, (from + to) >> 1);
    split((from + to) >> 1, to);
  };
  split(0, rows);
  return Int32Array.from([...starts, rows]);
}

/** Moves the least scores of a range before `middle`; of equal ones those of the lower row. */
function selectLeast(
  scores: Float64Array,
  order: Int32Array,
  range: { from: number; to: number; middle: number },
): void {
  let low = range.from;
  let high = range.to - 1;
  while (low < high) {
    // Hoare's quickselect around the middle of the range.
    const pivot = (low + high) >> 1;
    const score = scores[pivot]!;
    const row = order[pivot]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (scores[i]! < score || (scores[i] === score && order[i]! < row)) i++;
      while (scores[j]! > score || (scores[j] === score && order[j]! > row)) j--;
      if (i > j) break;
      const otherScore = scores[i]!;
      const otherRow = order[i]!;
      scores[i] = scores[j]!;
      order[i] = order[j]!;
      scores[j] = otherScore;
      order[j] = otherRow;
      i++;
      j--;
    }
    if (range.middle <= j) high = j;
    else if (range.middle >= i) low = i;
    else return;
  }
}
