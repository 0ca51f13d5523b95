import type { Neighbours } from '../neighbours/neighbour-types.ts';
import type { DenseRows } from '../rows.ts';

/**
 * Places new points at the median, in each coordinate, of their nearest neighbours in a map.
 * @param map - `[reference, columns]`
 * @param neighbours - of the new points among those of the map
 * @param k - how many neighbours count; all where there are fewer
 * @returns `[new, columns]`
 */
export function medianInitialisation(
  map: DenseRows,
  neighbours: Neighbours,
  k: number = neighbours.k,
): DenseRows {
  const used = Math.min(k, neighbours.k);
  const { columns } = map;
  const data = new Float32Array(neighbours.rows * columns);
  const values = new Float64Array(used);
  for (let i = 0; i < neighbours.rows; i++) {
    for (let c = 0; c < columns; c++) {
      for (let s = 0; s < used; s++)
        values[s] = map.data[neighbours.indices[i * neighbours.k + s]! * columns + c]!;
      values.sort();
      const middle = used >> 1;
      data[i * columns + c] = used % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
    }
  }
  return { data, rows: neighbours.rows, columns };
}

/** How {@link weightedMeanInitialisation} weighs. */
export interface WeightedMeanOptions {
  /** How many neighbours count; all where there are fewer. */
  readonly k?: number;
  /** `nearness`, 1 / distance (the default), or `distance` itself, as openTSNE 1.0.4 has it. */
  readonly weights?: 'nearness' | 'distance';
}

/**
 * Places new points at the weighted mean of their nearest neighbours in a map; one that has neighbours at distance 0 is
 * placed at those alone.
 *
 * Differs from the reference: openTSNE weighs by the distance itself, so that the furthest neighbour counts most.
 * @param map - `[reference, columns]`
 * @param neighbours - of the new points among those of the map
 * @returns `[new, columns]`
 */
export function weightedMeanInitialisation(
  map: DenseRows,
  neighbours: Neighbours,
  { k = neighbours.k, weights = 'nearness' }: WeightedMeanOptions = {},
): DenseRows {
  const used = Math.min(k, neighbours.k);
  const { columns } = map;
  const data = new Float32Array(neighbours.rows * columns);
  const weight = new Float64Array(used);
  for (let i = 0; i < neighbours.rows; i++) {
    const first = i * neighbours.k;
    const distances = neighbours.distances.subarray(first, first + used);
    const touching = distances.some((distance) => distance === 0);
    let total = 0;
    for (let s = 0; s < used; s++) {
      const distance = distances[s]!;
      weight[s] = weights === 'distance' ? distance : touching ? Number(distance === 0) : 1 / distance;
      total += weight[s]!;
    }
    // All neighbours at distance 0, weighed by distance: each counts alike.
    if (!(total > 0)) total = weight.fill(1).length;
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let s = 0; s < used; s++)
        sum += weight[s]! * map.data[neighbours.indices[first + s]! * columns + c]!;
      data[i * columns + c] = sum / total;
    }
  }
  return { data, rows: neighbours.rows, columns };
}
