import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import {
  Affinities,
  readSource,
  type AffinityOptions,
  type NewAffinities,
  type NewAffinityOptions,
} from './affinities.ts';
import { allowedPerplexity, checkK, checkPerplexity, neighboursFor } from './check-perplexity.ts';
import { jointAffinities, rowAffinities } from './joint-affinities.ts';
import type { NeighbourSource, PointSource } from './neighbour-source.ts';
import type { SparseMatrix } from './sparse-matrix.ts';

/** Options of {@link PerplexityBasedNN}. */
export interface PerplexityBasedNNOptions extends AffinityOptions {
  /** About how many neighbours each point has. Default 30. */
  readonly perplexity?: number | undefined;
  /** How many neighbours count; default three times the perplexity. */
  readonly k?: number | undefined;
}

/**
 * The usual affinities of t-SNE: a Gaussian over each point's nearest neighbours whose width is such that its entropy is
 * log(perplexity); P = (p(j|i) + p(i|j)) / 2n.
 */
export class PerplexityBasedNN extends Affinities {
  readonly source: NeighbourSource;
  readonly #neighbours: Neighbours;
  readonly #symmetrize: boolean;
  #perplexity: number;
  #effective: number;
  #P: SparseMatrix;

  private constructor(source: NeighbourSource, neighbours: Neighbours, options: PerplexityBasedNNOptions) {
    super();
    const { perplexity = 30, symmetrize = true } = options;
    this.source = source;
    this.#neighbours = neighbours;
    this.#symmetrize = symmetrize;
    this.#perplexity = perplexity;
    this.#effective = allowedPerplexity(perplexity, neighbours.k, this.notices);
    this.#P = jointAffinities(neighbours, [this.#effective], { symmetrize });
  }

  /**
   * Finds the neighbours of points and their affinities.
   * @param points - rows, `{ distances }` or `{ neighbours }`
   * @throws {ParameterError} where points or options cannot be used
   */
  static async of(points: PointSource, options: PerplexityBasedNNOptions = {}): Promise<PerplexityBasedNN> {
    const where = 'PerplexityBasedNN';
    const { perplexity = 30, k } = options;
    checkPerplexity(perplexity, where);
    const source = readSource(points, where, options);
    const most = source.rows - 1;
    if (k !== undefined) checkK(k, most, where);
    const neighbours = await source.own(k ?? neighboursFor(perplexity, most));
    return new PerplexityBasedNN(source, neighbours, options);
  }

  /** The affinities, `[n, n]`, which sum to 1. */
  get P(): SparseMatrix {
    return this.#P;
  }

  /** The perplexity that was asked for. */
  get perplexity(): number {
    return this.#perplexity;
  }

  /** The perplexity that is used: lower where the points are too few. */
  get effectivePerplexity(): number {
    return this.#effective;
  }

  /**
   * Computes P anew for another perplexity, from the neighbours that are there.
   * @throws {ParameterError} if more neighbours would be needed
   */
  setPerplexity(perplexity: number): void {
    if (perplexity === this.#perplexity) return;
    checkPerplexity(perplexity, 'setPerplexity');
    const { k } = this.#neighbours;
    if (perplexity > k) {
      throw new ParameterError(
        'perplexity',
        `setPerplexity: perplexity must be at most ${k}, the number of neighbours that were found, got ${perplexity}; make new affinities for more`,
      );
    }
    if (3 * perplexity > k) {
      this.notices.push(
        `perplexity ${perplexity} has only ${k} neighbours, where three times as many are usual`,
      );
    }
    this.#perplexity = perplexity;
    this.#effective = perplexity;
    this.#P = jointAffinities(this.#neighbours, [perplexity], {
      symmetrize: this.#symmetrize,
      k: neighboursFor(perplexity, k),
    });
  }

  /** Affinities of new points to these; see {@link Affinities.toNew}. */
  override async toNew(points: PointSource, options: NewAffinityOptions = {}): Promise<NewAffinities> {
    const where = 'PerplexityBasedNN.toNew';
    const { perplexity = this.#perplexity, k } = options;
    checkPerplexity(perplexity, where);
    if (k !== undefined) checkK(k, this.source.rows, where);
    const neighbours = await this.source.among(points, k ?? neighboursFor(perplexity, this.source.rows));
    const effective = allowedPerplexity(perplexity, neighbours.k, this.notices);
    return { P: rowAffinities(neighbours, [effective], this.source.rows), neighbours };
  }
}
