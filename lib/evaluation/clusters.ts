import { Random } from '../core/random.ts';
import { checkLength } from './check-scores.ts';

/** Cells grouped by the person they came from: the unit that a bootstrap draws. */
export interface Clusters {
  /** Cluster of each cell, `[N]`, 0 to count - 1. */
  readonly of: Int32Array;
  readonly count: number;
  /** Which classes a cluster's cells carry, as bits: 1 only class 0, 2 only class 1, 3 both; `[count]`. */
  readonly strata: Uint8Array;
  /** Subject key of each cluster; nothing where a cell of unknown subject stands for itself. */
  readonly subjects: readonly (string | undefined)[];
  readonly unit: 'subject' | 'cell' | 'mixed';
  /** False where a class rests on fewer than two clusters: drawing from one says nothing about the next. */
  readonly canResample: boolean;
}

/**
 * Groups cells by subject; a cell of unknown subject is a cluster of its own.
 * @param labels - true labels, 0 or 1, `[N]`
 * @param subjects - subject keys, `[N]`; none known where left out
 * @throws {ParameterError} where lengths differ
 */
export function clusterCells(
  labels: ArrayLike<number>,
  subjects?: readonly (string | undefined)[],
): Clusters {
  if (subjects !== undefined) checkLength('clusterCells', 'subjects', subjects.length, labels.length);
  const index = new Map<string, number>();
  const keys: (string | undefined)[] = [];
  const of = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const key = subjects?.[i];
    const known = key === undefined ? undefined : index.get(key);
    if (known !== undefined) {
      of[i] = known;
      continue;
    }
    of[i] = keys.length;
    if (key !== undefined) index.set(key, keys.length);
    keys.push(key);
  }
  const strata = new Uint8Array(keys.length);
  for (let i = 0; i < labels.length; i++) strata[of[i]!]! |= labels[i] === 1 ? 2 : 1;
  const withClass = (bit: number): number => strata.reduce((sum, s) => sum + ((s & bit) === 0 ? 0 : 1), 0);
  return {
    of,
    count: keys.length,
    strata,
    subjects: keys,
    unit: index.size === keys.length ? 'subject' : index.size === 0 ? 'cell' : 'mixed',
    canResample: withClass(1) !== 1 && withClass(2) !== 1,
  };
}

/**
 * Draws clusters with replacement, as often as there are clusters, for each bootstrap replicate.
 * @param clusters - what to draw from
 * @param options - `stratified`: draw each stratum apart, so that every replicate has as many people of each class
 * @returns how often each cluster was drawn, `[replicates, count]`
 */
export function drawClusters(
  { count, strata }: Pick<Clusters, 'count' | 'strata'>,
  {
    replicates,
    seed,
    stratified,
  }: { readonly replicates: number; readonly seed: number; readonly stratified: boolean },
): Uint16Array {
  const members = new Map<number, number[]>();
  for (let c = 0; c < count; c++) {
    const stratum = stratified ? strata[c]! : 0;
    const list = members.get(stratum);
    if (list === undefined) members.set(stratum, [c]);
    else list.push(c);
  }
  const groups = [...members.entries()].sort(([a], [b]) => a - b).map(([, list]) => Int32Array.from(list));
  const random = Random.derive(seed, 'bootstrap');
  const draws = new Uint16Array(replicates * count);
  for (let start = 0; start < draws.length; start += count) {
    for (const group of groups) {
      for (let i = 0; i < group.length; i++) {
        draws[start + group[Math.floor(random.uniform() * group.length)]!]! += 1;
      }
    }
  }
  return draws;
}
