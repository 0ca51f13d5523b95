// One epoch of UMAP's descent in two dimensions: an edge that is due pulls its ends together and pushes its head from points
// drawn by chance, all of them seen from where the head was before, four at a time. layout-epoch-twin.ts is its twin: the
// same operations in the same order.
import { sum4 } from './lanes.part.as';

/** Nearer than this, squared, is no distance: single precision has no direction for it. */
const NEAREST: f32 = 8.271806125530277e-25; // 2^-80
const CLIP: f32 = 4;

export function heapBase(): usize {
  return __heap_base;
}

/** squareᵇ = 2^(b · log₂ square), relative error about 4e-7 · b; log₂ by seven terms, powers of 2 by six. */
function power(square: v128, b: v128): v128 {
  const one = f32x4.splat(1);
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(square, 23), i32x4.splat(127)));
  const mantissa = v128.or(v128.and(square, i32x4.splat(0x7fffff)), one);
  const t = f32x4.sub(mantissa, one);
  let p = f32x4.splat(0.015529895201325417);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.07955765724182129));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.19429421424865723));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.32590189576148987));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.4735533893108368));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.7205854654312134));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.442667841911316));
  let y = f32x4.mul(b, f32x4.add(exponent, f32x4.mul(p, t)));
  y = f32x4.max(f32x4.min(y, f32x4.splat(126)), f32x4.splat(-126));
  const whole = f32x4.floor(y);
  const rest = f32x4.sub(y, whole);
  let q = f32x4.splat(0.0018775765784084797);
  q = f32x4.add(f32x4.mul(q, rest), f32x4.splat(0.008989340625703335));
  q = f32x4.add(f32x4.mul(q, rest), f32x4.splat(0.05582631751894951));
  q = f32x4.add(f32x4.mul(q, rest), f32x4.splat(0.24015361070632935));
  q = f32x4.add(f32x4.mul(q, rest), f32x4.splat(0.6931530833244324));
  q = f32x4.add(f32x4.mul(q, rest), f32x4.splat(0.9999999403953552));
  return f32x4.mul(q, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23));
}

function clip(v: v128): v128 {
  return f32x4.max(f32x4.min(v, f32x4.splat(CLIP)), f32x4.splat(-CLIP));
}

/** Four shift registers, one a lane. */
function shift(s: v128): v128 {
  s = v128.xor(s, i32x4.shl(s, 13));
  s = v128.xor(s, i32x4.shr_u(s, 17));
  return v128.xor(s, i32x4.shl(s, 5));
}

/**
 * The table holds, each in four bytes: how many edges there are; the addresses of their heads, tails (i32), epochs from one
 * drawing to the next, epoch of the next, epochs from one drawn point to the next, epoch up to which they are drawn (f64);
 * the addresses of the moving places and of the targets' (f32, [points, 2]); how many targets; whether these are the moving
 * points; the address of the four registers; then as f32 a, b, what pulls (-2ab) and what pushes (2 · strength · b).
 */
export function runEpoch(table: usize, now: f64, rate: f32): void {
  const edges = load<i32>(table);
  const heads: usize = load<u32>(table, 4);
  const tails: usize = load<u32>(table, 8);
  const periods: usize = load<u32>(table, 12);
  const nextSample: usize = load<u32>(table, 16);
  const drawPeriods: usize = load<u32>(table, 20);
  const nextDraw: usize = load<u32>(table, 24);
  const moving: usize = load<u32>(table, 28);
  const targets: usize = load<u32>(table, 32);
  const count = v128.load32_splat(table, 36);
  const tailsMove = load<u32>(table, 40) != 0;
  const registers: usize = load<u32>(table, 44);
  const a = v128.load32_splat(table, 48);
  const b = v128.load32_splat(table, 52);
  const pull = v128.load32_splat(table, 56);
  const push = v128.load32_splat(table, 60);
  const one = f32x4.splat(1);
  const nearest = f32x4.splat(NEAREST);
  const lanes = i32x4(0, 1, 2, 3);
  const firstLane = i32x4(-1, 0, 0, 0);
  const near = f32x4.splat(0.001);
  const nearButFirst = f32x4(0, 0.001, 0.001, 0.001);
  let s = v128.load(registers);
  for (let e = 0; e < edges; e++) {
    const at: usize = (<usize>e) << 3;
    const due = load<f64>(nextSample + at);
    if (due > now) continue;
    const head = load<i32>(heads + ((<usize>e) << 2));
    const tail = load<i32>(tails + ((<usize>e) << 2));
    const place = moving + ((<usize>head) << 3);
    let x = load<f32>(place);
    let y = load<f32>(place, 4);
    const itself = i32x4.splat(tailsMove ? head : -1);
    const drawPeriod = load<f64>(drawPeriods + at);
    const drawn = load<f64>(nextDraw + at);
    const draws = <i32>max<f64>(0, floor<f64>((now - drawn) / drawPeriod));
    // In the first lane of the first four is the tail, which pulls.
    for (let first = -1; first < draws; first += 4) {
      s = shift(s);
      let r = v128.shuffle<i32>(
        i64x2.extmul_low_i32x4_u(s, count),
        i64x2.extmul_high_i32x4_u(s, count),
        1,
        3,
        5,
        7,
      );
      const isFirst = first < 0;
      if (isFirst) r = i32x4.replace_lane(r, 0, tail);
      let u = v128.load64_zero(targets + ((<usize>i32x4.extract_lane(r, 0)) << 3));
      u = v128.load64_lane(targets + ((<usize>i32x4.extract_lane(r, 1)) << 3), u, 1);
      let v = v128.load64_zero(targets + ((<usize>i32x4.extract_lane(r, 2)) << 3));
      v = v128.load64_lane(targets + ((<usize>i32x4.extract_lane(r, 3)) << 3), v, 1);
      const dx = f32x4.sub(f32x4.splat(x), v128.shuffle<f32>(u, v, 0, 2, 4, 6));
      const dy = f32x4.sub(f32x4.splat(y), v128.shuffle<f32>(u, v, 1, 3, 5, 7));
      const square = f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy));
      const counts = v128.and(
        v128.and(f32x4.gt(square, nearest), i32x4.ne(r, itself)),
        i32x4.lt_s(lanes, i32x4.splat(draws - first)),
      );
      const grown = power(square, b);
      const above = isFirst ? v128.bitselect(f32x4.mul(pull, grown), push, firstLane) : push;
      const below = f32x4.mul(
        f32x4.add(isFirst ? nearButFirst : near, square),
        f32x4.add(f32x4.mul(a, grown), one),
      );
      const force = v128.and(f32x4.div(above, below), counts);
      const fx = clip(f32x4.mul(force, dx));
      const fy = clip(f32x4.mul(force, dy));
      if (isFirst && tailsMove) {
        const other = targets + ((<usize>tail) << 3);
        store<f32>(other, load<f32>(other) - rate * f32x4.extract_lane(fx, 0));
        store<f32>(other, load<f32>(other, 4) - rate * f32x4.extract_lane(fy, 0), 4);
      }
      x += rate * sum4(fx);
      y += rate * sum4(fy);
    }
    store<f64>(nextSample + at, due + load<f64>(periods + at));
    store<f64>(nextDraw + at, drawn + <f64>draws * drawPeriod);
    store<f32>(place, x);
    store<f32>(place, y, 4);
  }
  v128.store(registers, s);
}
