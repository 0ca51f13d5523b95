/** What a transform of a block's columns needs. */
export interface FourierPlan {
  /** Length of the transforms, a multiple of 8 whose only other prime factors are 2, 3 and 5. */
  readonly size: number;
  /** cos(2πk / size) and -sin(2πk / size), `[size]` each. */
  readonly cosines: Float32Array;
  readonly sines: Float32Array;
}

/** A block of columns of complex numbers, `[size, columns]` each. */
export interface ComplexBlock {
  readonly r: Float32Array;
  readonly i: Float32Array;
}

const f = Math.fround;
const ROOT = f(0.8660254037844386);
const C1 = f(0.30901699437494745);
const C2 = f(-0.8090169943749475);
const S1 = f(0.9510565162951535);
const S2 = f(0.5877852522924731);

/**
 * Fourier transform of a block's columns, X[k] = Σ x[n] exp(-2πi kn / size): Stockham's, which needs no reordering, with
 * radices 4, 3, 5, 4 and 2. The twin of what spline-field.as.ts does.
 * @param plan - length and factors
 * @param from - the input; overwritten
 * @param to - room for as much
 * @param prune - how many columns, a multiple of 4; whether the input's second half counts as zero, and whether only the
 *   output's first half is wanted
 * @returns whichever of the two blocks holds the result
 */
export function fourier(
  plan: FourierPlan,
  from: ComplexBlock,
  to: ComplexBlock,
  prune: { readonly columns: number; readonly firstHalf?: boolean; readonly halfWanted?: boolean },
): ComplexBlock {
  const { columns, firstHalf = false, halfWanted = false } = prune;
  const { size } = plan;
  let n = size;
  let s = columns;
  let a = from;
  let b = to;
  while (n > 1) {
    const radix = n === size ? 4 : n % 3 === 0 ? 3 : n % 5 === 0 ? 5 : n % 4 === 0 ? 4 : 2;
    const m = n / radix;
    const pass: Pass = { plan, a, b, m, s, step: size / n };
    const last = m === 1 && halfWanted;
    if (radix === 4) fours(pass, n === size && firstHalf, last);
    else if (radix === 3) threes(pass);
    else if (radix === 5) fives(pass);
    else twos(pass, last);
    n = m;
    s *= radix;
    [a, b] = [b, a];
  }
  return a;
}

interface Pass {
  readonly plan: FourierPlan;
  readonly a: ComplexBlock;
  readonly b: ComplexBlock;
  /** How many groups of columns, and floats in each. */
  readonly m: number;
  readonly s: number;
  readonly step: number;
}

function fours(
  { plan: { cosines, sines }, a, b, m, s, step }: Pass,
  halfZero: boolean,
  halfWanted: boolean,
): void {
  const { r: ar, i: ai } = a;
  const { r: br, i: bi } = b;
  const gap = s * m;
  for (let p = 0; p < m; p++) {
    const k = p * step;
    const w1r = cosines[k]!;
    const w1i = sines[k]!;
    const w2r = cosines[2 * k]!;
    const w2i = sines[2 * k]!;
    const w3r = cosines[3 * k]!;
    const w3i = sines[3 * k]!;
    for (let c = s * p, d = s * 4 * p, end = c + s; c < end; c++, d++) {
      const x0r = ar[c]!;
      const x0i = ai[c]!;
      const x1r = ar[c + gap]!;
      const x1i = ai[c + gap]!;
      let ar02 = x0r;
      let ai02 = x0i;
      let sr02 = x0r;
      let si02 = x0i;
      let ar13 = x1r;
      let ai13 = x1i;
      let sr13 = x1r;
      let si13 = x1i;
      if (!halfZero) {
        const x2r = ar[c + 2 * gap]!;
        const x2i = ai[c + 2 * gap]!;
        const x3r = ar[c + 3 * gap]!;
        const x3i = ai[c + 3 * gap]!;
        ar02 = f(x0r + x2r);
        ai02 = f(x0i + x2i);
        sr02 = f(x0r - x2r);
        si02 = f(x0i - x2i);
        ar13 = f(x1r + x3r);
        ai13 = f(x1i + x3i);
        sr13 = f(x1r - x3r);
        si13 = f(x1i - x3i);
      }
      br[d] = ar02 + ar13;
      bi[d] = ai02 + ai13;
      let tr = f(sr02 + si13);
      let ti = f(si02 - sr13);
      if (halfWanted) {
        br[d + s] = tr;
        bi[d + s] = ti;
        continue;
      }
      br[d + s] = f(tr * w1r) - f(ti * w1i);
      bi[d + s] = f(tr * w1i) + f(ti * w1r);
      tr = f(ar02 - ar13);
      ti = f(ai02 - ai13);
      br[d + 2 * s] = f(tr * w2r) - f(ti * w2i);
      bi[d + 2 * s] = f(tr * w2i) + f(ti * w2r);
      tr = f(sr02 - si13);
      ti = f(si02 + sr13);
      br[d + 3 * s] = f(tr * w3r) - f(ti * w3i);
      bi[d + 3 * s] = f(tr * w3i) + f(ti * w3r);
    }
  }
}

