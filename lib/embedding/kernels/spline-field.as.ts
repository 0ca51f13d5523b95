// The potential of unit charges on a square grid, 1 / (1 + r²) between each two, by two real Fourier transforms.
// Its twin in TypeScript, spline-field-twin.ts, does the same operations in the same order.
import { at, fft, FIRST_HALF, HALF_WANTED, outI, outR, useTables } from './fourier.part.as';

let side: i32 = 0; // K, points of the grid along one side; a multiple of 4
let size: i32 = 0; // 2K, the length of the transforms: the grid and as much emptiness
let stride: i32 = 0; // floats in a row of spectra: K + 1 and padding to a multiple of 4
let width: i32 = 0; // columns that are transformed together; a multiple of 4
let grid: usize = 0; // charges, then potentials, [K, K]
let spectrum: usize = 0; // of the kernel, [K + 1, stride]
let real: usize = 0; // columns' spectra, [K + 1, stride]
let imaginary: usize = 0;
let xr: usize = 0; // blocks, [2K, width] each
let xi: usize = 0;
let yr: usize = 0;
let yi: usize = 0;
let originX: f64 = 0;
let originY: f64 = 0;
let perSpacing: f64 = 0;

export function heapBase(): usize {
  return __heap_base;
}

export function plan(table: usize): void {
  side = load<i32>(table);
  size = side * 2;
  stride = load<i32>(table, 4);
  width = load<i32>(table, 8);
  useTables(size, load<u32>(table, 12), load<u32>(table, 16));
  grid = load<u32>(table, 20);
  spectrum = load<u32>(table, 24);
  real = load<u32>(table, 28);
  imaginary = load<u32>(table, 32);
  xr = load<u32>(table, 36);
  xi = load<u32>(table, 40);
  yr = load<u32>(table, 44);
  yi = load<u32>(table, 48);
}

export function place(x: f64, y: f64, inverseSpacing: f64): void {
  originX = x;
  originY = y;
  perSpacing = inverseSpacing;
}

// Copies of a few dozen floats: the engine's own memory.copy costs more to call.
function copyWhole(to: usize, from: usize, count: i32): void {
  for (let j = 0; j < count; j += 4) v128.store(at(to, j), v128.load(at(from, j)));
}
function copyExactly(to: usize, from: usize, count: i32): void {
  let j = 0;
  for (; j + 4 <= count; j += 4) v128.store(at(to, j), v128.load(at(from, j)));
  for (; j < count; j++) store<f32>(at(to, j), load<f32>(at(from, j)));
}

// ---- The kernel's spectrum: an even function's transform is real ----

export function transformKernel(): void {
  evenPass(spectrum, real);
  evenPass(real, spectrum);
}

function evenPass(from: usize, to: usize): void {
  for (let c = 0; c < stride; c += width) {
    const w = min(width, stride - c);
    memory.fill(xi, 0, (<usize>(size * w)) << 2);
    for (let r = 0; r <= side; r++) {
      const row = at(from, r * stride + c);
      copyWhole(at(xr, r * w), row, w);
      if (r > 0 && r < side) copyWhole(at(xr, (size - r) * w), row, w);
    }
    fft(xr, xi, yr, yi, w, 0);
    for (let j = 0; j < w; j++) {
      if (c + j > side) break;
      for (let k = 0; k <= side; k++) {
        store<f32>(at(to, (c + j) * stride + k), load<f32>(at(outR, k * w + j)));
      }
    }
  }
}

// ---- Charges to potentials ----

export function convolve(): void {
  forwardColumns();
  multiplyRows();
  inverseColumns();
}

