import { BLACK_THRESHOLD } from '../core/pixel-constants.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { largestRegion } from './mask-regions.ts';

/** What lies around the cell. */
export type Background = 'black' | 'bright';

/** Options of {@link foregroundMask}. */
export interface MaskOptions {
  /** `black`: segmented cells as C-NMC's; `bright`: stained cells on an unstained smear; `auto` looks at the border. */
  readonly background?: 'auto' | Background | undefined;
  /**
   * `black`: a pixel is cell where its brightest channel is above this; default {@link BLACK_THRESHOLD}.
   * `bright`: where its green channel is at most this; default by Otsu's method.
   */
  readonly threshold?: number | undefined;
}

/** A border darker than this (median of the brightest channel) is taken for a black background. */
const BLACK_BORDER = 30;

/**
 * Tells cell from background: threshold, largest connected region (8-neighbours), holes filled. On bright backgrounds
 * the green channel decides, which the stain absorbs most; red cells that touch the cell are then taken in too.
 * @param pixels - `[height, width, 3]`, 0 to 255
 * @param width - pixels a row
 * @param height - rows
 * @returns `[height, width]`, 1 = cell; all 0 where nothing stands out
 * @throws {ParameterError} where the sizes do not fit
 */
export function foregroundMask(
  pixels: Uint8Array,
  width: number,
  height: number,
  options: MaskOptions = {},
): Uint8Array {
  if (pixels.length !== width * height * 3 || pixels.length === 0) {
    throw new ParameterError(
      'pixels',
      `foregroundMask: pixels must be [${String(height)}, ${String(width)}, 3] and not empty, got ${String(pixels.length)} values`,
    );
  }
  const { background = 'auto', threshold } = options;
  const kind = background === 'auto' ? backgroundOf(pixels, width, height) : background;
  const candidates = new Uint8Array(width * height);
  if (kind === 'black') {
    const limit = threshold ?? BLACK_THRESHOLD;
    for (let i = 0, at = 0; i < candidates.length; i++, at += 3) {
      if (pixels[at]! > limit || pixels[at + 1]! > limit || pixels[at + 2]! > limit) candidates[i] = 1;
    }
  } else {
    const limit = threshold ?? otsuThreshold(pixels);
    for (let i = 0; i < candidates.length; i++) candidates[i] = pixels[i * 3 + 1]! <= limit ? 1 : 0;
  }
  return largestRegion(candidates, width, height);
}

/**
 * Guesses the background from the image's border.
 * @param pixels - `[height, width, 3]`, 0 to 255
 * @param width - pixels a row
 * @param height - rows
 */
export function backgroundOf(pixels: Uint8Array, width: number, height: number): Background {
  const counts = new Int32Array(256);
  let total = 0;
  const see = (i: number): void => {
    counts[brightest(pixels, i)]! += 1;
    total++;
  };
  for (let x = 0; x < width; x++) {
    see(x);
    see((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    see(y * width);
    see(y * width + width - 1);
  }
  let below = 0;
  for (let value = 0; value < BLACK_BORDER; value++) below += counts[value]!;
  return 2 * below > total ? 'black' : 'bright';
}

/** Otsu's threshold of the green channel: at most this is dark. -1 where all pixels are the same. */
function otsuThreshold(pixels: Uint8Array): number {
  const counts = new Int32Array(256);
  for (let i = 1; i < pixels.length; i += 3) counts[pixels[i]!]! += 1;
  const total = pixels.length / 3;
  let sum = 0;
  for (let value = 0; value < 256; value++) sum += value * counts[value]!;
  let dark = 0;
  let darkSum = 0;
  let best = -1;
  let bestSpread = 0;
  for (let value = 0; value < 255; value++) {
    dark += counts[value]!;
    darkSum += value * counts[value]!;
    if (dark === 0 || dark === total) continue;
    const difference = darkSum / dark - (sum - darkSum) / (total - dark);
    const spread = dark * (total - dark) * difference * difference;
    if (spread > bestSpread) {
      bestSpread = spread;
      best = value;
    }
  }
  return best;
}

function brightest(pixels: Uint8Array, i: number): number {
  return Math.max(pixels[i * 3]!, pixels[i * 3 + 1]!, pixels[i * 3 + 2]!);
}
