import { ParameterError } from '../../core/errors/parameter-error.ts';
import { exp } from '../../core/portable-math.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import {
  Affinities,
  readSource,
  type AffinityOptions,
  type NewAffinities,
  type NewAffinityOptions,
} from './affinities.ts';
import { checkK } from './check-perplexity.ts';
import { jointFromRows } from './joint-affinities.ts';
import type { NeighbourSource, PointSource } from './neighbour-source.ts';
import { sparseFromNeighbours, type SparseMatrix } from './sparse-matrix.ts';

/** Options of {@link FixedSigmaNN}. */
export interface FixedSigmaNNOptions extends AffinityOptions {
  /** The width of every Gaussian, in the metric's unit. */
  readonly sigma: number;
  /** How many neighbours count. Default 30. */
  readonly k?: number | undefined;
}

/** Gaussian affinities of one width for all points: p(j|i) = exp(-d² / 2σ²) / Σ over the k nearest neighbours. */
export class FixedSigmaNN extends Affinities {
  readonly P: SparseMatrix;
  readonly source: NeighbourSource;
  readonly sigma: number;
  readonly k: number;

  private constructor(source: NeighbourSource, neighbours: Neighbours, options: FixedSigmaNNOptions) {
    super();
    this.source = source;
    this.sigma = options.sigma;
    this.k = neighbours.k;
    const { symmetrize = true } = options;
    this.P = jointFromRows(neighbours, fixedGaussian(neighbours, options.sigma), { symmetrize });
  }

  /**
   * Finds the neighbours of points and their affinities.
   * @param points - rows, `{ distances }` or `{ neighbours }`
   * @throws {ParameterError} where points or options cannot be used
   */
  static async of(points: PointSource, options: FixedSigmaNNOptions): Promise<FixedSigmaNN> {
    const { sigma, k = 30 } = options;
    checkSigma(sigma, 'FixedSigmaNN');
    const source = readSource(points, 'FixedSigmaNN', options);
    checkK(k, source.rows - 1, 'FixedSigmaNN');
    return new FixedSigmaNN(source, await source.own(k), options);
  }

  /** Affinities of new points to these; see {@link Affinities.toNew}. */
  override async toNew(points: PointSource, options: NewAffinityOptions = {}): Promise<NewAffinities> {
    const { sigma = this.sigma, k = this.k } = options;
    checkSigma(sigma, 'FixedSigmaNN.toNew');
    checkK(k, this.source.rows, 'FixedSigmaNN.toNew');
    const neighbours = await this.source.among(points, k);
    return {
      P: sparseFromNeighbours(neighbours, fixedGaussian(neighbours, sigma), this.source.rows),
      neighbours,
    };
  }
}

function checkSigma(sigma: unknown, where: string): void {
  if (typeof sigma === 'number' && Number.isFinite(sigma) && sigma > 0) return;
  throw new ParameterError('sigma', `${where}: sigma must be a number above 0, got ${String(sigma)}`);
}

function fixedGaussian({ distances, rows, k }: Neighbours, sigma: number): Float64Array {
  const out = new Float64Array(rows * k);
  for (let i = 0; i < rows; i++) {
    // Relative to the nearest neighbour: the quotient is the same, and a far point does not become 0 / 0.
    const nearest = distances[i * k]! ** 2;
    let sum = 0;
    for (let e = i * k; e < (i + 1) * k; e++) {
      out[e] = exp((nearest - distances[e]! ** 2) / (2 * sigma * sigma));
      sum += out[e]!;
    }
    for (let e = i * k; e < (i + 1) * k; e++) out[e]! /= sum;
  }
  return out;
}
