import type { Pace } from '../kernels/pace.ts';
import { pairDistances } from '../metrics.ts';
import { keepNearest } from './keep-nearest.ts';
import { duplicateLists } from './duplicate-lists.ts';
import { greatestKey } from './prepare-points.ts';
import { mergeLists } from './merge-lists.ts';
import { CONTROL, type SearchJob } from './search-job.ts';

/** Rows between two rests. */
const ROWS = 32;

/**
 * One thread's part of the second step: takes rows until none is left, ranks their candidates by true distances in double
 * precision, and writes the k nearest. A row whose candidates might lack one of its neighbours (a key is only a lower
 * bound) is compared with every point anew, but in an approximate search.
 * @param job - whose candidates are all there
 * @param pace - called between rows
 */
export async function refineRows(job: SearchJob, pace: Pace): Promise<void> {
  const { queries, points, k, frame, control, forest } = job;
  const { rank, distance } = pairDistances(job.metric, queries, points);
  const among = queries !== points;
  const nearest = keepNearest(k);
  const merge = mergeLists(job);
  // One more than k: the row itself may be among them.
  const duplicates = duplicateLists(queries, points.rows, k + 1, rank);
  for (;;) {
    const first = Atomics.add(control, CONTROL.next, 1) * ROWS;
    if (first >= queries.rows) return;
    const end = Math.min(queries.rows, first + ROWS);
    for (let i = first; i < end; i++) {
      const { ids, count, bound } = merge(i);
      nearest.clear();
      for (let t = 0; t < count; t++) nearest.offer(rank(i, ids[t]!), ids[t]!);
      if (forest === undefined && !(greatestKey(frame, nearest.ranks[k - 1]!) < bound)) {
        Atomics.add(control, CONTROL.unsure, 1);
        // Nothing is nearer than a duplicate: where there are k of them, those with the lowest indices are the nearest.
        const alike = nearest.ranks[k - 1] === 0;
        nearest.clear();
        if (alike) {
          for (const j of duplicates(i)) if (among || j !== i) nearest.offer(0, j);
        } else {
          for (let j = 0; j < points.rows; j++) if (among || j !== i) nearest.offer(rank(i, j), j);
        }
      }
      job.indices.set(nearest.indices, i * k);
      for (let t = 0; t < k; t++) job.distances[i * k + t] = distance(nearest.ranks[t]!);
    }
    await pace();
  }
}
