/** A map from output to source, both in shares of the side from the centre, -1/2 to 1/2: x' = a·x + b·y + c, y' = d·x + e·y + f. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * Resamples an image through an affine map, bilinear, black outside of the image (C-NMC's background).
 * @param pixels - `[side, side, 3]`, 0 to 255
 * @param side - of the image
 * @param affine - from output to source
 * @returns a new array, rounded
 */
export function resample(pixels: Uint8Array, side: number, affine: Affine): Uint8Array {
  const [a, b, c, d, e, f] = affine;
  const out = new Uint8Array(pixels.length);
  for (let row = 0, o = 0; row < side; row++) {
    const y = (row + 0.5) / side - 0.5;
    for (let column = 0; column < side; column++, o += 3) {
      const x = (column + 0.5) / side - 0.5;
      const sx = (a * x + b * y + c + 0.5) * side - 0.5;
      const sy = (d * x + e * y + f + 0.5) * side - 0.5;
      const left = Math.floor(sx);
      const top = Math.floor(sy);
      if (left < -1 || top < -1 || left >= side || top >= side) continue;
      const [fx, fy] = [sx - left, sy - top];
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0.5; // one half rounds to the nearest when cut to whole numbers
        for (let j = 0; j < 2; j++) {
          const v = top + j;
          if (v < 0 || v >= side) continue;
          for (let i = 0; i < 2; i++) {
            const u = left + i;
            if (u < 0 || u >= side) continue;
            sum += (j === 0 ? 1 - fy : fy) * (i === 0 ? 1 - fx : fx) * pixels[(v * side + u) * 3 + channel]!;
          }
        }
        out[o + channel] = sum;
      }
    }
  }
  return out;
}
