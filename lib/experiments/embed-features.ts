import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import type { Metric } from '../embedding/metrics.ts';
import type { DenseRows } from '../embedding/rows.ts';
import type { NumberTable } from '../data/npy.ts';
import { reduceFeatures, type ReducedFeatures } from './reduce-features.ts';

/** How features become a map. */
export const EMBED_METHODS = ['tsne', 'umap'] as const;

/** A method that makes maps. */
export type EmbedMethod = (typeof EMBED_METHODS)[number];

/** Options of {@link embedFeatures}; those of the other method are not looked at. */
export interface EmbedFeaturesOptions {
  readonly method: EmbedMethod;
  /** t-SNE: about how many neighbours each cell has; default 30, or a third of the cells where they are fewer. */
  readonly perplexity?: number | undefined;
  /** UMAP: neighbours of each cell; default 15, or one less than the cells where they are fewer. */
  readonly neighbours?: number | undefined;
  /** UMAP: how closely cells may lie; default 0.1. */
  readonly minDist?: number | undefined;
  /** Default Euclidean. */
  readonly metric?: Metric | undefined;
  /** How many principal components of the features take their place before neighbours are sought. Default none. */
  readonly pca?: number | 'none' | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Places of cells on a map. */
export interface EmbeddedFeatures {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** What was done, for a person: "t-SNE, perplexity 30, metric euclidean, seed 1". */
  readonly words: string;
  /** Principal components that took the features' place; nothing where none did. */
  readonly reduced?: ReducedFeatures;
}

const DEFAULT_PERPLEXITY = 30;
const DEFAULT_NEIGHBOURS = 15;

/** Makes maps of rows, in each of which others can be placed. */
interface Mapper {
  readonly words: string;
  readonly fit: (
    rows: DenseRows,
  ) => Promise<{ readonly map: DenseRows; readonly place: (others: DenseRows) => Promise<DenseRows> }>;
}

/**
 * Makes a map of features in two dimensions; cells that are to be placed are put among the others by `transform`,
 * which does not move these. Wide features are first reduced to principal components: those of the cells that make the
 * map, onto which placed cells are projected.
 * @param features - `[cells, features]`
 * @param placed - 1 for cells that are to be placed, `[cells]`; nothing for none
 * @param options - method and its options
 * @throws {ParameterError} if there are too few cells, or an option cannot be used
 * @throws {AbortError} once the signal is aborted
 */
export async function embedFeatures(
  features: NumberTable,
  placed: ArrayLike<number> | undefined,
  options: EmbedFeaturesOptions,
): Promise<EmbeddedFeatures> {
  const all = Array.from({ length: features.rows }, (_, i) => i);
  const [own, guests] = [all.filter((i) => placed?.[i] !== 1), all.filter((i) => placed?.[i] === 1)];
  if (own.length < 3) {
    throw new ParameterError(
      'features',
      `embedFeatures: features must be of at least 3 cells that make the map, got ${own.length}`,
    );
  }
  const { pca, signal, onProgress } = options;
  const reduction = await reduceFeatures(rowsOf(features, own), { pca, signal, onProgress });
  const mapper =
    options.method === 'tsne' ? await tsne(own.length, options) : await umap(own.length, options);
  const [x, y] = [new Float32Array(features.rows), new Float32Array(features.rows)];
  const put = (rows: readonly number[], { data }: DenseRows): void => {
    for (const [at, row] of rows.entries()) {
      x.set(data.subarray(2 * at, 2 * at + 1), row);
      y.set(data.subarray(2 * at + 1, 2 * at + 2), row);
    }
  };
  const { map, place } = await mapper.fit(reduction.rows);
  put(own, map);
  if (guests.length > 0) put(guests, await place(await reduction.project(rowsOf(features, guests))));
  const { reduced } = reduction;
  return reduced === undefined
    ? { x, y, words: mapper.words }
    : { x, y, words: `${mapper.words}, ${reduced.words}`, reduced };
}

function rowsOf({ data, rows, columns }: NumberTable, chosen: readonly number[]): DenseRows {
  if (chosen.length === rows) return { data, rows, columns };
  const out = new Float32Array(chosen.length * columns);
  for (const [to, from] of chosen.entries()) {
    out.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  }
  return { data: out, rows: chosen.length, columns };
}

function words(
  name: string,
  facts: string,
  { metric = 'euclidean', seed = 1 }: EmbedFeaturesOptions,
): string {
  return `${name}, ${facts}, metric ${metric}, seed ${seed}`;
}

async function tsne(cells: number, options: EmbedFeaturesOptions): Promise<Mapper> {
  const { metric = 'euclidean', seed = 1, threads, signal, onProgress } = options;
  // A perplexity needs three times as many neighbours, and those there must be.
  const perplexity =
    options.perplexity ?? Math.min(DEFAULT_PERPLEXITY, Math.max(1, Math.floor((cells - 1) / 3)));
  const { TSNE } = await import('../embedding/tsne/tsne.ts');
  return {
    words: words('t-SNE', `perplexity ${perplexity}`, options),
    fit: async (rows) => {
      const map = await new TSNE({ perplexity, metric, seed, threads, signal, onProgress }).fit(rows);
      return { map, place: (others) => map.transform(others, { signal, onProgress }) };
    },
  };
}

async function umap(cells: number, options: EmbedFeaturesOptions): Promise<Mapper> {
  const { metric = 'euclidean', seed = 1, minDist = 0.1, threads, signal, onProgress } = options;
  const nNeighbors = options.neighbours ?? Math.min(DEFAULT_NEIGHBOURS, cells - 1);
  const { UMAP } = await import('../embedding/umap/umap.ts');
  const umapOf = new UMAP({
    nNeighbors,
    minDist,
    metric,
    seed,
    ...(threads === undefined ? {} : { threads }),
  });
  return {
    words: words('UMAP', `${nNeighbors} neighbours, minDist ${minDist}`, options),
    fit: async (rows) => ({
      map: await umapOf.fitRows(rows, { signal, onProgress }),
      place: (others) => umapOf.transformRows(others, { signal, onProgress }),
    }),
  };
}
