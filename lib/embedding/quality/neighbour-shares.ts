import { stoppable } from '../../core/running-cell.ts';
import type { Metric } from '../metrics.ts';
import { codesOf, type Category } from './categories.ts';
import { nearest } from './nearest.ts';
import { checkMetric, checkNeighbours, checkPoints, checkRows, type Points } from './points.ts';
import { spaceOf, sampleRows, visitRows, type QualityOptions } from './visit-rows.ts';

/** Whose neighbours are counted. */
export interface NeighbourShareOptions extends QualityOptions {
  /** A map, or the features before it, `[n, columns]`. */
  readonly points: Points;
  /** What neighbours may share, by name: class, subject, fold; `[n]` each. */
  readonly categories: Readonly<Record<string, ArrayLike<Category>>>;
  /** Neighbours of each point, k. Default 15. */
  readonly k?: number | undefined;
  readonly metric?: Metric | undefined;
}

/** How often neighbours share a category. */
export interface NeighbourShare {
  /** Mean share of a point's neighbours that are of its own category, 0 to 1; NaN where no category is known. */
  readonly share: number;
  /** The same if neighbours were drawn by chance: Σ_i (n_i - 1) / (n - 1) / n. */
  readonly chance: number;
}

/**
 * How often a point's k nearest neighbours are of its own class, subject or fold, beside what chance would give.
 * Reading: `share` far above `chance` says that the map has learnt this category, whatever else it shows.
 * Neighbours of unknown category count as of another one; points of unknown category are not asked.
 * @param options - points, categories, k
 * @returns a share for each of the categories, by their names
 * @throws {ParameterError} where lengths differ or k is too large
 * @throws {AbortError} once the signal is aborted
 */
export async function neighbourShares(
  options: NeighbourShareOptions,
): Promise<Readonly<Record<string, NeighbourShare>>> {
  return stoppable(options.signal, (signal) => measure({ ...options, signal }));
}

async function measure(options: NeighbourShareOptions): Promise<Readonly<Record<string, NeighbourShare>>> {
  const where = 'neighbourShares';
  const { points, categories, k = 15, metric = 'euclidean' } = options;
  checkPoints(where, 'points', points);
  checkMetric(where, metric);
  const n = points.rows;
  checkNeighbours(where, k, n - 1);
  const kinds = Object.entries(categories).map(([name, values]) => {
    checkRows(where, name, values.length, n);
    return { name, ...codesOf(values), same: 0, asked: 0, expected: 0 };
  });
  const found = new Int32Array(k);
  await visitRows(
    sampleRows(n, options),
    [spaceOf(points, points, metric)],
    { ...options, phase: 'neighbours of a kind' },
    (row, [distances]) => {
      nearest(distances!, found, (j) => j === row);
      for (const kind of kinds) {
        const own = kind.codes[row]!;
        if (own < 0) continue;
        kind.asked++;
        kind.expected += (kind.counts[own]! - 1) / (n - 1);
        for (const j of found) if (kind.codes[j] === own) kind.same++;
      }
    },
  );
  return Object.fromEntries(
    kinds.map(({ name, same, asked, expected }) => [
      name,
      { share: same / (asked * k), chance: expected / asked },
    ]),
  );
}
