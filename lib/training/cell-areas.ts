import type { ProgressListener } from '../core/progress.ts';
import type { CellImage } from '../data/dataset.ts';
import type { SizeBins } from '../data/epoch-order.ts';
import type { FitOptions } from './fit.ts';
import { measureCells } from './measure-cells.ts';

/**
 * The area of each cell in pixels of its original image, for size-balanced sampling, `[N]`; NaN where no cell can be
 * seen, or where the image cannot be read and is to be skipped.
 * @param images - cells
 * @param options - what an unreadable image does, signal and progress
 * @throws {DataError} if a file cannot be decoded and is not to be skipped
 * @throws {AbortError} once the signal is aborted
 */
export async function cellAreas(
  images: readonly CellImage[],
  options: {
    readonly onBadImage: 'fatal' | 'skip';
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ProgressListener | undefined;
  },
): Promise<Float64Array> {
  const { areas, problems } = await measureCells(images, { ...options, phase: 'measure training cells' });
  const unread = new Set(problems.map(({ path }) => path));
  let next = 0;
  return Float64Array.from(images, ({ path }) => (unread.has(path) ? Number.NaN : areas[next++]!));
}

/** What the sampler of a run must know of the sizes of its cells; nothing where it does not look at them. */
export async function sampledSizes({
  config,
  train,
  signal,
  onProgress,
}: Pick<FitOptions, 'config' | 'train' | 'signal' | 'onProgress'>): Promise<SizeBins | undefined> {
  const { sampler, sizeBins, onBadImage } = config.training;
  if (sampler !== 'sizeBalanced') return undefined;
  return { areas: await cellAreas(train, { onBadImage, signal, onProgress }), bins: sizeBins };
}
