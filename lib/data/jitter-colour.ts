import type { AugmentPlan } from './augment-plan.ts';

/**
 * Changes brightness and saturation in place, by torchvision's ColorJitter on PIL images, to the bit:
 * brightness `x * factor`; saturation `grey + factor * (x - grey)` with grey the ITU-R 601 luma; each clipped to
 * 0..255 and cut to whole numbers. Black stays black.
 * @param pixels - `[…, 3]`, 0 to 255; changed in place
 * @param plan - the drawn factors and their order
 */
export function jitterColour(pixels: Uint8Array, plan: AugmentPlan): void {
  if (plan.brightnessFirst) scaleBrightness(pixels, plan.brightness);
  scaleSaturation(pixels, plan.saturation);
  if (!plan.brightnessFirst) scaleBrightness(pixels, plan.brightness);
}

function scaleBrightness(pixels: Uint8Array, factor: number): void {
  if (factor === 1) return;
  const single = Math.fround(factor);
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, Math.fround(single * value)));
  for (let i = 0; i < pixels.length; i++) pixels[i] = table[pixels[i]!]!;
}

function scaleSaturation(pixels: Uint8Array, factor: number): void {
  if (factor === 1) return;
  // PIL computes in single precision; so must we, to agree where a product falls on a whole number.
  const single = Math.fround(factor);
  const change = Float32Array.from({ length: 511 }, (_, i) => single * (i - 255));
  for (let i = 0; i < pixels.length; i += 3) {
    const r = pixels[i]!;
    const g = pixels[i + 1]!;
    const b = pixels[i + 2]!;
    const grey = (r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16;
    pixels[i] = clip(Math.fround(grey + change[r - grey + 255]!));
    pixels[i + 1] = clip(Math.fround(grey + change[g - grey + 255]!));
    pixels[i + 2] = clip(Math.fround(grey + change[b - grey + 255]!));
  }
}

function clip(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value;
}
