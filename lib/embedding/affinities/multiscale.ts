import type { Neighbours } from '../neighbours/neighbour-types.ts';
import { finish, type Steps } from '../kernels/steps.ts';
import { gaussianSteps } from './gaussian.ts';
import { jointFromRows } from './joint-affinities.ts';
import { MultiscaleMixture, startMultiscale, type MultiscaleOptions } from './multiscale-mixture.ts';
import type { PointSource } from './neighbour-source.ts';
import { sparseFromNeighbours, type SparseMatrix } from './sparse-matrix.ts';

/**
 * Affinities at several scales: those of each perplexity alone, averaged. (`MultiscaleMixture` adds the Gaussians before
 * it normalises.)
 */
export class Multiscale extends MultiscaleMixture {
  /**
   * Finds the neighbours of points and their affinities.
   * @param points - rows, `{ distances }` or `{ neighbours }`
   * @throws {ParameterError} where points or options cannot be used
   */
  static override async of(points: PointSource, options: MultiscaleOptions = {}): Promise<Multiscale> {
    return new Multiscale(await startMultiscale(points, options, 'Multiscale')).made(options);
  }

  protected override *joint(
    neighbours: Neighbours,
    perplexities: readonly number[],
    symmetrize: boolean,
    k: number = neighbours.k,
  ): Steps<SparseMatrix> {
    return jointFromRows(neighbours, yield* averaged(neighbours, perplexities, k), { symmetrize, k });
  }

  protected override rowwise(neighbours: Neighbours, perplexities: readonly number[]): SparseMatrix {
    return sparseFromNeighbours(
      neighbours,
      finish(averaged(neighbours, perplexities, neighbours.k)),
      this.source.rows,
    );
  }
}

/** The mean over perplexities of each row's affinities: rows sum to 1, and symmetrising afterwards is the same. */
function* averaged(
  { distances, rows, k: stride }: Neighbours,
  perplexities: readonly number[],
  k: number,
): Steps<Float64Array> {
  const sum = new Float64Array(rows * k);
  for (const perplexity of perplexities) {
    const one = yield* gaussianSteps(distances, [perplexity], { rows, k, stride });
    for (let e = 0; e < sum.length; e++) sum[e]! += one[e]! / perplexities.length;
  }
  return sum;
}
