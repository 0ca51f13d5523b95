import type { Pace } from '../kernels/pace.ts';
import { BlockScanner } from './block-scanner.ts';
import { CONTROL, type SearchJob } from './search-job.ts';

/** Most multiplications between two rests: some 10 ms of a fast kernel. */
const MULTIPLICATIONS = 1.5e8;

/**
 * One thread's part of comparing every query with every point: takes pairs of blocks until none is left, and writes the
 * candidates that it has found. Which thread compares which pair does not matter to what all of them find together.
 * @param job - the whole search
 * @param thread - whose place for candidates is filled
 * @param pace - called between pairs
 */
export async function scanPairs(job: SearchJob, thread: number, pace: Pace): Promise<void> {
  const { framedQueries, framedPoints, frame, keep, plain, control } = job;
  const { columns } = framedPoints;
  const among = framedQueries !== framedPoints;
  const blockRows = rowsOfBlock(job);
  const scanner = await BlockScanner.open({
    columns,
    rows: framedQueries.rows,
    keep,
    blockRows,
    along: frame.along,
    shrink: frame.shrink,
    unique: false,
    plain,
  });
  const pairs = blockPairs(job);
  let loaded = -1;
  for (;;) {
    const next = Atomics.add(control, CONTROL.next, 1) * 2;
    if (next >= pairs.length) break;
    const [i, j] = [pairs[next]!, pairs[next + 1]!];
    if (i !== loaded) scanner.load(0, framedQueries, i * blockRows);
    loaded = i;
    if (!among && i === j) {
      scanner.compareWithin(0);
    } else {
      scanner.load(1, framedPoints, j * blockRows);
      if (among) scanner.compare();
      else scanner.compareBoth();
    }
    Atomics.add(control, CONTROL.done, 1);
    await pace();
  }
  scanner.sort();
  job.keys[thread]!.set(scanner.keys);
  job.ids[thread]!.set(scanner.ids);
}

/** How many pairs of blocks there are to compare. */
export function countPairs(job: SearchJob): number {
  return blockPairs(job).length / 2;
}

/** Pairs of blocks, `[pairs, 2]`; of rows among themselves each pair once. */
function blockPairs({ framedQueries, framedPoints, ...job }: SearchJob): Int32Array {
  const blockRows = rowsOfBlock({ framedQueries, framedPoints, ...job });
  const ours = Math.ceil(framedQueries.rows / blockRows);
  const theirs = Math.ceil(framedPoints.rows / blockRows);
  const pairs: number[] = [];
  for (let i = 0; i < ours; i++) {
    for (let j = framedQueries === framedPoints ? i : 0; j < theirs; j++) pairs.push(i, j);
  }
  return Int32Array.from(pairs);
}

function rowsOfBlock({ framedPoints: { columns }, plain }: SearchJob): number {
  const rows = Math.sqrt((plain === true ? MULTIPLICATIONS / 10 : MULTIPLICATIONS) / columns);
  return Math.max(8, Math.min(512, Math.floor(rows / 8) * 8));
}
