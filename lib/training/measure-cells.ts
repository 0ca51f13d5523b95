import { stoppable } from '../core/running-cell.ts';
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.ts';
import { DataError, type FileProblem } from '../core/errors/data-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import type { CellImage } from '../data/dataset.ts';
import { decodeImage } from '../data/decode-image.ts';
import {
  SILHOUETTE_FEATURES,
  silhouetteFeatures,
  silhouetteVector,
  type SilhouetteFeatures,
} from '../data/silhouette.ts';
import type { FeatureTable } from '../evaluation/silhouette-baseline.ts';
import { RateMeter } from './rate-meter.ts';

/** What the outlines of cells say, cell by cell. */
export interface CellMeasures {
  /** For the silhouette baseline: outline features, labels, subjects. */
  readonly table: FeatureTable;
  /** Area of each cell in pixels of the original image, `[N]`; NaN where no cell can be seen. */
  readonly areas: Float64Array;
  /** Files that were skipped: they are in neither of the two. */
  readonly problems: readonly FileProblem[];
}

/** Images decoded at the same time. */
const AHEAD = 4;

/** Options of {@link measureCells}. */
export interface MeasureOptions {
  readonly phase?: string;
  /** Default `fatal`. */
  readonly onBadImage?: 'fatal' | 'skip' | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/**
 * Measures the outline of each cell in its original image.
 * @param images - cells whose files can be read
 * @param options - phase name, signal, progress
 * @throws {DataError} if a file cannot be decoded and is not to be skipped
 * @throws {AbortError} once the signal is aborted
 */
export async function measureCells(
  images: readonly CellImage[],
  options: MeasureOptions = {},
): Promise<CellMeasures> {
  return stoppable(options.signal, (signal) => measureAll(images, { ...options, signal }));
}

async function measureAll(images: readonly CellImage[], options: MeasureOptions): Promise<CellMeasures> {
  const { phase = 'measure cells', onBadImage = 'fatal', signal, onProgress } = options;
  const outlines = new Array<SilhouetteFeatures | undefined>(images.length);
  const problems: FileProblem[] = [];
  const meter = new RateMeter();
  let done = 0;
  let next = 0;
  let reported = -Infinity;
  meter.mark(0);
  const work = async (): Promise<void> => {
    while (next < images.length) {
      const i = next++;
      try {
        outlines[i] = silhouetteFeatures(await decodeImage(images[i]!.path));
      } catch (error) {
        if (!(error instanceof DataError && onBadImage === 'skip')) throw error;
        problems.push(...error.problems);
      }
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
  const measured = [...images.keys()].filter((i) => outlines[i] !== undefined);
  return {
    table: {
      names: SILHOUETTE_FEATURES,
      features: Float64Array.from(measured.flatMap((i) => [...silhouetteVector(outlines[i]!)])),
      labels: measured.map((i) => images[i]!.label),
      subjects: measured.map((i) => images[i]!.subject),
    },
    areas: Float64Array.from(measured, (i) => outlines[i]!.area || Number.NaN),
    problems,
  };
}
