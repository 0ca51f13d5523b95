import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import { Affinities, readSource, type NewAffinities, type NewAffinityOptions } from './affinities.ts';
import { checkK } from './check-perplexity.ts';
import type { NeighbourSearchOptions, NeighbourSource, PointSource } from './neighbour-source.ts';
import {
  normalizeSparse,
  sparseFromNeighbours,
  symmetrizeSparse,
  type SparseMatrix,
} from './sparse-matrix.ts';

/** Options of {@link Uniform}. */
export interface UniformOptions extends NeighbourSearchOptions {
  /** How many neighbours count. Default 30. */
  readonly k?: number | undefined;
  /**
   * `max` (the default, also true): every edge of the neighbour graph counts alike; `mean`: one found from both ends counts
   * twice; `none` (also false): P is not symmetric.
   */
  readonly symmetrize?: 'max' | 'mean' | 'none' | boolean | undefined;
}

/** Affinities that are alike for all of a point's k nearest neighbours. */
export class Uniform extends Affinities {
  readonly P: SparseMatrix;
  readonly source: NeighbourSource;
  readonly k: number;

  private constructor(source: NeighbourSource, neighbours: Neighbours, by: 'max' | 'mean' | 'none') {
    super();
    this.source = source;
    this.k = neighbours.k;
    const ones = new Float64Array(neighbours.indices.length).fill(1);
    const graph = sparseFromNeighbours(neighbours, ones, neighbours.rows);
    this.P = normalizeSparse(by === 'none' ? graph : symmetrizeSparse(graph, by));
  }

  /**
   * Finds the neighbours of points and their affinities.
   * @param points - rows, `{ distances }` or `{ neighbours }`
   * @throws {ParameterError} where points or options cannot be used
   */
  static async of(points: PointSource, options: UniformOptions = {}): Promise<Uniform> {
    const { k = 30, symmetrize = 'max' } = options;
    const by = symmetrize === true ? 'max' : symmetrize === false ? 'none' : symmetrize;
    if (!['max', 'mean', 'none'].includes(by)) {
      throw new ParameterError('symmetrize', `Uniform: symmetrize must be max, mean or none, got ${by}`);
    }
    const { metric, method, threads, seed, signal, onProgress } = options;
    const source = readSource(points, 'Uniform', { metric, method, threads, seed, signal, onProgress });
    checkK(k, source.rows - 1, 'Uniform');
    return new Uniform(source, await source.own(k), by);
  }

  /** Affinities of new points to these; see {@link Affinities.toNew}. */
  override async toNew(points: PointSource, options: NewAffinityOptions = {}): Promise<NewAffinities> {
    const { k = this.k } = options;
    checkK(k, this.source.rows, 'Uniform.toNew');
    const neighbours = await this.source.among(points, k);
    const values = new Float64Array(neighbours.indices.length).fill(1 / neighbours.k);
    return { P: sparseFromNeighbours(neighbours, values, this.source.rows), neighbours };
  }
}