function twos({ plan: { cosines, sines }, a, b, m, s, step }: Pass, halfWanted: boolean): void {
  const gap = s * m;
  for (let p = 0; p < m; p++) {
    const w1r = cosines[p * step]!;
    const w1i = sines[p * step]!;
    for (let c = s * p, d = s * 2 * p, end = c + s; c < end; c++, d++) {
      const x0r = a.r[c]!;
      const x0i = a.i[c]!;
      const x1r = a.r[c + gap]!;
      const x1i = a.i[c + gap]!;
      b.r[d] = x0r + x1r;
      b.i[d] = x0i + x1i;
      if (halfWanted) continue;
      const tr = f(x0r - x1r);
      const ti = f(x0i - x1i);
      b.r[d + s] = f(tr * w1r) - f(ti * w1i);
      b.i[d + s] = f(tr * w1i) + f(ti * w1r);
    }
  }
}

function threes({ plan: { cosines, sines }, a, b, m, s, step }: Pass): void {
  const gap = s * m;
  for (let p = 0; p < m; p++) {
    const k = p * step;
    const w1r = cosines[k]!;
    const w1i = sines[k]!;
    const w2r = cosines[2 * k]!;
    const w2i = sines[2 * k]!;
    for (let c = s * p, d = s * 3 * p, end = c + s; c < end; c++, d++) {
      const x0r = a.r[c]!;
      const x0i = a.i[c]!;
      const x1r = a.r[c + gap]!;
      const x1i = a.i[c + gap]!;
      const x2r = a.r[c + 2 * gap]!;
      const x2i = a.i[c + 2 * gap]!;
      const sumR = f(x1r + x2r);
      const sumI = f(x1i + x2i);
      const turnR = f(ROOT * f(x1i - x2i));
      const turnI = f(ROOT * f(x2r - x1r));
      b.r[d] = x0r + sumR;
      b.i[d] = x0i + sumI;
      const baseR = f(x0r - f(0.5 * sumR));
      const baseI = f(x0i - f(0.5 * sumI));
      let tr = f(baseR + turnR);
      let ti = f(baseI + turnI);
      b.r[d + s] = f(tr * w1r) - f(ti * w1i);
      b.i[d + s] = f(tr * w1i) + f(ti * w1r);
      tr = f(baseR - turnR);
      ti = f(baseI - turnI);
      b.r[d + 2 * s] = f(tr * w2r) - f(ti * w2i);
      b.i[d + 2 * s] = f(tr * w2i) + f(ti * w2r);
    }
  }
}

function fives({ plan: { cosines, sines }, a, b, m, s, step }: Pass): void {
  const { r: ar, i: ai } = a;
  const { r: br, i: bi } = b;
  const gap = s * m;
  for (let p = 0; p < m; p++) {
    const k = p * step;
    const w1r = cosines[k]!;
    const w1i = sines[k]!;
    const w2r = cosines[2 * k]!;
    const w2i = sines[2 * k]!;
    const w3r = cosines[3 * k]!;
    const w3i = sines[3 * k]!;
    const w4r = cosines[4 * k]!;
    const w4i = sines[4 * k]!;
    for (let c = s * p, d = s * 5 * p, end = c + s; c < end; c++, d++) {
      const x0r = ar[c]!;
      const x0i = ai[c]!;
      const a1r = f(ar[c + gap]! + ar[c + 4 * gap]!);
      const a1i = f(ai[c + gap]! + ai[c + 4 * gap]!);
      const a2r = f(ar[c + 2 * gap]! + ar[c + 3 * gap]!);
      const a2i = f(ai[c + 2 * gap]! + ai[c + 3 * gap]!);
      const d1r = f(ar[c + gap]! - ar[c + 4 * gap]!);
      const d1i = f(ai[c + gap]! - ai[c + 4 * gap]!);
      const d2r = f(ar[c + 2 * gap]! - ar[c + 3 * gap]!);
      const d2i = f(ai[c + 2 * gap]! - ai[c + 3 * gap]!);
      br[d] = f(x0r + a1r) + a2r;
      bi[d] = f(x0i + a1i) + a2i;
      const p1r = f(f(x0r + f(C1 * a1r)) + f(C2 * a2r));
      const p1i = f(f(x0i + f(C1 * a1i)) + f(C2 * a2i));
      const p2r = f(f(x0r + f(C2 * a1r)) + f(C1 * a2r));
      const p2i = f(f(x0i + f(C2 * a1i)) + f(C1 * a2i));
      const q1r = f(f(S1 * d1i) + f(S2 * d2i));
      const q1i = f(f(S1 * d1r) + f(S2 * d2r));
      const q2r = f(f(S2 * d1i) - f(S1 * d2i));
      const q2i = f(f(S2 * d1r) - f(S1 * d2r));
      let tr = f(p1r + q1r);
      let ti = f(p1i - q1i);
      br[d + s] = f(tr * w1r) - f(ti * w1i);
      bi[d + s] = f(tr * w1i) + f(ti * w1r);
      tr = f(p2r + q2r);
      ti = f(p2i - q2i);
      br[d + 2 * s] = f(tr * w2r) - f(ti * w2i);
      bi[d + 2 * s] = f(tr * w2i) + f(ti * w2r);
      tr = f(p2r - q2r);
      ti = f(p2i + q2i);
      br[d + 3 * s] = f(tr * w3r) - f(ti * w3i);
      bi[d + 3 * s] = f(tr * w3i) + f(ti * w3r);
      tr = f(p1r - q1r);
      ti = f(p1i + q1i);
      br[d + 4 * s] = f(tr * w4r) - f(ti * w4i);
      bi[d + 4 * s] = f(tr * w4i) + f(ti * w4r);
    }
  }
}
