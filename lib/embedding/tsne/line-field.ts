import { cos, power, sin } from '../../core/portable-math.ts';
import { fourier, type ComplexBlock, type FourierPlan } from '../kernels/fourier-twin.ts';
import type { Repulsion } from './repulsion.ts';
import { gridSide, SPACING } from './spline-grid.ts';

const LANES = 4; // a block has four columns at least: charges take the first, the kernel the second
const MARGIN = 5;
const MOST_SIDE = 1 << 20;

/**
 * The push between all points of a line from potentials on a grid: what `SplineGrid` does, in one dimension, where
 * transforms are so cheap that plain TypeScript does.
 * @param dof - degrees of freedom
 */
export function lineFieldRepulsion(dof: number): Repulsion {
  const finest = SPACING * Math.min(1, Math.sqrt(dof));
  let side = 0;
  let spacing = 0;
  let plan: FourierPlan = planOf(8);
  let spectrum = new Float64Array(0);
  let a: ComplexBlock = blockOf(0);
  let b: ComplexBlock = blockOf(0);

  function resize(newSide: number, newSpacing: number): void {
    if (newSide === side && newSpacing === spacing) return;
    side = newSide;
    spacing = newSpacing;
    plan = planOf(2 * side);
    a = blockOf(2 * side);
    b = blockOf(2 * side);
    for (let k = 0; k < 2 * side; k++) {
      const d = spacing * Math.min(k, 2 * side - k);
      a.r[k * LANES] = power(1 + (d * d) / dof, -dof);
    }
    const out = fourier(plan, a, b, { columns: LANES });
    spectrum = Float64Array.from({ length: 2 * side }, (_, k) => {
      const spline = (4 + 2 * cos((Math.PI * k) / side)) / 6;
      return out.r[k * LANES]! / (spline * spline * 2 * side);
    });
  }

  return {
    compute: (positions, out) => {
      const n = positions.length;
      let low = Infinity;
      let high = -Infinity;
      for (const x of positions) {
        if (x < low) low = x;
        if (x > high) high = x;
      }
      let wished = finest;
      while ((high - low) / wished + MARGIN > MOST_SIDE) wished *= 1.25;
      resize(gridSide(Math.ceil((high - low) / wished) + MARGIN), wished);
      const origin = (low + high) / 2 - (spacing * side) / 2;
      const w = new Float64Array(4);
      a.r.fill(0);
      a.i.fill(0);
      for (let i = 0; i < n; i++) {
        const x = (positions[i]! - origin) / spacing;
        const cell = Math.floor(x);
        weights(w, x - cell);
        for (let k = 0; k < 4; k++) a.r[(cell - 1 + k) * LANES]! += w[k]!;
      }
      const waves = fourier(plan, a, b, { columns: LANES, firstHalf: true });
      for (let k = 0; k < 2 * side; k++) {
        waves.r[k * LANES]! *= spectrum[k]!;
        waves.i[k * LANES]! *= spectrum[k]!;
      }
      const room = waves === a ? b : a;
      const { i: potential } = fourier(
        plan,
        { r: waves.i, i: waves.r },
        { r: room.i, i: room.r },
        { columns: LANES, halfWanted: true },
      );
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const x = (positions[i]! - origin) / spacing;
        const cell = Math.floor(x);
        weights(w, x - cell);
        for (let k = 0; k < 4; k++) sum += w[k]! * potential[(cell - 1 + k) * LANES]!;
        slopes(w, x - cell);
        let slope = 0;
        for (let k = 0; k < 4; k++) slope += w[k]! * potential[(cell - 1 + k) * LANES]!;
        out[i] = (-0.5 * slope) / spacing;
      }
      return Math.max(sum - n, Number.MIN_VALUE);
    },
  };
}

function planOf(size: number): FourierPlan {
  return {
    size,
    cosines: Float32Array.from({ length: size }, (_, k) => cos((2 * Math.PI * k) / size)),
    sines: Float32Array.from({ length: size }, (_, k) => -sin((2 * Math.PI * k) / size)),
  };
}

function blockOf(size: number): ComplexBlock {
  return { r: new Float32Array(size * LANES), i: new Float32Array(size * LANES) };
}

function weights(w: Float64Array, t: number): void {
  const u = 1 - t;
  w[0] = (u * u * u) / 6;
  w[1] = ((3 * t - 6) * t * t + 4) / 6;
  w[2] = ((3 * u - 6) * u * u + 4) / 6;
  w[3] = (t * t * t) / 6;
}

function slopes(w: Float64Array, t: number): void {
  const u = 1 - t;
  w[0] = -0.5 * u * u;
  w[1] = (1.5 * t - 2) * t;
  w[2] = -(1.5 * u - 2) * u;
  w[3] = 0.5 * t * t;
}
