import { NO_ID, NO_KEY, type SearchJob } from './search-job.ts';

/** A row's candidates out of all threads' lists. */
export interface Candidates {
  /** Least key first; `count` of them count. */
  readonly ids: Int32Array;
  readonly count: number;
  /** No pair that is left out has a key below this. */
  readonly bound: number;
}

/**
 * Puts together what the threads have found: the `keep` least keys of their lists, each pair once.
 * @returns for a row, its candidates; the array is used again for the next row
 */
export function mergeLists({ keys, ids, keep, points, queries }: SearchJob): (i: number) => Candidates {
  const merged = new Int32Array(keep);
  const at = new Int32Array(keys.length);
  const complete = keep >= (queries === points ? points.rows - 1 : points.rows);
  return (i) => {
    at.fill(i * keep);
    let bound = Infinity;
    let count = 0;
    while (count < keep) {
      let best = -1;
      let bestKey = NO_KEY;
      let bestId = NO_ID;
      for (let list = 0; list < keys.length; list++) {
        if (at[list]! >= (i + 1) * keep) continue;
        const key = keys[list]![at[list]!]!;
        const id = ids[list]![at[list]!]!;
        if (key > bestKey || (key === bestKey && id >= bestId)) continue;
        best = list;
        bestKey = key;
        bestId = id;
      }
      if (best === -1) return { ids: merged, count, bound: Infinity };
      at[best]!++;
      // A pair that several threads have met has the same key in all their lists.
      if (count > 0 && merged[count - 1] === bestId) continue;
      merged[count++] = bestId;
      bound = bestKey;
    }
    return { ids: merged, count: keep, bound: complete ? Infinity : bound };
  };
}
