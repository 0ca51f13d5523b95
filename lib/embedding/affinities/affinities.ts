import type { Neighbours } from '../neighbours/neighbour-types.ts';
import {
  readPoints,
  type NeighbourSearchOptions,
  type NeighbourSource,
  type PointSource,
} from './neighbour-source.ts';
import type { SparseMatrix } from './sparse-matrix.ts';

/** What all affinities take. */
export interface AffinityOptions extends NeighbourSearchOptions {
  /** Whether P is made symmetric. Default true. */
  readonly symmetrize?: boolean | undefined;
}

/** How new points' affinities differ from those of the first points; what a class does not know it leaves aside. */
export interface NewAffinityOptions {
  /** For classes with perplexities; default the first points' own. */
  readonly perplexity?: number | readonly number[] | undefined;
  /** For `FixedSigmaNN`; default the first points' own. */
  readonly sigma?: number | undefined;
  /** How many neighbours count, for `FixedSigmaNN`, `Uniform` and `PerplexityBasedNN`. */
  readonly k?: number | undefined;
}

/** New points' affinities to the first points. */
export interface NewAffinities {
  /** `[new, reference]`, each row sums to 1. */
  readonly P: SparseMatrix;
  /** The neighbours that they stand for. */
  readonly neighbours: Neighbours;
}

/** How alike points are: what t-SNE keeps of the data. */
export abstract class Affinities {
  /** The affinities, `[n, n]`, which sum to 1. */
  abstract readonly P: SparseMatrix;
  /** What was changed on the way and why, a sentence each: a perplexity too large for the number of points, say. */
  readonly notices: string[] = [];
  /** The points, where they can be asked for neighbours. */
  abstract readonly source: NeighbourSource | undefined;

  /**
   * Affinities of new points to these.
   * @param points - rows in the form of the first points, or `{ distances }` or `{ neighbours }` to them
   */
  abstract toNew(points: PointSource, options?: NewAffinityOptions): Promise<NewAffinities>;
}

/** Reads points for affinities, with the options that concern neighbours. */
export function readSource(source: PointSource, where: string, options: AffinityOptions): NeighbourSource {
  const { metric, method, threads, seed, signal, onProgress } = options;
  return readPoints(source, where, { metric, method, threads, seed, signal, onProgress });
}
