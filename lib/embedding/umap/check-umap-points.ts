import { ParameterError } from '../../core/errors/parameter-error.ts';
import { checkDistances } from '../neighbours/neighbours-from-distances.ts';
import type { UmapPoints } from './umap-points.ts';

/** What points of a map must go with. */
export interface MapPointsFit {
  readonly nNeighbors: number;
  /** Points whose neighbours were given; none where they are to be found. */
  readonly precomputed: number | undefined;
  /** How many labels there are; none where the map knows of none. */
  readonly labels: number | undefined;
}

/**
 * Looks at whether a map can be made of points.
 * @param where - for messages, the function
 * @throws {ParameterError} if there are too few, distances are not square, or neighbours or labels are not theirs
 */
export function checkMapPoints(where: string, points: UmapPoints, fit: MapPointsFit): void {
  const { nNeighbors, precomputed, labels } = fit;
  const { rows } = points;
  if ('distances' in points && points.distances.columns !== rows) {
    throw new ParameterError(
      'points',
      `${where}: points must be a square matrix of distances where metric is precomputed, got ${String(rows)} x ${String(points.distances.columns)}`,
    );
  }
  if ('distances' in points) checkDistances(points.distances, `${where}: points`);
  if (rows < 2) {
    throw new ParameterError('points', `${where}: points must be at least 2 rows, got ${String(rows)}`);
  }
  if (precomputed === undefined && rows > 2 && nNeighbors >= rows) {
    throw new ParameterError(
      'nNeighbors',
      `${where}: nNeighbors must be below the number of points, ${String(rows)}, got ${String(nNeighbors)}`,
    );
  }
  if (precomputed !== undefined && precomputed !== rows) {
    throw new ParameterError(
      'knnIndices',
      `${where}: knnIndices must have a row for each of ${String(rows)} points, got ${String(precomputed)}`,
    );
  }
  if (labels !== undefined && labels !== rows) {
    throw new ParameterError(
      'labels',
      `${where}: labels must be as many as points, ${String(rows)}, got ${String(labels)}`,
    );
  }
}

/**
 * Looks at whether new points go with those of a map.
 * @throws {ParameterError} if they have another number of columns
 */
export function checkSameWidth(where: string, queries: UmapPoints, points: UmapPoints): void {
  if ('distances' in queries) {
    const { columns } = queries.distances;
    if (columns === points.rows) return;
    throw new ParameterError(
      'points',
      `${where}: points must be distances to each of the ${String(points.rows)} points of the map, got ${String(columns)} columns`,
    );
  }
  if (!('dense' in queries) || !('dense' in points)) return;
  const [columns, got] = [points.dense.columns, queries.dense.columns];
  if (columns === got) return;
  throw new ParameterError(
    'points',
    `${where}: points must have as many columns as those of the map (${String(columns)}), got ${String(got)}`,
  );
}
