import { join } from 'node:path';
import { expandSweep, openSweep, parseSweep, type OpenSweep, type SweepSpec } from 'wt-dfn';

/** A spec of the smallest runs there are. */
export function tinySpec(data: string, change: Partial<SweepSpec> = {}): SweepSpec {
  return parseSweep({
    name: 'tiny',
    data,
    preset: 'nano',
    set: {
      'training.workers': 0,
      'training.batch': 4,
      'training.epochs': 2,
      'training.checkpointEverySteps': 1,
      'input.detailSize': 32,
    },
    folds: { parts: 2 },
    seeds: [1],
    evaluation: { replicates: 20, report: 'scores' },
    executor: { parallel: 2, memoryMiB: 400, threads: 1 },
    ...change,
  });
}

/** A tiny sweep in a store of its own. */
export async function openTiny(
  folder: string,
  spec: SweepSpec,
  options: { readonly resume?: boolean } = {},
): Promise<OpenSweep> {
  return openSweep(await expandSweep(spec), { store: join(folder, 'runs'), resume: options.resume ?? false });
}
