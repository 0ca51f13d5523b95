/**
 * Finds the nearest of all points by their distances: nearest first, ties by index.
 * @param distances - to each point, `[points]`
 * @param out - gets the indices; its length is k
 * @param left - says of a point that it does not count
 * @returns how many were found: fewer than k where fewer count
 */
export function nearest(distances: Float64Array, out: Int32Array, left: (index: number) => boolean): number {
  const k = out.length;
  let found = 0;
  for (let j = 0; j < distances.length; j++) {
    const distance = distances[j]!;
    if (found === k && !(distance < distances[out[k - 1]!]!)) continue;
    if (left(j)) continue;
    let place = found < k ? found++ : k - 1;
    while (place > 0 && distances[out[place - 1]!]! > distance) {
      out[place] = out[place - 1]!;
      place--;
    }
    out[place] = j;
  }
  return found;
}

/**
 * The ranks of some points among all: 1 is the nearest, ties by index.
 * @param distances - to each point, `[points]`
 * @param row - the point that is measured from; has no rank
 * @param targets - points whose ranks are wanted, none of them `row`
 * @returns a rank for each target, in their order
 */
export function ranksOf(distances: Float64Array, row: number, targets: Int32Array): Int32Array {
  const before = (a: number, b: number): number => distances[a]! - distances[b]! || a - b;
  const order = Int32Array.from(targets.keys()).sort((a, b) => before(targets[a]!, targets[b]!));
  const sorted = Int32Array.from(order, (position) => targets[position]!);
  // Each point falls into the gap below the first target that is farther away than it.
  const gaps = new Int32Array(targets.length + 1);
  const last = distances[sorted.at(-1)!]!;
  for (let j = 0; j < distances.length; j++) {
    if (j === row || distances[j]! > last) continue;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(j, sorted[middle]!) < 0) high = middle;
      else low = middle + 1;
    }
    gaps[low]! += 1;
  }
  const ranks = new Int32Array(targets.length);
  let below = 0;
  for (const [i, position] of order.entries()) {
    below += gaps[i]!;
    ranks[position] = below + 1;
  }
  return ranks;
}
