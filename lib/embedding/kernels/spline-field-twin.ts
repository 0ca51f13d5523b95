import { fourier, type ComplexBlock, type FourierPlan } from './fourier-twin.ts';
import type { KernelMemory } from './load-kernels.ts';

/** The functions of spline-field.as.ts; addresses are bytes of the kernel's memory. */
export interface SplineFieldCalls {
  /** Takes the grid's measures and the places of all arrays from a table of 13 integers, see `layoutField`. */
  plan(table: number): void;
  /** Where the grid lies: its first corner, and points of it in a unit. */
  place(x: number, y: number, perSpacing: number): void;
  /** Turns a quarter of the kernel's samples into its spectrum, in place. */
  transformKernel(): void;
  /** Fills the grid with the charges of points, float64 `[points, 2]`. */
  spread(points: number, positions: number): void;
  /** Turns the grid's charges into potentials, in place. */
  convolve(): void;
  /** Writes potential and force at each point, float32 `[points, 3]`. */
  gather(points: number, positions: number, out: number): void;
}

interface Arrays {
  readonly side: number;
  readonly stride: number;
  readonly width: number;
  readonly fourierPlan: FourierPlan;
  readonly grid: Float32Array;
  readonly spectrum: Float32Array;
  readonly real: Float32Array;
  readonly imaginary: Float32Array;
  readonly x: ComplexBlock;
  readonly y: ComplexBlock;
}

const f = Math.fround;
const SIXTH = f(1 / 6);
const swapped = ({ r, i }: ComplexBlock): ComplexBlock => ({ r: i, i: r });

/** The twin of spline-field.as.ts: the same operations in the same order, in single precision. */
export function splineFieldTwin(memory: KernelMemory): SplineFieldCalls {
  let arrays!: Arrays;
  let originX = 0;
  let originY = 0;
  let perSpacing = 0;
  return {
    plan: (table) => {
      arrays = readPlan(memory.buffer, table);
    },
    place: (x, y, inverseSpacing) => {
      originX = x;
      originY = y;
      perSpacing = inverseSpacing;
    },
    transformKernel: () => {
      evenPass(arrays, arrays.spectrum, arrays.real);
      evenPass(arrays, arrays.real, arrays.spectrum);
    },
    convolve: () => {
      forwardColumns(arrays);
      multiplyRows(arrays);
      inverseColumns(arrays);
    },
    spread: (points, positions) => {
      const { side, grid } = arrays;
      const at = new Float64Array(memory.buffer, positions, 2 * points);
      const across = new Float32Array(4);
      const down = new Float32Array(4);
      grid.fill(0);
      for (let i = 0; i < points; i++) {
        const x = (at[2 * i]! - originX) * perSpacing;
        const y = (at[2 * i + 1]! - originY) * perSpacing;
        const column = Math.trunc(x);
        const line = Math.trunc(y);
        weights(across, f(x - column));
        weights(down, f(y - line));
        for (let r = 0; r < 4; r++) {
          const cell = (line - 1 + r) * side + column - 1;
          for (let c = 0; c < 4; c++) grid[cell + c] = grid[cell + c]! + f(across[c]! * down[r]!);
        }
      }
    },
    gather: (points, positions, out) => {
      const { side, grid } = arrays;
      const at = new Float64Array(memory.buffer, positions, 2 * points);
      const to = new Float32Array(memory.buffer, out, 3 * points);
      const scale = f(-0.5 * perSpacing);
      const wx = new Float32Array(4);
      const wy = new Float32Array(4);
      const dx = new Float32Array(4);
      const dy = new Float32Array(4);
      const across = new Float32Array(4);
      const slope = new Float32Array(4);
      for (let i = 0; i < points; i++) {
        const x = (at[2 * i]! - originX) * perSpacing;
        const y = (at[2 * i + 1]! - originY) * perSpacing;
        const column = Math.trunc(x);
        const line = Math.trunc(y);
        const t = f(x - column);
        const u = f(y - line);
        weights(wx, t);
        weights(wy, u);
        slopes(dx, t);
        slopes(dy, u);
        const cell = (line - 1) * side + column - 1;
        for (let c = 0; c < 4; c++) {
          const v0 = grid[cell + c]!;
          const v1 = grid[cell + side + c]!;
          const v2 = grid[cell + 2 * side + c]!;
          const v3 = grid[cell + 3 * side + c]!;
          across[c] = f(f(v0 * wy[0]!) + f(v1 * wy[1]!)) + f(f(v2 * wy[2]!) + f(v3 * wy[3]!));
          // A product with the slope's negative, added, is the product with the slope, subtracted.
          slope[c] = f(f(v0 * dy[0]!) + f(v3 * dy[3]!)) + f(f(v1 * dy[1]!) + f(v2 * dy[2]!));
        }
        to[3 * i] = dot4(across, wx);
        to[3 * i + 1] = scale * dot4(across, dx);
        to[3 * i + 2] = scale * dot4(slope, wx);
      }
    },
  };
}

