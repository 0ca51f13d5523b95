import { power } from '../../core/portable-math.ts';
import { Random } from '../../core/random.ts';
import type { DenseRows } from '../rows.ts';
import { pcaInitialisation } from './pca-initialisation.ts';

/** Where the connected components of a graph are laid out. */
export interface ComponentPlaces {
  /** Their middles, `[components, dimensions]`. */
  readonly centres: Float64Array;
  /** How far each may reach from its middle along any axis, `[components]`. */
  readonly reach: Float64Array;
}

/** A component may always reach this far, even where two middles nearly fall together. */
const LEAST_REACH = 0.02;

/**
 * Places for the components of a graph, apart from each other: up to two a dimension at both ends of the axes; more of
 * them at their mean points' principal components, where the points are given, else on the lattice points nearest to the
 * origin, the first component at the origin. Each one reaches half way to the nearest other.
 *
 * Differs from the reference (umap-learn): there the middles come from a spectral layout of exp(−d²) of the mean points,
 * which is zero everywhere once the data's unit is large.
 * @param components - rows of each, {@link connectedComponents}
 * @param dimensions - columns of the layout
 * @param points - what the graph was made of
 */
export function placeComponents(
  components: readonly Int32Array[],
  dimensions: number,
  points?: DenseRows,
): ComponentPlaces {
  const count = components.length;
  const centres =
    count <= 2 * dimensions
      ? axisEnds(count, dimensions)
      : points === undefined
        ? latticePoints(count, dimensions)
        : principalPlaces(components, dimensions, points);
  const reach = new Float64Array(count).fill(Infinity);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let distance = 0;
      for (let d = 0; d < dimensions; d++) {
        distance = Math.max(distance, Math.abs(centres[i * dimensions + d]! - centres[j * dimensions + d]!));
      }
      reach[i] = Math.min(reach[i]!, distance / 2);
      reach[j] = Math.min(reach[j]!, distance / 2);
    }
  }
  return { centres, reach: reach.map((value) => Math.max(LEAST_REACH, Math.min(1, value))) };
}

function axisEnds(count: number, dimensions: number): Float64Array {
  const centres = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) centres[i * dimensions + (i >> 1)] = i % 2 === 0 ? 1 : -1;
  return centres;
}

/** Whole-numbered points from the origin outwards; those as far in the order of their coordinates. */
function latticePoints(count: number, dimensions: number): Float64Array {
  // Beyond three axes a cube of lattice points is far too many: the first three hold any number of components.
  const axes = Math.min(dimensions, 3);
  const side = Math.ceil((power(count, 1 / axes) * 1.3) / 2) + 1;
  let candidates: number[][] = [[]];
  for (let axis = 0; axis < axes; axis++) {
    candidates = candidates.flatMap((point) =>
      Array.from({ length: 2 * side + 1 }, (_, i) => [...point, i - side]),
    );
  }
  const squared = (point: readonly number[]): number => point.reduce((sum, value) => sum + value * value, 0);
  const sorted = candidates.sort((p, q) => squared(p) - squared(q));
  const centres = new Float64Array(count * dimensions);
  for (let i = 0; i < count; i++) centres.set(sorted[i]!, i * dimensions);
  return centres;
}

function principalPlaces(
  components: readonly Int32Array[],
  dimensions: number,
  { data, columns }: DenseRows,
): Float64Array {
  const means = new Float32Array(components.length * columns);
  components.forEach((members, c) => {
    const sum = new Float64Array(columns);
    for (const row of members) {
      for (let k = 0; k < columns; k++) sum[k]! += data[row * columns + k]!;
    }
    for (let k = 0; k < columns; k++) means[c * columns + k] = sum[k]! / members.length;
  });
  const centres = Float64Array.from(
    pcaInitialisation({ data: means, rows: components.length, columns }, dimensions, { standardDeviation: 1 })
      .data,
  );
  // Groups that share a mean would lie on one another: a hair of noise tells them apart.
  const random = Random.derive(0, 'component places');
  return centres.map((value) => value + random.uniform(-LEAST_REACH, LEAST_REACH));
}
