import { ParameterError } from '../core/errors/parameter-error.ts';
import { Bootstrap, type BootstrapOptions } from './bootstrap.ts';
import { checkLength, checkNumber, checkScores } from './check-scores.ts';
import { clusterCells, type Clusters } from './clusters.ts';
import type { SubjectScoresInput } from './bootstrap-scores.ts';
import type { SizeMatchedAuroc } from './size-types.ts';

/** Pairs whose areas differ by less than this share of the larger one count as of one size. Source: Pilot 1. */
export const SIZE_TOLERANCE = 0.05;

/** What counts as the same size, and how the interval is made. */
export interface SizeMatchedOptions extends BootstrapOptions {
  /** 0.05: areas differ by less than 5 % of the larger one. */
  readonly tolerance?: number;
}

/**
 * AUROC over the lymphoblast/normal pairs of nearly the same area, ties counting half, with an interval from a
 * bootstrap over subjects: 0.5 means that the score knows nothing beyond cell size.
 * @param data - scores, labels and subjects, `[N]`
 * @param areas - area of each cell in pixels, above 0, `[N]`
 * @param options - tolerance and how the interval is made
 * @returns value null where no pair matches
 * @throws {ParameterError} where the data cannot be judged, lengths differ, or an area is not above 0
 *
 * Source: Pilot 1.
 */
export function sizeMatchedAuroc(
  data: SubjectScoresInput,
  areas: ArrayLike<number>,
  { tolerance = SIZE_TOLERANCE, ...options }: SizeMatchedOptions = {},
): SizeMatchedAuroc {
  checkScores('sizeMatchedAuroc', data);
  const clusters = clusterCells(data.labels, data.subjects);
  const pairs = matchPairs(data, areas, { clusters, tolerance });
  const bootstrap = new Bootstrap(clusters, options);
  const replicates = bootstrap.run((multiplicity) => ({ auroc: pairs.auroc(multiplicity) }));
  return { ...bootstrap.estimate(replicates, 'auroc'), pairs: pairs.count, tolerance };
}

/** The matched pairs, summed by pair of clusters: a bootstrap replicate then costs no pass over the cells. */
export interface MatchedPairs {
  /** Number of pairs of cells. */
  readonly count: number;
  /** The AUROC where cluster c counts multiplicity[c] times; NaN without pairs. */
  auroc(multiplicity: Uint16Array): number;
}

/**
 * Finds the pairs of one lymphoblast and one normal cell whose areas match: cells sorted by area, so that each
 * lymphoblast sees only a window of normal cells. O(N log N + pairs).
 * @param data - scores and labels, `[N]`
 * @param areas - area of each cell, `[N]`
 * @param options - the cells' clusters and the tolerance, from 0 to below 1
 * @throws {ParameterError} where lengths differ, an area is not above 0 or the tolerance is out of range
 */
export function matchPairs(
  data: Pick<SubjectScoresInput, 'scores' | 'labels'>,
  areas: ArrayLike<number>,
  { clusters, tolerance }: { readonly clusters: Clusters; readonly tolerance: number },
): MatchedPairs {
  const { scores, labels } = data;
  checkLength('sizeMatchedAuroc', 'areas', areas.length, scores.length);
  checkNumber('sizeMatchedAuroc: tolerance', tolerance, { low: 0, high: 0.999 });
  for (let i = 0; i < areas.length; i++) {
    if (areas[i]! > 0 && areas[i]! < Infinity) continue;
    throw new ParameterError(
      'areas',
      `sizeMatchedAuroc: areas must be above 0, got ${areas[i]!} at cell ${i}`,
    );
  }
  const byArea = (label: number): Int32Array =>
    Int32Array.from(labels, (_, i) => i)
      .filter((i) => labels[i] === label)
      .sort((a, b) => areas[a]! - areas[b]!);
  const normals = byArea(0);
  const sums = new Map<number, { wins: number; pairs: number }>();
  let first = 0;
  let count = 0;
  for (const positive of byArea(1)) {
    const area = areas[positive]!;
    while (first < normals.length && tooSmall(areas[normals[first]!]!, area, tolerance)) first++;
    for (let j = first; j < normals.length; j++) {
      const negative = normals[j]!;
      if (tooSmall(area, areas[negative]!, tolerance)) break;
      const key = clusters.of[positive]! * clusters.count + clusters.of[negative]!;
      let entry = sums.get(key);
      if (entry === undefined) sums.set(key, (entry = { wins: 0, pairs: 0 }));
      const gap = scores[positive]! - scores[negative]!;
      entry.wins += gap > 0 ? 1 : gap === 0 ? 0.5 : 0;
      entry.pairs++;
      count++;
    }
  }
  const keys = [...sums.keys()];
  const positives = Int32Array.from(keys, (key) => Math.floor(key / clusters.count));
  const negatives = Int32Array.from(keys, (key) => key % clusters.count);
  const wins = Float64Array.from(keys, (key) => sums.get(key)!.wins);
  const pairs = Float64Array.from(keys, (key) => sums.get(key)!.pairs);
  return {
    count,
    auroc(multiplicity) {
      let won = 0;
      let total = 0;
      for (let i = 0; i < wins.length; i++) {
        const weight = multiplicity[positives[i]!]! * multiplicity[negatives[i]!]!;
        won += weight * wins[i]!;
        total += weight * pairs[i]!;
      }
      return won / total;
    },
  };
}

/** Whether the smaller area lies outside of the tolerance below the larger one. */
function tooSmall(smaller: number, larger: number, tolerance: number): boolean {
  return larger - smaller >= tolerance * larger && smaller < larger;
}
