import { ParameterError } from '../../core/errors/parameter-error.ts';
import { checkMetric } from '../metrics.ts';
import type { DenseRows } from '../rows.ts';
import type { NeighbourOptions } from './neighbour-types.ts';

/**
 * Takes a number of neighbours at the library's edge.
 * @param where - the function, for the message
 * @param k - the caller's
 * @param most - how many there are to find
 * @throws {ParameterError} if k is not a whole number from 1 to `most`
 */
export function checkNeighbourCount(where: string, k: number, most: number): void {
  if (Number.isInteger(k) && k >= 1 && k <= most) return;
  throw new ParameterError(
    'k',
    most < 1
      ? `${where}: points must be at least 2 rows to have neighbours, got ${String(most + 1)}`
      : `${where}: k must be a whole number from 1 to ${String(most)} (the other rows), got ${String(k)}`,
  );
}

/**
 * Takes the options at the library's edge.
 * @throws {ParameterError} if one of them cannot be used
 */
export function checkSearchOptions(where: string, { metric, method, threads, seed }: NeighbourOptions): void {
  if (metric !== undefined) checkMetric(where, metric);
  if (method !== undefined && !['auto', 'exact', 'approximate'].includes(method)) {
    throw new ParameterError(
      'method',
      `${where}: method must be one of auto, exact, approximate, got ${JSON.stringify(method)}`,
    );
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    throw new ParameterError(
      'threads',
      `${where}: threads must be a whole number of at least 1, got ${String(threads)}`,
    );
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new ParameterError('seed', `${where}: seed must be a whole number, got ${String(seed)}`);
  }
}

/**
 * Looks at whether queries and points go together.
 * @throws {ParameterError} if they have different numbers of columns
 */
export function checkSameColumns(where: string, queries: DenseRows, points: DenseRows): void {
  if (queries.columns === points.columns) return;
  throw new ParameterError(
    'queries',
    `${where}: queries must have as many columns as points (${String(points.columns)}), got ${String(queries.columns)}`,
  );
}
