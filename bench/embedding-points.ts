import { Random } from '../lib/core/random.ts';

/** Points in 20 clusters on a sheet of 12 dimensions, with noise: about as hard as features of images. */
export function benchPoints(
  rows: number,
  columns: number,
): { data: Float32Array; rows: number; columns: number } {
  const random = Random.fromSeed(1);
  const dimensions = 12;
  const sheet = Float64Array.from({ length: dimensions * columns }, () => random.normal());
  const centres = Float64Array.from({ length: 20 * dimensions }, () => 2 * random.normal());
  const data = new Float32Array(rows * columns);
  const place = new Float64Array(dimensions);
  for (let i = 0; i < rows; i++) {
    for (let t = 0; t < dimensions; t++) place[t] = centres[(i % 20) * dimensions + t]! + random.normal();
    for (let c = 0; c < columns; c++) {
      let sum = 0.1 * (random.uniform() - 0.5);
      for (let t = 0; t < dimensions; t++) sum += place[t]! * sheet[t * columns + c]!;
      data[i * columns + c] = sum;
    }
  }
  return { data, rows, columns };
}