function readPlan(buffer: ArrayBuffer, table: number): Arrays {
  const [side, stride, width, ...places] = new Uint32Array(buffer, table, 13) as unknown as [
    number,
    number,
    number,
    ...number[],
  ];
  const size = 2 * side;
  const floats = (index: number, length: number): Float32Array =>
    new Float32Array(buffer, places[index], length);
  const block = size * width;
  return {
    side,
    stride,
    width,
    fourierPlan: { size, cosines: floats(0, size), sines: floats(1, size) },
    grid: floats(2, side * side),
    spectrum: floats(3, (side + 1) * stride),
    real: floats(4, (side + 1) * stride),
    imaginary: floats(5, (side + 1) * stride),
    x: { r: floats(6, block), i: floats(7, block) },
    y: { r: floats(8, block), i: floats(9, block) },
  };
}

function copy(
  to: Float32Array,
  at: number,
  from: Float32Array,
  { start, count }: { start: number; count: number },
): void {
  for (let j = 0; j < count; j++) to[at + j] = from[start + j]!;
}

function evenPass(
  { side, stride, width, fourierPlan, x, y }: Arrays,
  from: Float32Array,
  to: Float32Array,
): void {
  for (let c = 0; c < stride; c += width) {
    const columns = Math.min(width, stride - c);
    x.i.fill(0, 0, 2 * side * columns);
    for (let r = 0; r <= side; r++) {
      copy(x.r, r * columns, from, { start: r * stride + c, count: columns });
      if (r > 0 && r < side)
        copy(x.r, (2 * side - r) * columns, from, { start: r * stride + c, count: columns });
    }
    const out = fourier(fourierPlan, x, y, { columns });
    for (let j = 0; j < columns && c + j <= side; j++) {
      for (let k = 0; k <= side; k++) to[(c + j) * stride + k] = out.r[k * columns + j]!;
    }
  }
}

/** Transforms the charges' columns, two real ones (column c and c + K / 2) as a complex one. */
function forwardColumns({ side, stride, width, fourierPlan, grid, real, imaginary, x, y }: Arrays): void {
  const pairs = side / 2;
  for (let c = 0; c < pairs; c += width) {
    const columns = Math.min(width, (pairs - c + 3) & -4);
    const used = Math.min(columns, pairs - c);
    for (let r = 0; r < side; r++) {
      copy(x.r, r * columns, grid, { start: r * side + c, count: used });
      copy(x.i, r * columns, grid, { start: r * side + pairs + c, count: used });
    }
    const out = fourier(fourierPlan, x, y, { columns, firstHalf: true });
    for (let k = 0; k <= side; k++) {
      const a = k * columns;
      const b = k === 0 ? 0 : (2 * side - k) * columns;
      for (let j = 0; j < used; j++) {
        const zr = out.r[a + j]!;
        const zi = out.i[a + j]!;
        const ur = out.r[b + j]!;
        const ui = out.i[b + j]!;
        const left = (c + j) * stride + k;
        const right = (c + j + pairs) * stride + k;
        real[left] = 0.5 * f(zr + ur);
        imaginary[left] = 0.5 * f(zi - ui);
        real[right] = 0.5 * f(zi + ui);
        imaginary[right] = 0.5 * f(ur - zr);
      }
    }
  }
}

