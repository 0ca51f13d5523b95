import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.ts';
import type { ProgressListener } from '../core/progress.ts';
import type { CellImage } from '../data/dataset.ts';
import { decodeImage } from '../data/decode-image.ts';
import { SILHOUETTE_FEATURES, silhouetteFeatures, silhouetteVector } from '../data/silhouette.ts';
import type { FeatureTable } from '../evaluation/silhouette-baseline.ts';
import { RateMeter } from './rate-meter.ts';

/** What the outlines of cells say, cell by cell. */
export interface CellMeasures {
  /** For the silhouette baseline: outline features, labels, subjects. */
  readonly table: FeatureTable;
  /** Area of each cell in pixels of the original image, `[N]`. */
  readonly areas: Float64Array;
}

/** Images decoded at the same time. */
const AHEAD = 4;

/**
 * Measures the outline of each cell in its original image.
 * @param images - cells whose files can be read
 * @param options - phase name, signal, progress
 * @throws {DataError} if a file cannot be decoded
 * @throws {AbortError} once the signal is aborted
 */
export async function measureCells(
  images: readonly CellImage[],
  options: {
    readonly phase?: string;
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ProgressListener | undefined;
  } = {},
): Promise<CellMeasures> {
  const { phase = 'measure cells', signal, onProgress } = options;
  const width = SILHOUETTE_FEATURES.length;
  const features = new Float64Array(images.length * width);
  const areas = new Float64Array(images.length);
  const meter = new RateMeter();
  let done = 0;
  let next = 0;
  let reported = -Infinity;
  meter.mark(0);
  const work = async (): Promise<void> => {
    while (next < images.length) {
      const i = next++;
      const outline = silhouetteFeatures(await decodeImage(images[i]!.path));
      features.set(silhouetteVector(outline), i * width);
      areas[i] = outline.area;
      meter.mark(++done);
      if (performance.now() - reported > 200 || done === images.length) {
        reported = performance.now();
        const rate = meter.rate();
        const left = rate === undefined ? {} : { rate, secondsLeft: (images.length - done) / rate };
        onProgress?.({ phase, done, total: images.length, unit: 'cells', ...left });
      }
      await setImmediate();
      throwIfAborted(signal, phase);
    }
  };
  await Promise.all(Array.from({ length: AHEAD }, work));
  return {
    table: {
      names: SILHOUETTE_FEATURES,
      features,
      labels: images.map(({ label }) => label),
      subjects: images.map(({ subject }) => subject),
    },
    areas,
  };
}
