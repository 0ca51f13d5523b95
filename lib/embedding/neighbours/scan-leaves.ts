import { Random } from '../../core/random.ts';
import type { Pace } from '../kernels/pace.ts';
import { BlockScanner } from './block-scanner.ts';
import { mergeLists } from './merge-lists.ts';
import { leavesOf, partitioner } from './partition-rows.ts';
import { CONTROL, type Forest, type SearchJob } from './search-job.ts';

/** A thread's part of an approximate search, step by step; all threads do each step before the next one begins. */
export interface LeafScan {
  /** Grows trees until there are enough, and compares the rows of each leaf among themselves. */
  trees(pace: Pace): Promise<void>;
  /** Puts together the nearest that all threads have found so far. */
  link(pace: Pace): Promise<void>;
  /** Compares each leaf of a tree with all rows that are near to one of its rows, then writes the candidates. */
  expand(round: number, pace: Pace): Promise<void>;
}

/** Rows that are linked between two rests. */
const LINKED_ROWS = 1024;

/**
 * The approximate search. Rows in one leaf of a random projection tree are mostly near each other, so a few trees find
 * most neighbours; what they miss lies mostly near what they have found (neighbours of neighbours), for which a leaf is
 * compared as a whole: its rows have much of it in common, and the kernel is at its best with blocks.
 * @param job - the whole search
 * @param forest - the job's
 * @param thread - whose place for candidates is filled
 */
export async function leafScan(job: SearchJob, forest: Forest, thread: number): Promise<LeafScan> {
  const { framedPoints, frame, keep, plain, control, points } = job;
  const { rows, columns } = framedPoints;
  const { leafRows, trees, seed, orders, links, graph } = forest;
  const scanner = await BlockScanner.open({
    columns,
    rows,
    keep,
    blockRows: Math.ceil(leafRows / 8) * 8,
    along: frame.along,
    shrink: frame.shrink,
    unique: true,
    plain,
  });
  const leaves = leavesOf(rows, leafRows);
  const write = (): void => {
    scanner.sort();
    job.keys[thread]!.set(scanner.keys);
    job.ids[thread]!.set(scanner.ids);
  };
  return {
    trees: async (pace) => {
      const partition = partitioner(points, job.metric, leafRows);
      for (;;) {
        const tree = Atomics.add(control, CONTROL.next, 1);
        if (tree >= trees) break;
        const order = partition(Random.derive(seed, 'neighbours', tree));
        orders[tree]?.set(order);
        await pace();
        for (let leaf = 0; leaf + 1 < leaves.length; leaf++) {
          scanner.gather(0, framedPoints, order.subarray(leaves[leaf], leaves[leaf + 1]));
          scanner.compareWithin(0);
          await pace();
        }
        Atomics.add(control, CONTROL.done, 1);
      }
      write();
    },
    link: async (pace) => {
      const merge = mergeLists(job);
      for (;;) {
        const first = Atomics.add(control, CONTROL.next, 1) * LINKED_ROWS;
        if (first >= rows) return;
        for (let i = first; i < Math.min(rows, first + LINKED_ROWS); i++) {
          const { ids, count } = merge(i);
          for (let t = 0; t < links; t++) graph[i * links + t] = t < count ? ids[t]! : -1;
        }
        await pace();
      }
    },
    expand: async (round, pace) => {
      scanner.heapify();
      const order = orders[round]!;
      const met = new Int32Array(rows).fill(-1);
      const near = new Int32Array(leafRows * (links + 1));
      for (;;) {
        const leaf = Atomics.add(control, CONTROL.next, 1);
        if (leaf + 1 >= leaves.length) break;
        const own = order.subarray(leaves[leaf], leaves[leaf + 1]);
        for (const row of own) met[row] = leaf;
        let count = 0;
        for (const row of own) {
          for (let t = row * links; t < (row + 1) * links; t++) {
            const other = graph[t]!;
            if (other === -1 || met[other] === leaf) continue;
            met[other] = leaf;
            near[count++] = other;
          }
        }
        scanner.gather(0, framedPoints, own);
        for (let from = 0; from < count; from += leafRows) {
          scanner.gather(1, framedPoints, near.subarray(from, Math.min(count, from + leafRows)));
          scanner.compareBoth();
          await pace();
        }
        Atomics.add(control, CONTROL.done, 1);
      }
      write();
    },
  };
}
