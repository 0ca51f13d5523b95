import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import { generalAttraction, planeAttraction, type Attraction } from './attraction.ts';
import type { Forces } from './descent.ts';
import { exactRepulsion } from './exact-repulsion.ts';
import { fieldRepulsion } from './field-repulsion.ts';
import { klDivergence } from './kl-divergence.ts';
import { lineFieldRepulsion } from './line-field.ts';
import type { Repulsion } from './repulsion.ts';
import { sharedAttraction } from './shared-attraction.ts';
import { teamSize } from '../kernels/thread-team.ts';
import type { NegativeGradientMethod } from './tsne-options.ts';

/** Up to here every pair in the plane is as fast as the field, and more exact. */
const EXACT_UP_TO = 1000;
/** Powers cannot be taken four at a time. */
const EXACT_UP_TO_OTHER_DOF = 150;
/** In three dimensions a grid is slower than every pair up to where both are too slow. */
const MOST_IN_SPACE = 20_000;
/** Below this many entries a second thread costs more than it saves. */
const SHARED_FROM = 100_000;

/** What {@link mapForces} takes. */
export interface MapForcesOptions {
  readonly dimensions: number;
  readonly dof: number;
  readonly method: NegativeGradientMethod;
  readonly threads: number | undefined;
  readonly plain: boolean | undefined;
}

/** Forces that hold threads until they are closed. */
export interface ClosableForces extends Forces {
  close(): Promise<void>;
}

/**
 * The forces of a whole map on itself: exaggeration · Σ p w (yᵢ - yⱼ) - Σ w^(dof+1) (yᵢ - yⱼ) / Z.
 * @param P - affinities, `[n, n]`
 * @throws {ParameterError} if there are more points in three dimensions than every pair can be looked at
 */
export async function mapForces(P: SparseMatrix, options: MapForcesOptions): Promise<ClosableForces> {
  const { dimensions, dof, threads, plain } = options;
  const repulsion = await chooseRepulsion(P.rows, options);
  const shared = dimensions === 2 && P.values.length >= SHARED_FROM && (await teamSize(threads)) > 1;
  // Where no thread can be started, this one does all.
  const team = shared ? await sharedAttraction(P, { dof, plain }).catch(() => undefined) : undefined;
  const attraction: Attraction =
    team ??
    (dimensions === 2
      ? await planeAttraction(P, { dof, among: 'themselves', plain })
      : generalAttraction(P, dimensions, dof));
  const pushes = new Float64Array(P.rows * dimensions);
  return {
    gradient: (positions, exaggeration, out) => {
      const pulling = attraction.compute(positions, positions, out);
      // Where another thread pulls, this one pushes at the same time.
      const perZ = 1 / repulsion.compute(positions, pushes);
      const sum = (): void => {
        for (let e = 0; e < out.length; e++) out[e] = exaggeration * out[e]! - pushes[e]! * perZ;
      };
      if (pulling === undefined) {
        sum();
        return;
      }
      return pulling.then(sum);
    },
    divergence: (positions) => {
      const Z = repulsion.compute(positions, pushes);
      return klDivergence(P, { positions, reference: positions, dimensions, dof }, Z);
    },
    close: () => team?.close() ?? Promise.resolve(),
  };
}

async function chooseRepulsion(
  n: number,
  { dimensions, dof, method, plain }: MapForcesOptions,
): Promise<Repulsion> {
  if (dimensions === 3 && method === 'field') {
    throw new ParameterError(
      'negativeGradientMethod',
      'TSNE: negativeGradientMethod must be exact in three dimensions, got "field"',
    );
  }
  if (dimensions === 3 && method === 'auto' && n > MOST_IN_SPACE) {
    throw new ParameterError(
      'nComponents',
      `TSNE: nComponents must be 1 or 2 for more than ${MOST_IN_SPACE} points (in 3 every pair of points is looked at), got 3 for ${n} points; negativeGradientMethod "exact" does it all the same`,
    );
  }
  const few = n <= (dof === 1 ? EXACT_UP_TO : EXACT_UP_TO_OTHER_DOF);
  if (dimensions === 3 || method === 'exact' || (method === 'auto' && few)) {
    return exactRepulsion(n, { dimensions, dof, plain });
  }
  return dimensions === 1 ? lineFieldRepulsion(dof) : fieldRepulsion({ points: n, dof, plain });
}
