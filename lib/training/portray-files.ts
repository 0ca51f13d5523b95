import { resolve } from 'node:path';
import type { FileProblem } from '../core/errors/data-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import type { CellImage } from '../data/dataset.ts';
import type { WtDfn } from '../nn/wt-dfn.ts';
import { portraitOf, type CellPortrait } from './cell-portrait.ts';
import type { TrainingConfig } from './config/training-config.ts';
import { predict } from './predict.ts';

/**
 * Predicts images without labels, such as single files, and keeps everything that answers and pictures need.
 * @param network - as trained
 * @param paths - image files; at most some hundreds, as every portrait stays in memory
 * @param options - config of the run, and listeners
 * @returns portraits in the order of the paths, without those that were skipped; their `id` is the path as given
 * @throws {DataError} if a file cannot be used and `onBadImage` is `fatal`
 */
export async function portrayFiles(
  network: WtDfn,
  paths: readonly string[],
  options: {
    readonly config: TrainingConfig;
    readonly onBadImage?: 'fatal' | 'skip';
    readonly onProblem?: (problem: FileProblem) => void;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ProgressListener | undefined;
  },
): Promise<CellPortrait[]> {
  const { onProblem, ...rest } = options;
  const portraits: CellPortrait[] = [];
  // The loader wants labelled cells; nothing looks at these labels.
  const images = paths.map((path): CellImage => ({
    id: path,
    path: resolve(path),
    label: 0,
    subject: undefined,
    fold: undefined,
  }));
  const { problems } = await predict(network, images, {
    ...rest,
    onBatch: (batch, prediction) => {
      for (const [position, index] of batch.indices.entries()) {
        portraits.push(portraitOf(batch, prediction, position, paths[index]!));
      }
    },
  });
  for (const problem of problems) onProblem?.(problem);
  return portraits;
}
