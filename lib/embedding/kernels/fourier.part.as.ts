// Fourier transform of the columns of a block: Stockham's, radices 4, 3, 5 and 2.
// Its twin in TypeScript, fourier-twin.ts, does the same operations in the same order.

let length: i32 = 0; // of the transforms
let cosines: usize = 0;
let sines: usize = 0; // negative
/** Where a transform left its result. */
export let outR: usize = 0;
export let outI: usize = 0;

/** The input's second half is zero. */
export const FIRST_HALF: i32 = 1;
/** Only the output's first half is wanted. */
export const HALF_WANTED: i32 = 2;

export function useTables(size: i32, cosineTable: usize, sineTable: usize): void {
  length = size;
  cosines = cosineTable;
  sines = sineTable;
}

export function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

export function fft(ar: usize, ai: usize, br: usize, bi: usize, columns: i32, flags: i32): void {
  let n = length;
  let s = columns;
  while (n > 1) {
    let radix = 2;
    if (n == length) radix = 4;
    else if (n % 3 == 0) radix = 3;
    else if (n % 5 == 0) radix = 5;
    else if (n % 4 == 0) radix = 4;
    const m = n / radix;
    const step = length / n;
    const last = m == 1 && (flags & HALF_WANTED) != 0;
    if (radix == 4) {
      if (n == length && (flags & FIRST_HALF) != 0) fours(ar, ai, br, bi, m, s, step, 1);
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
