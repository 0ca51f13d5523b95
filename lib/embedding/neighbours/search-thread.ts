import type { Pace } from '../kernels/pace.ts';
import { refineRows } from './refine-rows.ts';
import { leafScan, type LeafScan } from './scan-leaves.ts';
import { scanPairs } from './scan-pairs.ts';
import type { SearchJob } from './search-job.ts';

/** What all threads of a search do at a time; a number is a round of expansion. */
export type SearchStep = 'scan' | 'trees' | 'link' | number | 'refine';

/** The steps of a search in order. */
export function stepsOf({ forest }: SearchJob): SearchStep[] {
  if (forest === undefined) return ['scan', 'refine'];
  const rounds = forest.orders.flatMap((_, round): SearchStep[] => ['link', round]);
  return ['trees', ...rounds, 'refine'];
}

/** One thread's part of a search, on whatever thread it is. */
export class SearchThread {
  readonly #job: SearchJob;
  readonly #thread: number;
  #leaves: LeafScan | undefined;

  constructor(job: SearchJob, thread: number) {
    this.#job = job;
    this.#thread = thread;
  }

  /** Does its part of a step; the next step may begin when all threads have done theirs. */
  async run(step: SearchStep, pace: Pace): Promise<void> {
    const { forest } = this.#job;
    if (step === 'scan') return scanPairs(this.#job, this.#thread, pace);
    if (step === 'refine' || forest === undefined) {
      this.#leaves = undefined; // its memory may go
      return refineRows(this.#job, pace);
    }
    this.#leaves ??= await leafScan(this.#job, forest, this.#thread);
    if (step === 'trees') return this.#leaves.trees(pace);
    if (step === 'link') return this.#leaves.link(pace);
    return this.#leaves.expand(step, pace);
  }
}
