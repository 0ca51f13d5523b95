import type { Pace } from '../kernels/pace.ts';
import { pairDistances } from '../metrics.ts';
import { keepNearest } from './keep-nearest.ts';
import { greatestKey } from './prepare-points.ts';
import { CONTROL, NO_ID, NO_KEY, type SearchJob } from './search-job.ts';

/** Rows between two rests. */
const ROWS = 32;

/**
 * One thread's part of the second step: takes rows until none is left, ranks their candidates by true distances in double
 * precision, and writes the k nearest. A row whose candidates might lack one of its neighbours (a key is only a lower
 * bound) is compared with every point anew.
 * @param job - whose candidates are all there
 * @param pace - called between rows
 */
export async function refineRows(job: SearchJob, pace: Pace): Promise<void> {
  const { queries, points, k, keep, frame, control } = job;
  const { rank, distance } = pairDistances(job.metric, queries, points);
  const among = queries !== points;
  const nearest = keepNearest(k);
  const merge = mergeLists(job);
  for (;;) {
    const first = Atomics.add(control, CONTROL.nextRows, 1) * ROWS;
    if (first >= queries.rows) return;
    const end = Math.min(queries.rows, first + ROWS);
    for (let i = first; i < end; i++) {
      const { ids, count, bound } = merge(i);
      nearest.clear();
      for (let t = 0; t < count; t++) nearest.offer(rank(i, ids[t]!), ids[t]!);
      if (count === keep && !(greatestKey(frame, nearest.ranks[k - 1]!) < bound)) {
        Atomics.add(control, CONTROL.unsure, 1);
        nearest.clear();
        for (let j = 0; j < points.rows; j++) {
          if (!among && j === i) continue;
          nearest.offer(rank(i, j), j);
          // Nothing is nearer than a duplicate, and none that comes later has a lower index.
          if (nearest.ranks[k - 1] === 0) break;
        }
      }
      job.indices.set(nearest.indices, i * k);
      for (let t = 0; t < k; t++) job.distances[i * k + t] = distance(nearest.ranks[t]!);
    }
    await pace();
  }
}

/** Of a row: the `keep` least keys of all threads' lists. `bound` is one that no other pair's key is below. */
function mergeLists({ keys, ids, keep, points, queries }: SearchJob): (i: number) => {
  ids: Int32Array;
  count: number;
  bound: number;
} {
  const merged = new Int32Array(keep);
  const at = new Int32Array(keys.length);
  const complete = keep >= (queries === points ? points.rows - 1 : points.rows);
  return (i) => {
    at.fill(i * keep);
    let bound = Infinity;
    for (let count = 0; count < keep; count++) {
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
      merged[count] = bestId;
      at[best]!++;
      bound = bestKey;
    }
    return { ids: merged, count: keep, bound: complete ? Infinity : bound };
  };
}
