import type { Repulsion } from './repulsion.ts';
import { SplineGrid, type SplineGridOptions } from './spline-grid.ts';

/** The push between all points of a plane from a {@link SplineGrid}: O(n + m log m) for m points of the grid. */
export async function fieldRepulsion(options: SplineGridOptions): Promise<Repulsion> {
  const grid = await SplineGrid.open(options);
  return {
    compute: (positions, out) => {
      grid.charge(positions);
      const read = grid.read(positions);
      const n = positions.length / 2;
      let sum = 0;
      for (let i = 0; i < n; i++) {
        sum += read[3 * i]!;
        out[2 * i] = read[3 * i + 1]!;
        out[2 * i + 1] = read[3 * i + 2]!;
      }
      // Each point feels its own charge: 1. Where all others are too far away to be felt, what is left is rounding.
      return Math.max(sum - n, Number.MIN_VALUE);
    },
  };
}