function multiplyRows({ side, stride, width, fourierPlan, spectrum, real, imaginary, x, y }: Arrays): void {
  for (let c = 0; c < stride; c += width) {
    const columns = Math.min(width, stride - c);
    for (let r = 0; r < side; r++) {
      copy(x.r, r * columns, real, { start: r * stride + c, count: columns });
      copy(x.i, r * columns, imaginary, { start: r * stride + c, count: columns });
    }
    const product = fourier(fourierPlan, x, y, { columns, firstHalf: true });
    for (let r = 0; r < 2 * side; r++) {
      const factors = (r > side ? 2 * side - r : r) * stride + c;
      for (let j = 0; j < columns; j++) {
        const here = r * columns + j;
        product.r[here] = product.r[here]! * spectrum[factors + j]!;
        product.i[here] = product.i[here]! * spectrum[factors + j]!;
      }
    }
    // The inverse is the transform with real and imaginary part exchanged, before and after.
    const room = product === x ? y : x;
    const out = fourier(fourierPlan, swapped(product), swapped(room), { columns, halfWanted: true });
    for (let r = 0; r < side; r++) {
      copy(real, r * stride + c, out.i, { start: r * columns, count: columns });
      copy(imaginary, r * stride + c, out.r, { start: r * columns, count: columns });
    }
  }
}

function inverseColumns({ side, stride, width, fourierPlan, grid, real, imaginary, x, y }: Arrays): void {
  const pairs = side / 2;
  for (let c = 0; c < pairs; c += width) {
    const columns = Math.min(width, (pairs - c + 3) & -4);
    const used = Math.min(columns, pairs - c);
    for (let k = 0; k <= side; k++) {
      const a = k * columns;
      const b = (2 * side - k) * columns;
      for (let j = 0; j < used; j++) {
        const left = (c + j) * stride + k;
        const right = (c + j + pairs) * stride + k;
        const zr = real[left]!;
        const zi = imaginary[left]!;
        const ur = real[right]!;
        const ui = imaginary[right]!;
        x.r[a + j] = zr - ui;
        x.i[a + j] = zi + ur;
        if (k === 0 || k === side) continue;
        x.r[b + j] = zr + ui;
        x.i[b + j] = ur - zi;
      }
    }
    const out = fourier(fourierPlan, swapped(x), swapped(y), { columns, halfWanted: true });
    for (let r = 0; r < side; r++) {
      copy(grid, r * side + c, out.i, { start: r * columns, count: used });
      copy(grid, r * side + pairs + c, out.r, { start: r * columns, count: used });
    }
  }
}

/** A cubic B-spline's weights at the four grid points about a place, t of the way from the second to the third. */
function weights(w: Float32Array, t: number): void {
  const u = f(1 - t);
  w[0] = outer(t);
  w[1] = inner(t);
  w[2] = inner(u);
  w[3] = outer(u);
}

function outer(t: number): number {
  const u = f(1 - t);
  return f(f(f(u * u) * u) * SIXTH);
}

function inner(t: number): number {
  return f(f(f(f(f(f(3 * t) - 6) * t) * t) + 4) * SIXTH);
}

function slopes(d: Float32Array, t: number): void {
  const u = f(1 - t);
  d[0] = outerSlope(t);
  d[1] = innerSlope(t);
  d[2] = -innerSlope(u);
  d[3] = -outerSlope(u);
}

function outerSlope(t: number): number {
  const u = f(1 - t);
  return f(f(-0.5 * u) * u);
}

function innerSlope(t: number): number {
  return f(f(f(1.5 * t) - 2) * t);
}

function dot4(a: Float32Array, b: Float32Array): number {
  return f(f(f(a[0]! * b[0]!) + f(a[1]! * b[1]!)) + f(f(a[2]! * b[2]!) + f(a[3]! * b[3]!)));
}
