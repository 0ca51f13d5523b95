import { Random } from '../../core/random.ts';
import type { DenseRows } from '../rows.ts';
import { START_DEVIATION } from './rescale.ts';

/**
 * A layout drawn from a normal distribution that is alike in all directions.
 * @param rows - how many points
 * @param columns - dimensions
 */
export function randomInitialisation(
  rows: number,
  columns: number,
  { seed = 0, standardDeviation = START_DEVIATION }: { seed?: number; standardDeviation?: number } = {},
): DenseRows {
  const random = Random.derive(seed, 'random layout');
  const data = Float32Array.from({ length: rows * columns }, () => random.normal(0, standardDeviation));
  return { data, rows, columns };
}
