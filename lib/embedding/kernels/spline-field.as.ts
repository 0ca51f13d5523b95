// The potential of unit charges on a square grid, 1 / (1 + r²) between each two, by two real Fourier transforms.
// Its twin in TypeScript, spline-field-twin.ts, does the same operations in the same order.

let side: i32 = 0; // K, points of the grid along one side; a multiple of 4
let size: i32 = 0; // 2K, the length of the transforms: the grid and as much emptiness
let stride: i32 = 0; // floats in a row of spectra: K + 1 and padding to a multiple of 4
let width: i32 = 0; // columns that are transformed together; a multiple of 4
let cosines: usize = 0;
let sines: usize = 0; // negative
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
// Where a transform left its result.
let outR: usize = 0;
let outI: usize = 0;

const FIRST_HALF: i32 = 1; // the input's second half is zero
const HALF_WANTED: i32 = 2; // only the output's first half is wanted

export function heapBase(): usize {
  return __heap_base;
}

export function plan(table: usize): void {
  side = load<i32>(table);
  size = side * 2;
  stride = load<i32>(table, 4);
  width = load<i32>(table, 8);
  cosines = load<u32>(table, 12);
  sines = load<u32>(table, 16);
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

function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
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

// ---- Fourier transform of the columns of a block: Stockham's, radices 4, 3, 5 and 2 ----

function fft(ar: usize, ai: usize, br: usize, bi: usize, columns: i32, flags: i32): void {
  let n = size;
  let s = columns;
  while (n > 1) {
    let radix = 2;
    if (n == size) radix = 4;
    else if (n % 3 == 0) radix = 3;
    else if (n % 5 == 0) radix = 5;
    else if (n % 4 == 0) radix = 4;
    const m = n / radix;
    const step = size / n;
    const last = m == 1 && (flags & HALF_WANTED) != 0;
    if (radix == 4) {
      if (n == size && (flags & FIRST_HALF) != 0) fours(ar, ai, br, bi, m, s, step, 1);
      else if (last) fours(ar, ai, br, bi, m, s, step, 2);
      else fours(ar, ai, br, bi, m, s, step, 0);
    } else if (radix == 3) threes(ar, ai, br, bi, m, s, step);
    else if (radix == 5) fives(ar, ai, br, bi, m, s, step);
    else twos(ar, ai, br, bi, m, s, step, last);
    n = m;
    s *= radix;
    let t = ar;
    ar = br;
    br = t;
    t = ai;
    ai = bi;
    bi = t;
  }
  outR = ar;
  outI = ai;
}

function fours(ar: usize, ai: usize, br: usize, bi: usize, m: i32, s: i32, step: i32, kind: i32): void {
  const gap = (<usize>(s * m)) << 2;
  const out = (<usize>s) << 2;
  for (let p = 0; p < m; p++) {
    const k = p * step;
    const w1r = v128.load32_splat(at(cosines, k));
    const w1i = v128.load32_splat(at(sines, k));
    const w2r = v128.load32_splat(at(cosines, 2 * k));
    const w2i = v128.load32_splat(at(sines, 2 * k));
    const w3r = v128.load32_splat(at(cosines, 3 * k));
    const w3i = v128.load32_splat(at(sines, 3 * k));
    let pr = at(ar, s * p);
    let pi = at(ai, s * p);
    let qr = at(br, s * 4 * p);
    let qi = at(bi, s * 4 * p);
    const end = pr + out;
    if (kind == 1) {
      for (; pr < end; pr += 16, pi += 16, qr += 16, qi += 16) {
        const x0r = v128.load(pr);
        const x0i = v128.load(pi);
        const x1r = v128.load(pr + gap);
        const x1i = v128.load(pi + gap);
        v128.store(qr, f32x4.add(x0r, x1r));
        v128.store(qi, f32x4.add(x0i, x1i));
        let tr = f32x4.add(x0r, x1i);
        let ti = f32x4.sub(x0i, x1r);
        v128.store(qr + out, f32x4.sub(f32x4.mul(tr, w1r), f32x4.mul(ti, w1i)));
        v128.store(qi + out, f32x4.add(f32x4.mul(tr, w1i), f32x4.mul(ti, w1r)));
        tr = f32x4.sub(x0r, x1r);
        ti = f32x4.sub(x0i, x1i);
        v128.store(qr + 2 * out, f32x4.sub(f32x4.mul(tr, w2r), f32x4.mul(ti, w2i)));
        v128.store(qi + 2 * out, f32x4.add(f32x4.mul(tr, w2i), f32x4.mul(ti, w2r)));
        tr = f32x4.sub(x0r, x1i);
        ti = f32x4.add(x0i, x1r);
        v128.store(qr + 3 * out, f32x4.sub(f32x4.mul(tr, w3r), f32x4.mul(ti, w3i)));
        v128.store(qi + 3 * out, f32x4.add(f32x4.mul(tr, w3i), f32x4.mul(ti, w3r)));
      }
      continue;
    }
    for (; pr < end; pr += 16, pi += 16, qr += 16, qi += 16) {
      const x0r = v128.load(pr);
      const x0i = v128.load(pi);
      const x1r = v128.load(pr + gap);
      const x1i = v128.load(pi + gap);
      const x2r = v128.load(pr + 2 * gap);
      const x2i = v128.load(pi + 2 * gap);
      const x3r = v128.load(pr + 3 * gap);
      const x3i = v128.load(pi + 3 * gap);
      const ar02 = f32x4.add(x0r, x2r);
      const ai02 = f32x4.add(x0i, x2i);
      const sr02 = f32x4.sub(x0r, x2r);
      const si02 = f32x4.sub(x0i, x2i);
      const ar13 = f32x4.add(x1r, x3r);
      const ai13 = f32x4.add(x1i, x3i);
      const sr13 = f32x4.sub(x1r, x3r);
      const si13 = f32x4.sub(x1i, x3i);
      v128.store(qr, f32x4.add(ar02, ar13));
      v128.store(qi, f32x4.add(ai02, ai13));
      let tr = f32x4.add(sr02, si13);
      let ti = f32x4.sub(si02, sr13);
      if (kind == 2) {
        // m = 1: no factors to multiply by, and the other two outputs are not wanted.
        v128.store(qr + out, tr);
        v128.store(qi + out, ti);
        continue;
      }
      v128.store(qr + out, f32x4.sub(f32x4.mul(tr, w1r), f32x4.mul(ti, w1i)));
      v128.store(qi + out, f32x4.add(f32x4.mul(tr, w1i), f32x4.mul(ti, w1r)));
      tr = f32x4.sub(ar02, ar13);
      ti = f32x4.sub(ai02, ai13);
      v128.store(qr + 2 * out, f32x4.sub(f32x4.mul(tr, w2r), f32x4.mul(ti, w2i)));
      v128.store(qi + 2 * out, f32x4.add(f32x4.mul(tr, w2i), f32x4.mul(ti, w2r)));
      tr = f32x4.sub(sr02, si13);
      ti = f32x4.add(si02, sr13);
      v128.store(qr + 3 * out, f32x4.sub(f32x4.mul(tr, w3r), f32x4.mul(ti, w3i)));
      v128.store(qi + 3 * out, f32x4.add(f32x4.mul(tr, w3i), f32x4.mul(ti, w3r)));
    }
  }
}

function twos(ar: usize, ai: usize, br: usize, bi: usize, m: i32, s: i32, step: i32, half: bool): void {
  const gap = (<usize>(s * m)) << 2;
  const out = (<usize>s) << 2;
  for (let p = 0; p < m; p++) {
    const w1r = v128.load32_splat(at(cosines, p * step));
    const w1i = v128.load32_splat(at(sines, p * step));
    let pr = at(ar, s * p);
    let pi = at(ai, s * p);
    let qr = at(br, s * 2 * p);
    let qi = at(bi, s * 2 * p);
    const end = pr + out;
    for (; pr < end; pr += 16, pi += 16, qr += 16, qi += 16) {
      const x0r = v128.load(pr);
      const x0i = v128.load(pi);
      const x1r = v128.load(pr + gap);
      const x1i = v128.load(pi + gap);
      v128.store(qr, f32x4.add(x0r, x1r));
      v128.store(qi, f32x4.add(x0i, x1i));
      if (half) continue;
      const tr = f32x4.sub(x0r, x1r);
      const ti = f32x4.sub(x0i, x1i);
      v128.store(qr + out, f32x4.sub(f32x4.mul(tr, w1r), f32x4.mul(ti, w1i)));
      v128.store(qi + out, f32x4.add(f32x4.mul(tr, w1i), f32x4.mul(ti, w1r)));
    }
  }
}

function threes(ar: usize, ai: usize, br: usize, bi: usize, m: i32, s: i32, step: i32): void {
  const gap = (<usize>(s * m)) << 2;
  const out = (<usize>s) << 2;
  const half = f32x4.splat(0.5);
  const root = f32x4.splat(<f32>0.8660254037844386);
  for (let p = 0; p < m; p++) {
    const k = p * step;
    const w1r = v128.load32_splat(at(cosines, k));
    const w1i = v128.load32_splat(at(sines, k));
    const w2r = v128.load32_splat(at(cosines, 2 * k));
    const w2i = v128.load32_splat(at(sines, 2 * k));
    let pr = at(ar, s * p);
    let pi = at(ai, s * p);
    let qr = at(br, s * 3 * p);
    let qi = at(bi, s * 3 * p);
    const end = pr + out;
    for (; pr < end; pr += 16, pi += 16, qr += 16, qi += 16) {
      const x0r = v128.load(pr);
      const x0i = v128.load(pi);
      const x1r = v128.load(pr + gap);
      const x1i = v128.load(pi + gap);
      const x2r = v128.load(pr + 2 * gap);
      const x2i = v128.load(pi + 2 * gap);
      const sumR = f32x4.add(x1r, x2r);
      const sumI = f32x4.add(x1i, x2i);
      const turnR = f32x4.mul(root, f32x4.sub(x1i, x2i));
      const turnI = f32x4.mul(root, f32x4.sub(x2r, x1r));
      v128.store(qr, f32x4.add(x0r, sumR));
      v128.store(qi, f32x4.add(x0i, sumI));
      const baseR = f32x4.sub(x0r, f32x4.mul(half, sumR));
      const baseI = f32x4.sub(x0i, f32x4.mul(half, sumI));
      let tr = f32x4.add(baseR, turnR);
      let ti = f32x4.add(baseI, turnI);
      v128.store(qr + out, f32x4.sub(f32x4.mul(tr, w1r), f32x4.mul(ti, w1i)));
      v128.store(qi + out, f32x4.add(f32x4.mul(tr, w1i), f32x4.mul(ti, w1r)));
      tr = f32x4.sub(baseR, turnR);
      ti = f32x4.sub(baseI, turnI);
      v128.store(qr + 2 * out, f32x4.sub(f32x4.mul(tr, w2r), f32x4.mul(ti, w2i)));
      v128.store(qi + 2 * out, f32x4.add(f32x4.mul(tr, w2i), f32x4.mul(ti, w2r)));
    }
  }
}

function fives(ar: usize, ai: usize, br: usize, bi: usize, m: i32, s: i32, step: i32): void {
  const gap = (<usize>(s * m)) << 2;
  const out = (<usize>s) << 2;
  const c1 = f32x4.splat(<f32>0.30901699437494745);
  const c2 = f32x4.splat(<f32>-0.8090169943749475);
  const s1 = f32x4.splat(<f32>0.9510565162951535);
  const s2 = f32x4.splat(<f32>0.5877852522924731);
  for (let p = 0; p < m; p++) {
    const k = p * step;
    const w1r = v128.load32_splat(at(cosines, k));
    const w1i = v128.load32_splat(at(sines, k));
    const w2r = v128.load32_splat(at(cosines, 2 * k));
    const w2i = v128.load32_splat(at(sines, 2 * k));
    const w3r = v128.load32_splat(at(cosines, 3 * k));
    const w3i = v128.load32_splat(at(sines, 3 * k));
    const w4r = v128.load32_splat(at(cosines, 4 * k));
    const w4i = v128.load32_splat(at(sines, 4 * k));
    let pr = at(ar, s * p);
    let pi = at(ai, s * p);
    let qr = at(br, s * 5 * p);
    let qi = at(bi, s * 5 * p);
    const end = pr + out;
    for (; pr < end; pr += 16, pi += 16, qr += 16, qi += 16) {
      const x0r = v128.load(pr);
      const x0i = v128.load(pi);
      const x1r = v128.load(pr + gap);
      const x1i = v128.load(pi + gap);
      const x2r = v128.load(pr + 2 * gap);
      const x2i = v128.load(pi + 2 * gap);
      const x3r = v128.load(pr + 3 * gap);
      const x3i = v128.load(pi + 3 * gap);
      const x4r = v128.load(pr + 4 * gap);
      const x4i = v128.load(pi + 4 * gap);
      const a1r = f32x4.add(x1r, x4r);
      const a1i = f32x4.add(x1i, x4i);
      const a2r = f32x4.add(x2r, x3r);
      const a2i = f32x4.add(x2i, x3i);
      const d1r = f32x4.sub(x1r, x4r);
      const d1i = f32x4.sub(x1i, x4i);
      const d2r = f32x4.sub(x2r, x3r);
      const d2i = f32x4.sub(x2i, x3i);
      v128.store(qr, f32x4.add(f32x4.add(x0r, a1r), a2r));
      v128.store(qi, f32x4.add(f32x4.add(x0i, a1i), a2i));
      const p1r = f32x4.add(f32x4.add(x0r, f32x4.mul(c1, a1r)), f32x4.mul(c2, a2r));
      const p1i = f32x4.add(f32x4.add(x0i, f32x4.mul(c1, a1i)), f32x4.mul(c2, a2i));
      const p2r = f32x4.add(f32x4.add(x0r, f32x4.mul(c2, a1r)), f32x4.mul(c1, a2r));
      const p2i = f32x4.add(f32x4.add(x0i, f32x4.mul(c2, a1i)), f32x4.mul(c1, a2i));
      const q1r = f32x4.add(f32x4.mul(s1, d1i), f32x4.mul(s2, d2i));
      const q1i = f32x4.add(f32x4.mul(s1, d1r), f32x4.mul(s2, d2r));
      const q2r = f32x4.sub(f32x4.mul(s2, d1i), f32x4.mul(s1, d2i));
      const q2i = f32x4.sub(f32x4.mul(s2, d1r), f32x4.mul(s1, d2r));
      let tr = f32x4.add(p1r, q1r);
      let ti = f32x4.sub(p1i, q1i);
      v128.store(qr + out, f32x4.sub(f32x4.mul(tr, w1r), f32x4.mul(ti, w1i)));
      v128.store(qi + out, f32x4.add(f32x4.mul(tr, w1i), f32x4.mul(ti, w1r)));
      tr = f32x4.add(p2r, q2r);
      ti = f32x4.sub(p2i, q2i);
      v128.store(qr + 2 * out, f32x4.sub(f32x4.mul(tr, w2r), f32x4.mul(ti, w2i)));
      v128.store(qi + 2 * out, f32x4.add(f32x4.mul(tr, w2i), f32x4.mul(ti, w2r)));
      tr = f32x4.sub(p2r, q2r);
      ti = f32x4.add(p2i, q2i);
      v128.store(qr + 3 * out, f32x4.sub(f32x4.mul(tr, w3r), f32x4.mul(ti, w3i)));
      v128.store(qi + 3 * out, f32x4.add(f32x4.mul(tr, w3i), f32x4.mul(ti, w3r)));
      tr = f32x4.sub(p1r, q1r);
      ti = f32x4.add(p1i, q1i);
      v128.store(qr + 4 * out, f32x4.sub(f32x4.mul(tr, w4r), f32x4.mul(ti, w4i)));
      v128.store(qi + 4 * out, f32x4.add(f32x4.mul(tr, w4i), f32x4.mul(ti, w4r)));
    }
  }
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
