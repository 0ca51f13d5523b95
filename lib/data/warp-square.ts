import type { AugmentPlan } from './augment-plan.ts';
import { litArea } from './lit-area.ts';

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
  const lit = litArea(square, side);
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
          // Nothing but black around this point.
          if (left < lit.left - 1 || top < lit.top - 1 || left > lit.right || top > lit.bottom) continue;
          // Neighbours outside of the square weigh nothing, so black comes in.
          const fx = sx - left;
          const fy = sy - top;
          const weightLeft = left < 0 ? 0 : 1 - fx;
          const weightRight = left + 1 < side ? fx : 0;
          const weightTop = top < 0 ? 0 : 1 - fy;
          const weightBottom = top + 1 < side ? fy : 0;
          const above = Math.max(top, 0) * rowLength;
          const below = Math.min(top + 1, side - 1) * rowLength;
          const l = Math.max(left, 0) * 3;
          const m = Math.min(left + 1, side - 1) * 3;
          const [a, c, d, e] = [above + l, above + m, below + l, below + m];
          const wa = weightTop * weightLeft;
          const wc = weightTop * weightRight;
          const wd = weightBottom * weightLeft;
          const we = weightBottom * weightRight;
          r += wa * square[a]! + wc * square[c]! + wd * square[d]! + we * square[e]!;
          g += wa * square[a + 1]! + wc * square[c + 1]! + wd * square[d + 1]! + we * square[e + 1]!;
          b += wa * square[a + 2]! + wc * square[c + 2]! + wd * square[d + 2]! + we * square[e + 2]!;
        }
      }
      out[o] = r * scaleDown + 0.5;
      out[o + 1] = g * scaleDown + 0.5;
      out[o + 2] = b * scaleDown + 0.5;
    }
  }
  return out;
}