// Two real columns are one complex one: column c and column c + K / 2.
function forwardColumns(): void {
  const pairs = side >> 1;
  for (let c = 0; c < pairs; c += width) {
    const w = min(width, (pairs - c + 3) & -4);
    const used = min(w, pairs - c);
    // Columns behind the last are whatever stands there: nothing reads what becomes of them.
    for (let r = 0; r < side; r++) {
      copyWhole(at(xr, r * w), at(grid, r * side + c), w);
      copyWhole(at(xi, r * w), at(grid, r * side + pairs + c), w);
    }
    fft(xr, xi, yr, yi, w, FIRST_HALF);
    for (let k = 0; k <= side; k++) {
      const a = k * w;
      const b = k == 0 ? 0 : (size - k) * w;
      for (let j = 0; j < used; j++) {
        const zr = load<f32>(at(outR, a + j));
        const zi = load<f32>(at(outI, a + j));
        const ur = load<f32>(at(outR, b + j));
        const ui = load<f32>(at(outI, b + j));
        const left = (c + j) * stride + k;
        const right = (c + j + pairs) * stride + k;
        store<f32>(at(real, left), <f32>0.5 * (zr + ur));
        store<f32>(at(imaginary, left), <f32>0.5 * (zi - ui));
        store<f32>(at(real, right), <f32>0.5 * (zi + ui));
        store<f32>(at(imaginary, right), <f32>0.5 * (ur - zr));
      }
    }
  }
}

function multiplyRows(): void {
  for (let c = 0; c < stride; c += width) {
    const w = min(width, stride - c);
    for (let r = 0; r < side; r++) {
      copyWhole(at(xr, r * w), at(real, r * stride + c), w);
      copyWhole(at(xi, r * w), at(imaginary, r * stride + c), w);
    }
    fft(xr, xi, yr, yi, w, FIRST_HALF);
    const r0 = outR;
    const i0 = outI;
    for (let r = 0; r < size; r++) {
      const factors = at(spectrum, (r > side ? size - r : r) * stride + c);
      for (let j = 0; j < w; j += 4) {
        const factor = v128.load(at(factors, j));
        const here = r * w + j;
        v128.store(at(r0, here), f32x4.mul(v128.load(at(r0, here)), factor));
        v128.store(at(i0, here), f32x4.mul(v128.load(at(i0, here)), factor));
      }
    }
    // The inverse is the transform with real and imaginary part exchanged, before and after.
    fft(i0, r0, r0 == xr ? yi : xi, r0 == xr ? yr : xr, w, HALF_WANTED);
    for (let r = 0; r < side; r++) {
      copyWhole(at(real, r * stride + c), at(outI, r * w), w);
      copyWhole(at(imaginary, r * stride + c), at(outR, r * w), w);
    }
  }
}

function inverseColumns(): void {
  const pairs = side >> 1;
  for (let c = 0; c < pairs; c += width) {
    const w = min(width, (pairs - c + 3) & -4);
    const used = min(w, pairs - c);
    for (let k = 0; k <= side; k++) {
      const a = k * w;
      const b = (size - k) * w;
      for (let j = 0; j < used; j++) {
        const left = (c + j) * stride + k;
        const right = (c + j + pairs) * stride + k;
        const zr = load<f32>(at(real, left));
        const zi = load<f32>(at(imaginary, left));
        const ur = load<f32>(at(real, right));
        const ui = load<f32>(at(imaginary, right));
        store<f32>(at(xr, a + j), zr - ui);
        store<f32>(at(xi, a + j), zi + ur);
        if (k == 0 || k == side) continue;
        store<f32>(at(xr, b + j), zr + ui);
        store<f32>(at(xi, b + j), ur - zi);
      }
    }
    fft(xi, xr, yi, yr, w, HALF_WANTED);
    for (let r = 0; r < side; r++) {
      copyExactly(at(grid, r * side + c), at(outI, r * w), used);
      copyExactly(at(grid, r * side + pairs + c), at(outR, r * w), used);
    }
  }
}

// ---- Points to charges, potentials to points: cubic B-splines ----

function weight0(t: f32): f32 {
  const u = <f32>1 - t;
  return u * u * u * SIXTH;
}
function weight1(t: f32): f32 {
  return ((<f32>3 * t - <f32>6) * t * t + <f32>4) * SIXTH;
}
function slope0(t: f32): f32 {
  const u = <f32>1 - t;
  return <f32>-0.5 * u * u;
}
function slope1(t: f32): f32 {
  return (<f32>1.5 * t - <f32>2) * t;
}
const SIXTH: f32 = <f32>0.16666666666666666;

