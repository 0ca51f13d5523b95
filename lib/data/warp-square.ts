import type { AugmentPlan } from './augment-plan.ts';

/** More samples a side than this add nothing that an eye or a network sees. */
const MAX_SAMPLES = 4;

/**
 * Takes one augmented view from a square in a single resampling: flips, rotation, scale and crop together, bilinear,
 * black outside of the square. Where the view is smaller than what it shows, each output pixel is the mean of
 * n x n samples (n up to 4), so shrinking does not alias.
 *
 * With output pixel centres p in [-1/2, 1/2]^2, the source point is
 * `c + shift + viewFraction * R(-angle) F p / scale` in units of the square's side, F the flips, c the centre.
 * @param square - pixels `[side, side, 3]`
 * @param side - side of the source square
 * @param size - side of the result
 * @param plan - the drawn geometry
 * @returns pixels `[size, size, 3]`, 0 to 255, rounded
 */
export function warpSquare(square: Uint8Array, side: number, size: number, plan: AugmentPlan): Uint8Array {
  const step = (side * plan.viewFraction) / plan.scale / size;
  const samples = Math.max(1, Math.min(MAX_SAMPLES, Math.round(step)));
  const cos = Math.cos(plan.angle) * step;
  const sin = Math.sin(plan.angle) * step;
  const mirrorX = plan.flipHorizontal ? -1 : 1;
  const mirrorY = plan.flipVertical ? -1 : 1;
  // Moves of the source point for one output pixel to the right (dx) and down (dy).
  const dxX = cos * mirrorX;
  const dxY = sin * mirrorX;
  const dyX = -sin * mirrorY;
  const dyY = cos * mirrorY;
  const centreX = side * (0.5 + plan.shiftX) - 0.5;
  const centreY = side * (0.5 + plan.shiftY) - 0.5;
  const scaleDown = 1 / (samples * samples);
  const out = new Uint8Array(size * size * 3);
  const rowLength = side * 3;
  for (let y = 0, o = 0; y < size; y++) {
    for (let x = 0; x < size; x++, o += 3) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let j = 0; j < samples; j++) {
        const v = y + (j + 0.5) / samples - size / 2;
        for (let i = 0; i < samples; i++) {
          const u = x + (i + 0.5) / samples - size / 2;
          const sx = centreX + u * dxX + v * dyX;
          const sy = centreY + u * dxY + v * dyY;
          const left = Math.floor(sx);
          const top = Math.floor(sy);
          if (left < -1 || top < -1 || left >= side || top >= side) continue;
          const fx = sx - left;
          const fy = sy - top;
          const at = top * rowLength + left * 3;
          // The four weights; those of neighbours outside of the square are zero, so black comes in.
          const inLeft = left >= 0;
          const inRight = left + 1 < side;
          if (top >= 0) {
            if (inLeft) {
              const w = (1 - fx) * (1 - fy);
              r += w * square[at]!;
              g += w * square[at + 1]!;
              b += w * square[at + 2]!;
            }
            if (inRight) {
              const w = fx * (1 - fy);
              r += w * square[at + 3]!;
              g += w * square[at + 4]!;
              b += w * square[at + 5]!;
            }
          }
          if (top + 1 < side) {
            const below = at + rowLength;
            if (inLeft) {
              const w = (1 - fx) * fy;
              r += w * square[below]!;
              g += w * square[below + 1]!;
              b += w * square[below + 2]!;
            }
            if (inRight) {
              const w = fx * fy;
              r += w * square[below + 3]!;
              g += w * square[below + 4]!;
              b += w * square[below + 5]!;
            }
          }
        }
      }
      out[o] = r * scaleDown + 0.5;
      out[o + 1] = g * scaleDown + 0.5;
      out[o + 2] = b * scaleDown + 0.5;
    }
  }
  return out;
}
