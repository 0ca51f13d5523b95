import type { Random } from '../../core/random.ts';
import type { CutoutOptions } from './cutout.ts';
import { drawNoiseSeed, fillBoxes, type PixelBox } from './mask-fill.ts';
import type { PixelChange } from './pixel-change.ts';
import { drawRandAugment, type RandAugmentOptions } from './rand-augment.ts';

/** Options of {@link drawKeepAugment}. */
export interface KeepAugmentOptions {
  /** What is done under its protection: `cutout` (selective cut) or `randAugment` (selective paste). Default `cutout`. */
  readonly of: 'cutout' | 'randAugment';
  /**
   * Side of the region that `randAugment` keeps, as a share of the image's side. Default 0.5 (ours: as Cutout's for
   * CIFAR-10). The region that `cutout` takes away has Cutout's own length.
   */
  readonly length: number;
  /** τ: regions below this quantile of all regions' importance may be cut, those above it are kept. Default 0.6. */
  readonly quantile: number;
}

/** As for CIFAR-10 and ImageNet. Source: arXiv 2011.11778 (τ: memory). */
export const KEEP_AUGMENT_DEFAULTS: KeepAugmentOptions = { of: 'cutout', length: 0.5, quantile: 0.6 };

/**
 * KeepAugment: augmentation that leaves what matters. The importance of a region S is I(S) = Σ_{ij ∈ S} g_ij with
 * g the saliency |∂z_y / ∂x|, the largest over the channels; τ is a quantile of I over all squares of the region's
 * size. Selective cut fills one square with I(S) below τ, selective paste puts one square with I(S) above τ back onto
 * the augmented image; among those, each is as likely. Where all are alike, any may be taken.
 * Source: Gong et al., arXiv 2011.11778, §3.
 * @param random - the image's own generator
 * @param saliency - g, `[side, side]`, at least 0
 * @param side - of the saliency map
 * @param options - of KeepAugment and of what it protects from
 */
export function drawKeepAugment(
  random: Random,
  saliency: Float32Array,
  side: number,
  options: {
    readonly keepAugment: KeepAugmentOptions;
    readonly cutout: CutoutOptions;
    readonly randAugment: RandAugmentOptions;
  },
): PixelChange {
  const { of, length, quantile } = options.keepAugment;
  if (of === 'cutout') {
    const { length: cut, fill } = options.cutout;
    const place = drawRegion(random, saliency, side, { length: cut, quantile, side: 'below' });
    const noiseSeed = drawNoiseSeed(random);
    return (pixels, size) => {
      fillBoxes(pixels, size, [boxAt(place, cut, size)], { fill, noiseSeed });
      return pixels;
    };
  }
  const place = drawRegion(random, saliency, side, { length, quantile, side: 'above' });
  const augment = drawRandAugment(random, options.randAugment);
  return (pixels, size) => {
    const original = pixels.slice();
    const changed = augment(pixels, size);
    const { top, left, bottom, right } = boxAt(place, length, size);
    for (let y = top; y < bottom; y++) {
      const from = (y * size + left) * 3;
      changed.set(original.subarray(from, (y * size + right) * 3), from);
    }
    return changed;
  };
}

/**
 * The upper left corner of a square on one side of the quantile, each as likely, in shares of the side.
 * @param random - draws one number
 * @param saliency - `[side, side]`
 * @param side - of the map
 * @param options - the square's length as a share, τ, and which side of it is wanted
 */
export function drawRegion(
  random: Random,
  saliency: Float32Array,
  side: number,
  options: { readonly length: number; readonly quantile: number; readonly side: 'below' | 'above' },
): { readonly x: number; readonly y: number } {
  const scores = regionScores(saliency, side, Math.round(options.length * side));
  const positions = Math.sqrt(scores.length);
  const sorted = scores.slice().sort();
  const threshold = sorted[Math.min(sorted.length - 1, Math.floor(options.quantile * sorted.length))]!;
  const passes = (score: number): boolean =>
    options.side === 'below' ? score < threshold : score > threshold;
  let chosen = [...scores.keys()].filter((i) => passes(scores[i]!));
  // None is strictly on that side where many are alike, as in a flat map.
  if (chosen.length === 0) chosen = [...scores.keys()].filter((i) => scores[i] === threshold);
  const at = chosen[random.integer(0, chosen.length - 1)]!;
  return { x: (at % positions) / side, y: Math.floor(at / positions) / side };
}

/**
 * I(S) of every square inside of the map, row by row: `[side - length + 1, side - length + 1]`.
 * @param saliency - `[side, side]`
 * @param side - of the map
 * @param length - of the square, in pixels, 1 to side
 */
export function regionScores(saliency: Float32Array, side: number, length: number): Float64Array {
  const width = side + 1;
  const sums = new Float64Array(width * width); // of everything above and left
  for (let y = 0; y < side; y++) {
    let row = 0;
    for (let x = 0; x < side; x++) {
      row += saliency[y * side + x]!;
      sums[(y + 1) * width + x + 1] = sums[y * width + x + 1]! + row;
    }
  }
  const positions = side - length + 1;
  return Float64Array.from({ length: positions * positions }, (_, i) => {
    const [top, left] = [Math.floor(i / positions), i % positions];
    const [below, right] = [(top + length) * width, left + length];
    return (
      sums[below + right]! - sums[top * width + right]! - sums[below + left]! + sums[top * width + left]!
    );
  });
}

function boxAt({ x, y }: { readonly x: number; readonly y: number }, length: number, side: number): PixelBox {
  const pixels = Math.round(length * side);
  const start = (share: number): number => Math.min(Math.round(share * side), side - pixels);
  return { top: start(y), left: start(x), bottom: start(y) + pixels, right: start(x) + pixels };
}
