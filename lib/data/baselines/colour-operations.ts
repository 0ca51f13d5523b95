// The colour operations of RandAugment, by PIL's definitions and to its bits (PIL computes in single precision, and so
// must we, to agree where a product falls on a whole number). Pixels `[side, side, 3]`, 0 to 255, changed in place.

/** Stretches each channel so that its darkest value becomes 0 and its brightest 255. PIL: ImageOps.autocontrast. */
export function autoContrast(pixels: Uint8Array): void {
  eachChannel(pixels, (counts) => {
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return undefined;
    const scale = 255 / (high - low);
    return (value) => clip(Math.trunc(value * scale - low * scale));
  });
}

/** Makes each channel's values about equally frequent. PIL: ImageOps.equalize. */
export function equalise(pixels: Uint8Array): void {
  eachChannel(pixels, (counts) => {
    const present = counts.filter((count) => count > 0);
    const step = Math.floor((pixels.length / 3 - (present.at(-1) ?? 0)) / 255);
    if (present.length <= 1 || step === 0) return undefined;
    let sum = step >> 1;
    const table = Uint8Array.from(counts, (count) => {
      const value = Math.min(255, Math.floor(sum / step));
      sum += count;
      return value;
    });
    return (value) => table[value]!;
  });
}

/** Inverts what is at or above a threshold, 0 to 256. PIL: ImageOps.solarize. */
export function solarise(pixels: Uint8Array, threshold: number): void {
  for (let i = 0; i < pixels.length; i++) if (pixels[i]! >= threshold) pixels[i] = 255 - pixels[i]!;
}

/** Keeps the highest bits of each value. PIL: ImageOps.posterize. */
export function posterise(pixels: Uint8Array, bits: number): void {
  const mask = 0xff & ~((1 << (8 - bits)) - 1);
  for (let i = 0; i < pixels.length; i++) pixels[i] = pixels[i]! & mask;
}

/** Blends with grey: 0 is grey, 1 leaves it. PIL: ImageEnhance.Color. */
export function saturate(pixels: Uint8Array, factor: number): void {
  for (let i = 0; i < pixels.length; i += 3) {
    const grey = luma(pixels, i);
    for (let channel = i; channel < i + 3; channel++) {
      pixels[channel] = blend(grey, pixels[channel]!, factor);
    }
  }
}

/** Blends with the image's mean grey: 0 is that grey, 1 leaves it. PIL: ImageEnhance.Contrast. */
export function contrast(pixels: Uint8Array, factor: number): void {
  let sum = 0;
  for (let i = 0; i < pixels.length; i += 3) sum += luma(pixels, i);
  const mean = Math.floor(sum / (pixels.length / 3) + 0.5);
  for (let i = 0; i < pixels.length; i++) pixels[i] = blend(mean, pixels[i]!, factor);
}

/** Blends with black: 0 is black, 1 leaves it. PIL: ImageEnhance.Brightness. */
export function brighten(pixels: Uint8Array, factor: number): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = blend(0, pixels[i]!, factor);
}

/**
 * Blends with the smoothed image (3x3, centre 5, others 1, over 13; the outermost pixels stay): 0 is smooth, 1 leaves
 * it, more sharpens. PIL: ImageEnhance.Sharpness.
 * @param pixels - `[side, side, 3]`
 * @param side - of the image
 * @param factor - 0 to 2
 */
export function sharpen(pixels: Uint8Array, side: number, factor: number): void {
  const source = pixels.slice();
  const row = side * 3;
  for (let y = 1; y < side - 1; y++) {
    for (let i = y * row + 3; i < (y + 1) * row - 3; i++) {
      let sum = 4 * source[i]!;
      for (const at of [i - row, i, i + row]) sum += source[at - 3]! + source[at]! + source[at + 3]!;
      pixels[i] = blend(clip(Math.floor(sum / 13 + 0.5)), source[i]!, factor);
    }
  }
}

function luma(pixels: Uint8Array, i: number): number {
  return (pixels[i]! * 19595 + pixels[i + 1]! * 38470 + pixels[i + 2]! * 7471 + 0x8000) >> 16;
}

/** `from + factor · (to - from)` in single precision, clipped and cut to a whole number. */
function blend(from: number, to: number, factor: number): number {
  const single = Math.fround(factor);
  return clip(Math.trunc(Math.fround(from + Math.fround(single * (to - from)))));
}

function clip(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value;
}

/** Applies to each channel a change made from its histogram; nothing where there is none to make. */
function eachChannel(
  pixels: Uint8Array,
  changeFor: (counts: number[]) => ((value: number) => number) | undefined,
): void {
  for (let channel = 0; channel < 3; channel++) {
    const counts = new Array<number>(256).fill(0);
    for (let i = channel; i < pixels.length; i += 3) counts[pixels[i]!]! += 1;
    const change = changeFor(counts);
    if (change === undefined) continue;
    const table = Uint8Array.from({ length: 256 }, (_, value) => change(value));
    for (let i = channel; i < pixels.length; i += 3) pixels[i] = table[pixels[i]!]!;
  }
}
