import type { SweepSpec } from 'wt-dfn';

/** 24 runs: two variants of the streams by two batch sizes, two parts, three seeds. */
export const PROOF: Omit<SweepSpec, 'data'> = {
  name: 'proof',
  preset: 'nano',
  set: {
    'training.workers': 0,
    'training.epochs': 2,
    'training.checkpointEverySteps': 1,
    'input.detailSize': 32,
  },
  axes: {
    streams: { ternary: {}, raw: { set: { 'streams.used': ['raw'], 'training.vote': 'raw' } } },
    batch: { b4: { set: { 'training.batch': 4 } }, b6: { set: { 'training.batch': 6 } } },
  },
  folds: { parts: 2 },
  seeds: [1, 2, 3],
  evaluation: { replicates: 20, report: 'scores' },
  executor: { parallel: 2, threads: 1, memoryMiB: 400 },
};
