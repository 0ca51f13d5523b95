import type { DenseRows } from '../../../lib/embedding/rows.ts';

/** Indices of others in the order of their distance from a row of `from`; of equals the lower first. */
function nearest(from: DenseRows, i: number, among: DenseRows): Int32Array {
  const { columns } = from;
  const distance = new Float64Array(among.rows);
  for (let j = 0; j < among.rows; j++) {
    for (let c = 0; c < columns; c++) {
      distance[j]! += (from.data[i * columns + c]! - among.data[j * columns + c]!) ** 2;
    }
  }
  if (from === among) distance[i] = Infinity;
  return Int32Array.from(distance, (_, j) => j).sort((a, b) => distance[a]! - distance[b]! || a - b);
}

/** The share of points that have the label that most of their 10 nearest have; of equals the lowest label. */
export function labelAccuracy(
  map: DenseRows,
  labels: Uint8Array,
  among: DenseRows = map,
  amongLabels: Uint8Array = labels,
): number {
  let right = 0;
  for (let i = 0; i < map.rows; i++) {
    const votes = new Array<number>(10).fill(0);
    for (const j of nearest(map, i, among).subarray(0, 10)) votes[amongLabels[j]!]!++;
    if (votes.indexOf(Math.max(...votes)) === labels[i]) right++;
  }
  return right / map.rows;
}

/** How far the k nearest in the map are from being near in the data; 1 where all are among the k nearest there too. */
export function trustworthiness(data: DenseRows, map: DenseRows, k: number): number {
  const n = data.rows;
  let penalty = 0;
  for (let i = 0; i < n; i++) {
    const rank = new Int32Array(n);
    nearest(data, i, data).forEach((j, at) => (rank[j] = at + 1));
    for (const j of nearest(map, i, map).subarray(0, k)) penalty += Math.max(0, rank[j]! - k);
  }
  return 1 - (penalty * 2) / (n * k * (2 * n - 3 * k - 1));
}
