import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import {
  Affinities,
  readSource,
  type AffinityOptions,
  type NewAffinities,
  type NewAffinityOptions,
} from './affinities.ts';
import { allowedPerplexities, neighboursFor } from './check-perplexity.ts';
import { finish, finishPaced, type Steps } from '../kernels/steps.ts';
import { paceOf } from '../kernels/pace.ts';
import { jointSteps, rowAffinities } from './joint-affinities.ts';
import type { NeighbourSource, PointSource } from './neighbour-source.ts';
import type { SparseMatrix } from './sparse-matrix.ts';

/** Options of {@link MultiscaleMixture} and `Multiscale`. */
export interface MultiscaleOptions extends AffinityOptions {
  /** One perplexity or several. Default 30. */
  readonly perplexities?: number | readonly number[] | undefined;
}

/** The neighbours that affinities of several scales begin with. */
export interface MultiscaleStart {
  readonly source: NeighbourSource;
  readonly neighbours: Neighbours;
  readonly perplexities: readonly number[];
  readonly effective: readonly number[];
  readonly notices: readonly string[];
  readonly symmetrize: boolean;
}

/**
 * Affinities at several scales at once: each point's Gaussians, one for each perplexity, are densities that are added
 * before the row is normalised. With one perplexity, the usual affinities.
 */
export class MultiscaleMixture extends Affinities {
  readonly source: NeighbourSource;
  readonly #neighbours: Neighbours;
  readonly #symmetrize: boolean;
  #perplexities: readonly number[];
  #effective: readonly number[];
  #P: SparseMatrix | undefined;

  protected constructor(start: MultiscaleStart) {
    super();
    this.source = start.source;
    this.#neighbours = start.neighbours;
    this.#symmetrize = start.symmetrize;
    this.#perplexities = start.perplexities;
    this.#effective = start.effective;
    this.notices.push(...start.notices);
  }

  /**
   * Finds the neighbours of points and their affinities.
   * @param points - rows, `{ distances }` or `{ neighbours }`
   * @throws {ParameterError} where points or options cannot be used
   */
  static async of(points: PointSource, options: MultiscaleOptions = {}): Promise<MultiscaleMixture> {
    return new MultiscaleMixture(await startMultiscale(points, options, 'MultiscaleMixture')).made(options);
  }

  /** The affinities, `[n, n]`, which sum to 1. */
  get P(): SparseMatrix {
    this.#P ??= finish(this.joint(this.#neighbours, this.#effective, this.#symmetrize));
    return this.#P;
  }

  /** The perplexities that were asked for. */
  get perplexities(): readonly number[] {
    return this.#perplexities;
  }

  /** The perplexities that are used: lower where the points are too few. */
  get effectivePerplexities(): readonly number[] {
    return this.#effective;
  }

  /**
   * Computes P anew for other perplexities, from the neighbours that are there.
   * @throws {ParameterError} if more neighbours would be needed
   */
  setPerplexities(perplexities: number | readonly number[]): void {
    const notices: string[] = [];
    const effective = allowedPerplexities(perplexities, this.source.rows, {
      where: 'setPerplexities',
      notices,
    });
    const largest = Math.max(...effective);
    const k = neighboursFor(largest, this.source.rows - 1);
    if (k > this.#neighbours.k) {
      throw new ParameterError(
        'perplexities',
        `setPerplexities: perplexities must be at most ${(this.#neighbours.k / 3).toFixed(2)}, a third of the neighbours that were found, got ${largest}; make new affinities for more`,
      );
    }
    this.notices.push(...notices);
    this.#perplexities = typeof perplexities === 'number' ? [perplexities] : [...perplexities];
    this.#effective = effective;
    this.#P = finish(this.joint(this.#neighbours, effective, this.#symmetrize, k));
  }

  /** Affinities of new points to these; see {@link Affinities.toNew}. */
  override async toNew(points: PointSource, options: NewAffinityOptions = {}): Promise<NewAffinities> {
    const { perplexity = this.#perplexities } = options;
    const effective = allowedPerplexities(perplexity, this.source.rows, {
      where: 'MultiscaleMixture.toNew',
      notices: this.notices,
    });
    const k = neighboursFor(Math.max(...effective), Math.max(1, this.source.rows - 1));
    const neighbours = await this.source.among(points, k);
    return { P: this.rowwise(neighbours, effective), neighbours };
  }

  /** This, its affinities computed with rests in which a stop is heard. */
  protected async made({ signal }: MultiscaleOptions): Promise<this> {
    const steps = this.joint(this.#neighbours, this.#effective, this.#symmetrize);
    this.#P = await finishPaced(steps, paceOf(signal, 'affinities'));
    return this;
  }

  /** Affinities among the points. */
  protected joint(
    neighbours: Neighbours,
    perplexities: readonly number[],
    symmetrize: boolean,
    k: number = neighbours.k,
  ): Steps<SparseMatrix> {
    return jointSteps(neighbours, perplexities, { symmetrize, k });
  }

  /** Affinities of new points to the points. */
  protected rowwise(neighbours: Neighbours, perplexities: readonly number[]): SparseMatrix {
    return rowAffinities(neighbours, perplexities, this.source.rows);
  }
}

/** Reads points and finds as many neighbours as the largest perplexity needs. */
export async function startMultiscale(
  points: PointSource,
  options: MultiscaleOptions,
  where: string,
): Promise<MultiscaleStart> {
  const { perplexities = 30, symmetrize = true } = options;
  const source = readSource(points, where, options);
  const notices: string[] = [];
  const effective = allowedPerplexities(perplexities, source.rows, { where, notices });
  const neighbours = await source.own(neighboursFor(Math.max(...effective), source.rows - 1));
  const list = typeof perplexities === 'number' ? [perplexities] : [...perplexities];
  return { source, neighbours, perplexities: list, effective, notices, symmetrize };
}
