import type { Random } from '../../core/random.ts';
import { drawNoiseSeed, fillBoxes, within, type MaskFill, type PixelBox } from './mask-fill.ts';
import { NO_CHANGE, type PixelChange } from './pixel-change.ts';

/** Options of {@link drawGridMask}. */
export interface GridMaskOptions {
  /** d: side of the grid's unit as a share of the image's side, drawn from U(low, high). Default 96 to 224 of 224 px. */
  readonly unit: readonly [low: number, high: number];
  /**
   * r: kept share of a unit's side, so that k = 1 - (1 - r)² = 2r - r² of the image is kept. Default 0.6 (ImageNet;
   * 0.4 for CIFAR-10, which is also what the authors' code suggests).
   */
  readonly keep: number;
  /** P: how often an image is masked, once the ramp is over. Default 0.8. */
  readonly probability: number;
  /** Share of the training over which the probability rises from 0 in a straight line. Default 0.8: 240 of 300 epochs. */
  readonly ramp: number;
  /** Default `mean`: 0 after normalisation. */
  readonly fill: MaskFill;
}

/** GridMask as for ImageNet. Source: arXiv 2001.04086, §4.1. */
export const GRID_MASK_DEFAULTS: GridMaskOptions = {
  unit: [96 / 224, 1],
  keep: 0.6,
  probability: 0.8,
  ramp: 0.8,
  fill: 'mean',
};

/**
 * GridMask: units of side d tile the image from a random shift (δx, δy) ∈ [0, d)²; in each, a square of side
 * (1 - r)·d is taken away.
 *
 * Differs from the reference: the authors' code also turns the grid by a random angle; `augment.rotate` turns the cell
 * under it, which has the same effect on a cell without an upright.
 * Source: Chen et al., arXiv 2001.04086, §3.
 * @param random - the image's own generator
 * @param options - unit, kept share, how often
 * @param progress - share of the training that is over, 0 to 1: for the ramp
 */
export function drawGridMask(random: Random, options: GridMaskOptions, progress: number): PixelChange {
  const { unit, keep, probability, ramp, fill } = options;
  const warmth = ramp === 0 ? 1 : Math.min(1, progress / ramp);
  const masked = random.chance(probability * warmth);
  const d = random.uniform(...unit);
  const [dx, dy] = [random.uniform() * d, random.uniform() * d];
  const noiseSeed = drawNoiseSeed(random);
  if (!masked) return NO_CHANGE;
  return (pixels, side) => {
    fillBoxes(pixels, side, gridBoxes(dx, dy, { unit: d, keep }, side), { fill, noiseSeed });
    return pixels;
  };
}

/**
 * The squares that a grid takes away, cut at the image's edges.
 * @param dx - shift of the grid to the right, as a share of the side
 * @param dy - shift down
 * @param grid - `unit`: d as a share of the side; `keep`: r
 * @param side - of the image in pixels
 */
export function gridBoxes(
  dx: number,
  dy: number,
  { unit, keep }: { readonly unit: number; readonly keep: number },
  side: number,
): PixelBox[] {
  const starts = (shift: number): { start: number; end: number }[] => {
    const found: { start: number; end: number }[] = [];
    for (let at = shift - unit; at < 1; at += unit) {
      const start = within(Math.round(at * side), side);
      const end = within(Math.round((at + (1 - keep) * unit) * side), side);
      if (end > start) found.push({ start, end });
    }
    return found;
  };
  const columns = starts(dx);
  return starts(dy).flatMap(({ start: top, end: bottom }) =>
    columns.map(({ start: left, end: right }) => ({ top, left, bottom, right })),
  );
}