export function spread(points: i32, positions: usize): void {
  memory.fill(grid, 0, (<usize>(side * side)) << 2);
  const row = (<usize>side) << 2;
  for (let i = 0; i < points; i++) {
    const x = (load<f64>(positions + ((<usize>i) << 4)) - originX) * perSpacing;
    const y = (load<f64>(positions + ((<usize>i) << 4), 8) - originY) * perSpacing;
    const column = <i32>x;
    const line = <i32>y;
    const t = <f32>(x - <f64>column);
    const u = <f32>(y - <f64>line);
    let w = f32x4.splat(weight0(t));
    w = f32x4.replace_lane(w, 1, weight1(t));
    w = f32x4.replace_lane(w, 2, weight1(<f32>1 - t));
    w = f32x4.replace_lane(w, 3, weight0(<f32>1 - t));
    let cell = at(grid, (line - 1) * side + column - 1);
    v128.store(cell, f32x4.add(v128.load(cell), f32x4.mul(w, f32x4.splat(weight0(u)))));
    cell += row;
    v128.store(cell, f32x4.add(v128.load(cell), f32x4.mul(w, f32x4.splat(weight1(u)))));
    cell += row;
    v128.store(cell, f32x4.add(v128.load(cell), f32x4.mul(w, f32x4.splat(weight1(<f32>1 - u)))));
    cell += row;
    v128.store(cell, f32x4.add(v128.load(cell), f32x4.mul(w, f32x4.splat(weight0(<f32>1 - u)))));
  }
}

function dot4(a: v128, b: v128): f32 {
  const c = f32x4.mul(a, b);
  return (
    f32x4.extract_lane(c, 0) +
    f32x4.extract_lane(c, 1) +
    (f32x4.extract_lane(c, 2) + f32x4.extract_lane(c, 3))
  );
}

// Writes potential, force x, force y of each point, 3 floats: force = -gradient / 2.
export function gather(points: i32, positions: usize, out: usize): void {
  const row = (<usize>side) << 2;
  const scale = <f32>(-0.5 * perSpacing);
  for (let i = 0; i < points; i++) {
    const x = (load<f64>(positions + ((<usize>i) << 4)) - originX) * perSpacing;
    const y = (load<f64>(positions + ((<usize>i) << 4), 8) - originY) * perSpacing;
    const column = <i32>x;
    const line = <i32>y;
    const t = <f32>(x - <f64>column);
    const u = <f32>(y - <f64>line);
    const cell = at(grid, (line - 1) * side + column - 1);
    const v0 = v128.load(cell);
    const v1 = v128.load(cell + row);
    const v2 = v128.load(cell + 2 * row);
    const v3 = v128.load(cell + 3 * row);
    const across = f32x4.add(
      f32x4.add(f32x4.mul(v0, f32x4.splat(weight0(u))), f32x4.mul(v1, f32x4.splat(weight1(u)))),
      f32x4.add(
        f32x4.mul(v2, f32x4.splat(weight1(<f32>1 - u))),
        f32x4.mul(v3, f32x4.splat(weight0(<f32>1 - u))),
      ),
    );
    // The spline's slopes are odd about its middle.
    const slope = f32x4.add(
      f32x4.sub(f32x4.mul(v0, f32x4.splat(slope0(u))), f32x4.mul(v3, f32x4.splat(slope0(<f32>1 - u)))),
      f32x4.sub(f32x4.mul(v1, f32x4.splat(slope1(u))), f32x4.mul(v2, f32x4.splat(slope1(<f32>1 - u)))),
    );
    let w = f32x4.splat(weight0(t));
    w = f32x4.replace_lane(w, 1, weight1(t));
    w = f32x4.replace_lane(w, 2, weight1(<f32>1 - t));
    w = f32x4.replace_lane(w, 3, weight0(<f32>1 - t));
    let d = f32x4.splat(slope0(t));
    d = f32x4.replace_lane(d, 1, slope1(t));
    d = f32x4.replace_lane(d, 2, -slope1(<f32>1 - t));
    d = f32x4.replace_lane(d, 3, -slope0(<f32>1 - t));
    const to = out + <usize>i * 12;
    store<f32>(to, dot4(across, w));
    store<f32>(to, scale * dot4(across, d), 4);
    store<f32>(to, scale * dot4(slope, w), 8);
  }
}
