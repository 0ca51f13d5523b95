/** Reach of each surround in pixels, from the centre. Source: OpenCV. */
const SURROUNDS = [12, 24, 48, 28, 56, 112];

/**
 * Static fine-grained saliency: how much brighter (on) or darker (off) a pixel is than its surround, over six sizes of
 * the surround, by integral images. With grey value G (smoothed twice by [1 2 1]/4) and M_s the mean of the square of
 * reach s round a pixel without the pixel itself,
 * `on = Σ_s ⌊max(G - M_s, 0)⌋`, `off = Σ_s ⌊max(M_s - G, 0)⌋`, each scaled to 0..255 by its maximum, then added and
 * scaled again.
 *
 * Differs from the reference: a map without any contrast is 0 (OpenCV divides by 0). Surrounds are in pixels, as there,
 * so they reach beyond a small image, whose part inside of it counts.
 * Source: Montabone and Soto, Image and Vision Computing 28 (2010); the sizes: OpenCV's StaticSaliencyFineGrained.
 * @param pixels - `[side, side, 3]`, 0 to 255
 * @param side - of the image
 * @returns `[side, side]`, 0 to 255
 */
export function fineGrainedSaliency(pixels: Uint8Array, side: number): Uint8Array {
  const grey = smooth(smooth(greyOf(pixels), side), side);
  const sums = integral(grey, side);
  const on = new Int32Array(grey.length);
  const off = new Int32Array(grey.length);
  for (const reach of SURROUNDS) {
    for (let y = 0, at = 0; y < side; y++) {
      for (let x = 0; x < side; x++, at++) {
        const mean = surroundMean(sums, side, { x, y, reach, own: grey[at]! });
        const contrast = Math.fround(grey[at]! - mean);
        if (contrast > 0) on[at]! += Math.trunc(contrast);
        else off[at]! += Math.trunc(-contrast);
      }
    }
  }
  const [brighter, darker] = [scaled(on), scaled(off)];
  return Uint8Array.from(scaled(brighter.map((value, at) => value + darker[at]!)));
}

/** ITU-R 601 luma with 15 bits, as OpenCV's. */
function greyOf(pixels: Uint8Array): Uint8Array {
  const grey = new Uint8Array(pixels.length / 3);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
    grey[i] = (pixels[at]! * 9798 + pixels[at + 1]! * 19235 + pixels[at + 2]! * 3735 + 16384) >> 15;
  }
  return grey;
}

/** [1 2 1] / 4 down and across; the border is mirrored without its edge pixel. */
function smooth(grey: Uint8Array, side: number): Uint8Array {
  const mirror = (i: number): number => (side === 1 ? 0 : i < 0 ? -i : i >= side ? 2 * side - 2 - i : i);
  const row = (y: number, x: number): number =>
    grey[y * side + mirror(x - 1)]! + 2 * grey[y * side + x]! + grey[y * side + mirror(x + 1)]!;
  return Uint8Array.from(grey, (_, at) => {
    const [y, x] = [Math.floor(at / side), at % side];
    return (row(mirror(y - 1), x) + 2 * row(y, x) + row(mirror(y + 1), x) + 8) >> 4;
  });
}

/** Sums of everything above and left, `[side + 1, side + 1]`. */
function integral(grey: Uint8Array, side: number): Int32Array {
  const width = side + 1;
  const sums = new Int32Array(width * width);
  for (let y = 0; y < side; y++) {
    let row = 0;
    for (let x = 0; x < side; x++) {
      row += grey[y * side + x]!;
      sums[(y + 1) * width + x + 1] = sums[y * width + x + 1]! + row;
    }
  }
  return sums;
}

/** Mean of the square `[x - reach + 1, x + reach]` without the pixel itself, what lies outside of the image left out. */
function surroundMean(
  sums: Int32Array,
  side: number,
  { x, y, reach, own }: { x: number; y: number; reach: number; own: number },
): number {
  const width = side + 1;
  const inside = (value: number): number => Math.min(Math.max(value, 0), side);
  const [left, right] = [inside(x - reach + 1), inside(x + reach + 1)];
  const [top, bottom] = [inside(y - reach + 1), inside(y + reach + 1)];
  const sum =
    sums[bottom * width + right]! +
    sums[top * width + left]! -
    sums[bottom * width + left]! -
    sums[top * width + right]!;
  return Math.fround((sum - own) / ((right - left) * (bottom - top) - 1));
}

/** Scaled to 0..255 by the largest value and cut to whole numbers; all 0 where that is 0. */
function scaled(values: Int32Array): Int32Array {
  const largest = values.reduce((a, b) => Math.max(a, b), 0);
  return values.map((value) => (largest === 0 ? 0 : Math.trunc(255 * Math.fround(value / largest))));
}
