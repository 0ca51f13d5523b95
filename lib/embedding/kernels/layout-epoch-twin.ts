import { powerOf2 } from '../../core/portable-math.ts';
import { sum4 } from './lanes-twin.ts';
import type { KernelMemory } from './load-kernels.ts';

/** The functions of layout-epoch.as.ts; addresses are bytes of the kernel's memory. */
export interface LayoutEpochCalls {
  /**
   * One epoch of UMAP's descent in two dimensions.
   * @param table - of addresses and parameters, as layout-epoch.as.ts describes it
   * @param now - the epoch, from 0
   * @param rate - the learning rate now
   */
  runEpoch(table: number, now: number, rate: number): void;
}

const f = Math.fround;
const NEAREST = 2 ** -80;
const CLIP = 4;
const NEAR = f(0.001);
/** log₂(1 + t) / t for t from 0 to 1, highest power first, and 2^t; least greatest error. */
const LOG2 = [
  0.015529895201325417, -0.07955765724182129, 0.19429421424865723, -0.32590189576148987, 0.4735533893108368,
  -0.7205854654312134, 1.442667841911316,
].map(f);
const EXP2 = [
  0.0018775765784084797, 0.008989340625703335, 0.05582631751894951, 0.24015361070632935, 0.6931530833244324,
  0.9999999403953552,
].map(f);

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);

/** The twin of layout-epoch.as.ts: the same operations in the same order, in single precision, four lanes side by side. */
export function layoutEpochTwin(memory: KernelMemory): LayoutEpochCalls {
  return {
    runEpoch: (table, now, rateGiven) => {
      const words = new Uint32Array(memory.buffer);
      const places = new Float32Array(memory.buffer);
      const doubles = new Float64Array(memory.buffer);
      const head0 = words[table / 4 + 1]! / 4;
      const [edges, , tail0, period0, sample0, drawPeriod0, draw0, moving, targets, count, moves, registers] =
        words.subarray(table / 4, table / 4 + 12).map((word, i) => wordOrIndex(word, i));
      const [a, b, pull, push] = places.subarray(table / 4 + 12, table / 4 + 16);
      const rate = f(rateGiven);
      const s = words.subarray(registers, registers! + 4);
      const fx = new Float32Array(4);
      const fy = new Float32Array(4);
      for (let e = 0; e < edges!; e++) {
        const due = doubles[sample0! + e]!;
        if (due > now) continue;
        const head = words[head0 + e]!;
        const tail = words[tail0! + e]!;
        let x = places[moving! + 2 * head]!;
        let y = places[moving! + 2 * head + 1]!;
        const itself = moves === 1 ? head : -1;
        const drawPeriod = doubles[drawPeriod0! + e]!;
        const drawn = doubles[draw0! + e]!;
        const draws = Math.max(0, Math.floor((now - drawn) / drawPeriod));
        for (let first = -1; first < draws; first += 4) {
          for (let lane = 0; lane < 4; lane++) {
            const register = shift(s[lane]!);
            s[lane] = register;
            const pulls = first < 0 && lane === 0;
            const r = pulls ? tail : Math.floor((register * count!) / 0x1_0000_0000);
            const dx = f(x - places[targets! + 2 * r]!);
            const dy = f(y - places[targets! + 2 * r + 1]!);
            const square = f(f(dx * dx) + f(dy * dy));
            let force = 0;
            if (square > NEAREST && r !== itself && lane < draws - first) {
              const grown = power(square, b!);
              const below = f(f((pulls ? 0 : NEAR) + square) * f(f(a! * grown) + 1));
              force = f((pulls ? f(pull! * grown) : push!) / below);
            }
            fx[lane] = Math.max(Math.min(f(force * dx), CLIP), -CLIP);
            fy[lane] = Math.max(Math.min(f(force * dy), CLIP), -CLIP);
          }
          if (first < 0 && moves === 1) {
            const other = targets! + 2 * tail;
            places[other] = places[other]! - f(rate * fx[0]!);
            places[other + 1] = places[other + 1]! - f(rate * fy[0]!);
          }
          x = f(x + f(rate * sum4(fx)));
          y = f(y + f(rate * sum4(fy)));
        }
        doubles[sample0! + e] = due + doubles[period0! + e]!;
        doubles[draw0! + e] = drawn + draws * drawPeriod;
        places[moving! + 2 * head] = x;
        places[moving! + 2 * head + 1] = y;
      }
    },
  };
}

/** Byte addresses of the table as indices into their arrays. */
function wordOrIndex(word: number, i: number): number {
  if (i === 0 || i === 9 || i === 10) return word;
  return i >= 3 && i <= 6 ? word / 8 : word / 4;
}

function shift(s: number): number {
  s ^= s << 13;
  s ^= s >>> 17;
  s ^= s << 5;
  return s >>> 0;
}

function power(square: number, b: number): number {
  single[0] = square;
  const u = bits[0]!;
  const exponent = (u >>> 23) - 127;
  bits[0] = (u & 0x7fffff) | 0x3f800000;
  const t = f(single[0] - 1);
  const y = Math.max(Math.min(f(b * f(exponent + f(horner(LOG2, t) * t))), 126), -126);
  const whole = Math.floor(y);
  return f(horner(EXP2, f(y - whole)) * powerOf2(whole));
}

function horner(terms: readonly number[], t: number): number {
  let sum = terms[0]!;
  for (let i = 1; i < terms.length; i++) sum = f(f(sum * t) + terms[i]!);
  return sum;
}
