import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { throwIfAborted } from '../core/abort.ts';
import { DataError } from '../core/errors/data-error.ts';
import type { ProgressListener } from '../core/progress.ts';
import { Random } from '../core/random.ts';
import type { RasterImage } from '../core/raster-image.ts';
import { stoppable } from '../core/running-cell.ts';
import { decodeImage } from '../data/decode-image.ts';
import { silhouetteFeatures, type SilhouetteFeatures } from '../data/silhouette.ts';
import { RateMeter } from './rate-meter.ts';

/** What maps of cells are coloured by and show, cell by cell. */
export interface CellDescriptions {
  /** Pixels of each cell in its original image, `[cells]`; NaN where no cell was found or the file cannot be read. */
  readonly areas: Float64Array;
  /** Mean of red, green and blue over the cell, 0 (dark) to 255, `[cells]`; NaN likewise. */
  readonly stain: Float64Array;
  /** Small square pictures as `data:` addresses, `[cells]`; nothing where none was wanted or could be made. */
  readonly thumbnails: readonly (string | undefined)[];
}

/** Options of {@link describeCells}. */
export interface DescribeOptions {
  /** Cells that get a picture at most, drawn by the seed; default 5000. A picture takes about 1.5 kB. */
  readonly thumbnails?: number;
  /** Pixels of a picture's side; default 96. */
  readonly side?: number;
  /** Default 1. */
  readonly seed?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

/** The part of an image's shorter side that a picture shows: all of them alike, so that large cells look large. */
const SHOWN = 0.72;
const AHEAD = 4;

/**
 * Measures area and stain of each cell in its original image, and makes small pictures of the cells.
 * @param paths - image files
 * @param options - how many pictures, signal, progress
 * @throws {AbortError} once the signal is aborted
 */
export async function describeCells(
  paths: readonly string[],
  options: DescribeOptions = {},
): Promise<CellDescriptions> {
  return stoppable(options.signal, (signal) => describeAll(paths, { ...options, signal }));
}

async function describeAll(paths: readonly string[], options: DescribeOptions): Promise<CellDescriptions> {
  const { thumbnails: most = 5000, side = 96, seed = 1, signal, onProgress } = options;
  const phase = 'pictures of the cells';
  const [areas, stain] = [new Float64Array(paths.length).fill(NaN), new Float64Array(paths.length).fill(NaN)];
  const thumbnails = new Array<string | undefined>(paths.length).fill(undefined);
  const order = [...paths.keys()];
  const pictured = new Set(
    order.length <= most
      ? order
      : Random.derive(seed, 'thumbnails')
          .shuffle([...order])
          .slice(0, most),
  );
  const meter = new RateMeter();
  let [next, done, reported] = [0, 0, -Infinity];
  meter.mark(0);
  const work = async (): Promise<void> => {
    while (next < paths.length) {
      const i = next++;
      const image = await decodeImage(paths[i]!).catch(unreadable);
      if (image !== undefined) {
        const outline = silhouetteFeatures(image);
        const [red, green, blue] = outline.meanColour;
        if (outline.area > 0) [areas[i], stain[i]] = [outline.area, (red + green + blue) / 3];
        if (pictured.has(i)) thumbnails[i] = await thumbnail(image, outline, side);
      }
      meter.mark(++done);
      if (performance.now() - reported > 200 || done === paths.length) {
        reported = performance.now();
        const rate = meter.rate();
        const left = rate === undefined ? {} : { rate, secondsLeft: (paths.length - done) / rate };
        onProgress?.({ phase, done, total: paths.length, unit: 'cells', ...left });
      }
      await setImmediate();
      throwIfAborted(signal, phase);
    }
  };
  await Promise.all(Array.from({ length: AHEAD }, work));
  return { areas, stain, thumbnails };
}

/** A map without one cell's picture is still a map. */
function unreadable(error: unknown): undefined {
  if (error instanceof DataError) return undefined;
  throw error;
}

/** The square about a cell's middle, as much of every image, or more where the cell is larger. */
async function thumbnail(
  { width, height, data }: RasterImage,
  { box, area }: SilhouetteFeatures,
  side: number,
): Promise<string> {
  const shorter = Math.min(width, height);
  const tall = Math.max(box.bottom - box.top, box.right - box.left);
  const window = Math.max(1, Math.round(Math.min(shorter, Math.max(SHOWN * shorter, area > 0 ? tall : 0))));
  const middle = (low: number, high: number, whole: number): number =>
    Math.round(Math.max(0, Math.min(whole - window, (area > 0 ? (low + high) / 2 : whole / 2) - window / 2)));
  const bytes = await sharp(data, { raw: { width, height, channels: 3 } })
    .extract({
      left: middle(box.left, box.right, width),
      top: middle(box.top, box.bottom, height),
      width: window,
      height: window,
    })
    .resize(side, side)
    .webp({ quality: 78 })
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString('base64')}`;
}
