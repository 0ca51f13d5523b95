import { Random } from '../../../lib/core/random.ts';
import { pairDistances, type Metric } from '../../../lib/embedding/metrics.ts';
import { keepNearest } from '../../../lib/embedding/neighbours/keep-nearest.ts';
import type { Neighbours } from '../../../lib/embedding/neighbours/neighbour-types.ts';
import type { DenseRows } from '../../../lib/embedding/rows.ts';

/** Points on a bent sheet of few dimensions in a space of many, as features of images are. */
export function sheetPoints(rows: number, columns: number, dimensions = 6): DenseRows {
  const random = Random.fromSeed(7);
  const sheet = Float64Array.from({ length: columns * dimensions }, () => random.normal());
  const data = new Float32Array(rows * columns);
  const place = new Float64Array(dimensions);
  for (let i = 0; i < rows; i++) {
    for (let t = 0; t < dimensions; t++) place[t] = random.normal() + 4 * ((i % 5) - 2) * (t === 0 ? 1 : 0);
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let t = 0; t < dimensions; t++) sum += place[t]! * sheet[c * dimensions + t]!;
      data[i * columns + c] = Math.tanh(sum / 4) + 0.02 * random.normal();
    }
  }
  return { data, rows, columns };
}

/** Every query against every point, one by one in double precision. */
export function bruteForce(queries: DenseRows, points: DenseRows, k: number, metric: Metric): Neighbours {
  const { rank, distance } = pairDistances(metric, queries, points);
  const nearest = keepNearest(k);
  const indices: number[] = [];
  const distances: number[] = [];
  for (let i = 0; i < queries.rows; i++) {
    nearest.clear();
    for (let j = 0; j < points.rows; j++) if (queries !== points || i !== j) nearest.offer(rank(i, j), j);
    indices.push(...nearest.indices);
    distances.push(...Array.from(nearest.ranks, distance));
  }
  return {
    indices: Int32Array.from(indices),
    distances: Float32Array.from(distances),
    rows: queries.rows,
    k,
  };
}

/** The share of the true neighbours that were found. */
export function recall(found: Neighbours, truth: Neighbours): number {
  const { rows, k } = truth;
  let hits = 0;
  for (let i = 0; i < rows; i++) {
    const wanted = new Set(truth.indices.subarray(i * k, (i + 1) * k));
    for (const index of found.indices.subarray(i * k, (i + 1) * k)) if (wanted.has(index)) hits++;
  }
  return hits / (rows * k);
}
