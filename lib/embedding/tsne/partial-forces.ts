import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import { generalAttraction, planeAttraction } from './attraction.ts';
import type { Forces } from './descent.ts';
import { exactPush, type ExactPush } from './exact-repulsion.ts';
import { klDivergence } from './kl-divergence.ts';
import { SplineGrid } from './spline-grid.ts';

/** Below so many pairs of new points and points of the map, every pair is looked at. */
const EXACT_PAIRS = 1_000_000;
/** How far beyond the map the grid reaches, as a share of its extent: new points beyond it look at every pair. */
const PADDING = 0.25;
const EPSILON = Number.EPSILON;

/** What {@link partialForces} takes. */
export interface PartialForcesOptions {
  /** The map's positions, `[reference, dimensions]`. */
  readonly reference: Float64Array;
  readonly dimensions: number;
  readonly dof: number;
  readonly method: 'auto' | 'field' | 'exact';
  readonly plain: boolean | undefined;
}

/** Writes Σ w^(dof+1) (yᵢ - yⱼ) and Σ w^dof over the map's points for each new point. */
type Push = (positions: Float64Array, out: Float64Array, sums: Float64Array) => void;

/**
 * The forces of a map on new points: each has its own Z, Σ w^dof over the map's points, and does not feel other new points.
 * @param P - affinities of new points to those of the map, `[new, reference]`
 */
export async function partialForces(P: SparseMatrix, options: PartialForcesOptions): Promise<Forces> {
  const { reference, dimensions, dof, plain } = options;
  const attraction =
    dimensions === 2
      ? await planeAttraction(P, { dof, among: 'others', plain })
      : generalAttraction(P, dimensions, dof);
  const push = await choosePush(P.rows, P.columns, options);
  const pushes = new Float64Array(P.rows * dimensions);
  const sums = new Float64Array(P.rows);
  return {
    gradient: (positions, exaggeration, out) => {
      void attraction.compute(reference, positions, out);
      push(positions, pushes, sums);
      for (let e = 0; e < out.length; e++) {
        out[e] = exaggeration * out[e]! - pushes[e]! / (sums[Math.floor(e / dimensions)]! + EPSILON);
      }
    },
    divergence: (positions) => {
      push(positions, pushes, sums);
      let Z = 0;
      for (const sum of sums) Z += sum;
      return klDivergence(P, { positions, reference, dimensions, dof }, Z);
    },
  };
}

async function choosePush(points: number, among: number, options: PartialForcesOptions): Promise<Push> {
  const { reference, dimensions, dof, method, plain } = options;
  const exactOptions = { dimensions, dof, plain };
  // With other degrees of freedom every pair needs a power.
  const few = points * among * (dof === 1 ? 1 : 20) <= EXACT_PAIRS;
  if (dimensions !== 2 || method === 'exact' || (method === 'auto' && few)) {
    const exact = await exactPush(points, among, exactOptions);
    exact.setSources(reference);
    return (positions, out, sums) => {
      exact.push(positions, out, sums);
    };
  }
  const grid = await SplineGrid.open({ points: Math.max(points, among), dof, plain });
  grid.charge(reference, PADDING);
  const exact = await exactPush(1, among, exactOptions);
  exact.setSources(reference);
  return gridPush(grid, exact, reference);
}

function gridPush(grid: SplineGrid, exact: ExactPush, reference: Float64Array): Push {
  const inside = new Float64Array(2);
  inside.set(reference.subarray(0, 2));
  const one = new Float64Array(2);
  const sum = new Float64Array(1);
  let placed = new Float64Array(0);
  return (positions, out, sums) => {
    if (placed.length !== positions.length) placed = new Float64Array(positions.length);
    placed.set(positions);
    const outside: number[] = [];
    for (let i = 0; i < positions.length; i += 2) {
      if (grid.covers(positions[i]!, positions[i + 1]!)) continue;
      outside.push(i / 2);
      placed.set(inside, i);
    }
    const read = grid.read(placed);
    for (let i = 0; i < sums.length; i++) {
      // The field's rounding may fall below what even a single far point adds.
      sums[i] = Math.max(read[3 * i]!, 1e-6);
      out[2 * i] = read[3 * i + 1]!;
      out[2 * i + 1] = read[3 * i + 2]!;
    }
    for (const i of outside) {
      exact.push(positions.subarray(2 * i, 2 * i + 2), one, sum);
      out.set(one, 2 * i);
      sums[i] = sum[0]!;
    }
  };
}
