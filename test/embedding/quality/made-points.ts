import { Random } from '../../../lib/core/random.ts';
import type { Points } from '../../../lib/embedding/quality/points.ts';

/** Rows of numbers as points. */
export function pointsOf(rows: readonly (readonly number[])[]): Points {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0]?.length ?? 0 };
}

/** Points by chance, without ties. */
export function randomPoints(rows: number, columns: number, seed = 1): Points {
  const random = Random.fromSeed(seed);
  return { data: Float64Array.from({ length: rows * columns }, () => random.normal()), rows, columns };
}
