import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { checkMetric, type Metric } from '../metrics.ts';
import type { NeighbourOptions, Neighbours } from '../neighbours/neighbour-types.ts';
import {
  checkDistances,
  nearestInRows,
  neighboursFromDistances,
} from '../neighbours/neighbours-from-distances.ts';
import { findNeighbours, findNeighboursAmong } from '../neighbours/neighbours.ts';
import { isSparseRows, toDenseRows, type DenseRows, type RowsLike, type SparseRows } from '../rows.ts';
import { sparseNeighbours } from './sparse-neighbours.ts';

/**
 * What affinities are made from: rows of features (dense or sparse), a full matrix of distances, or each point's nearest
 * neighbours. New points come in the same forms: rows, `[new, reference]` distances, or their neighbours among the
 * reference points.
 */
export type PointSource =
  RowsLike | SparseRows | { readonly distances: RowsLike } | { readonly neighbours: Neighbours };

/** How neighbours are found. */
export interface NeighbourSearchOptions {
  /** Default `euclidean`; not used where distances or neighbours are given. */
  readonly metric?: Metric | undefined;
  /** `exact`, `approximate`, or what is faster for this many points (`auto`, the default). */
  readonly method?: 'auto' | 'exact' | 'approximate' | undefined;
  readonly threads?: number | undefined;
  /** Used by the approximate search only. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** Points that can be asked for neighbours: among themselves, and of new points among them. */
export interface NeighbourSource {
  readonly rows: number;
  /** The points themselves, where features were given: for a first layout by principal components. */
  readonly points: DenseRows | undefined;
  /** The k nearest others of each point, nearest first; fewer where fewer are known. */
  readonly own: (k: number) => Promise<Neighbours>;
  /** The k nearest of these points to each new one. */
  readonly among: (points: PointSource, k: number) => Promise<Neighbours>;
}

const isSparse = (source: PointSource): source is SparseRows => isSparseRows(source as RowsLike);
const hasDistances = (source: PointSource): source is { readonly distances: RowsLike } =>
  'distances' in source;
const hasNeighbours = (source: PointSource): source is { readonly neighbours: Neighbours } =>
  'neighbours' in source;

/**
 * Reads points in any of their forms.
 * @param source - rows, distances or neighbours
 * @param where - who asks, for messages
 * @throws {ParameterError} where the points cannot be used
 */
export function readPoints(
  source: PointSource,
  where: string,
  options: NeighbourSearchOptions = {},
): NeighbourSource {
  const reader = readAny(source, where, options);
  // A single point has no neighbours, which no search needs to be asked for.
  return reader.rows === 1 ? { ...reader, own: () => Promise.resolve(NO_NEIGHBOURS) } : reader;
}

const NO_NEIGHBOURS: Neighbours = {
  indices: new Int32Array(0),
  distances: new Float32Array(0),
  rows: 1,
  k: 0,
};

function readAny(source: PointSource, where: string, options: NeighbourSearchOptions): NeighbourSource {
  const search = definedOptions(options);
  if (hasNeighbours(source)) {
    const { neighbours } = source;
    checkNeighbours(neighbours, neighbours.rows, where);
    return {
      rows: neighbours.rows,
      points: undefined,
      own: (k) => Promise.resolve(firstNeighbours(neighbours, k)),
      among: (points, k) => Promise.resolve(givenAmong(points, neighbours.rows, { k, where })),
    };
  }
  if (hasDistances(source)) {
    const matrix = toDenseRows(source.distances, `${where}: distances`);
    if (matrix.rows !== matrix.columns) {
      throw new ParameterError(
        'distances',
        `${where}: distances must be a square matrix, got [${matrix.rows}, ${matrix.columns}]`,
      );
    }
    checkDistances(matrix, `${where}: distances`);
    return {
      rows: matrix.rows,
      points: undefined,
      own: (k) => Promise.resolve(neighboursFromDistances(matrix, k)),
      among: (points, k) => Promise.resolve(givenAmong(points, matrix.rows, { k, where })),
    };
  }
  if (isSparse(source)) {
    const metric = checkMetric(where, options.metric ?? 'euclidean');
    return {
      rows: source.rows,
      points: undefined,
      own: (k) =>
        sparseNeighbours(source, source, { k, metric, itself: true, where, signal: options.signal }),
      among: (points, k) => {
        if (!isSparse(points)) return Promise.resolve(givenAmong(points, source.rows, { k, where }));
        return sparseNeighbours(points, source, { k, metric, itself: false, where, signal: options.signal });
      },
    };
  }
  const rows = toDenseRows(source, where);
  return {
    rows: rows.rows,
    points: rows,
    own: (k) => findNeighbours(rows, k, search),
    among: (points, k) => {
      if (isSparse(points) || hasDistances(points) || hasNeighbours(points)) {
        return Promise.resolve(givenAmong(points, rows.rows, { k, where }));
      }
      const queries = toDenseRows(points, where);
      if (queries.columns !== rows.columns) {
        throw new ParameterError(
          'rows',
          `${where}: rows must have ${rows.columns} columns like the first points, got ${queries.columns}`,
        );
      }
      return findNeighboursAmong(queries, rows, k, search);
    },
  };
}

/** Leaves out what is undefined, as options that do not take undefined want it. */
function definedOptions(options: NeighbourSearchOptions): NeighbourOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The first k of each point's neighbours. */
export function firstNeighbours(neighbours: Neighbours, k: number): Neighbours {
  if (k >= neighbours.k) return neighbours;
  const { rows } = neighbours;
  const indices = new Int32Array(rows * k);
  const distances = new Float32Array(rows * k);
  for (let i = 0; i < rows; i++) {
    const from = i * neighbours.k;
    indices.set(neighbours.indices.subarray(from, from + k), i * k);
    distances.set(neighbours.distances.subarray(from, from + k), i * k);
  }
  return { indices, distances, rows, k };
}

function givenAmong(
  points: PointSource,
  reference: number,
  { k, where }: { k: number; where: string },
): Neighbours {
  if (hasNeighbours(points)) {
    checkNeighbours(points.neighbours, reference, where);
    return firstNeighbours(points.neighbours, k);
  }
  if (hasDistances(points))
    return nearestByDistance(toDenseRows(points.distances, `${where}: distances`), reference, { k, where });
  throw new ParameterError(
    'rows',
    `${where}: rows must come in the same form as the first points, or as { distances } or { neighbours } to them`,
  );
}

function nearestByDistance(
  matrix: DenseRows,
  reference: number,
  { k, where }: { k: number; where: string },
): Neighbours {
  if (matrix.columns !== reference) {
    throw new ParameterError(
      'distances',
      `${where}: distances must have a column for each of the ${reference} first points, got ${matrix.columns}`,
    );
  }
  checkDistances(matrix, `${where}: distances`);
  return nearestInRows(matrix, k, { itself: false });
}

function checkNeighbours(
  { indices, distances, rows, k }: Neighbours,
  reference: number,
  where: string,
): void {
  if (indices.length !== rows * k || distances.length !== rows * k) {
    throw new ParameterError(
      'neighbours',
      `${where}: neighbours must have indices and distances of [${rows}, ${k}] = ${rows * k}, got ${indices.length} and ${distances.length}`,
    );
  }
  for (let e = 0; e < indices.length; e++) {
    const j = indices[e]!;
    if (j >= 0 && j < reference && distances[e]! >= 0 && Number.isFinite(distances[e]!)) continue;
    throw new ParameterError(
      'neighbours',
      `${where}: neighbours must be indices from 0 to ${reference - 1} with finite distances, got ${j} at ${distances[e]!} for point ${Math.floor(e / k)}`,
    );
  }
}
