import { sum4 } from './lanes-twin.ts';
import type { KernelMemory } from './load-kernels.ts';

/** The functions of forces.as.ts; addresses are bytes of the kernel's memory. */
export interface ForceCalls {
  /** Rows `[from, to)` of the neighbours' pull, Σ p / (1 + d² / dof) · (yᵢ - yⱼ), in two dimensions. */
  attract(table: number, from: number, to: number, perDof: number): void;
  /** Rows `[from, to)` of what all sources push on each target in two dimensions: Σ q, Σ q² (yᵢ - yⱼ). */
  repel2(table: number, from: number, to: number): void;
  /** The same in three dimensions. */
  repel3(table: number, from: number, to: number): void;
}

const f = Math.fround;

/** The twin of forces.as.ts: the same operations in the same order, in single precision, four sums side by side. */
export function forcesTwin(memory: KernelMemory): ForceCalls {
  return {
    attract: (table, from, to, perDof) => {
      const words = new Uint32Array(memory.buffer);
      const floats = new Float32Array(memory.buffer);
      const [starts, columns, values, positions, pulls] = addresses(words, table, 5);
      const scale = f(perDof);
      const gx = new Float32Array(4);
      const gy = new Float32Array(4);
      for (let i = from; i < to; i++) {
        const x = floats[positions! + 2 * i]!;
        const y = floats[positions! + 2 * i + 1]!;
        gx.fill(0);
        gy.fill(0);
        const end = words[starts! + i + 1]!;
        for (let e = words[starts! + i]!; e < end; e++) {
          const j = words[columns! + e]!;
          const dx = f(x - floats[positions! + 2 * j]!);
          const dy = f(y - floats[positions! + 2 * j + 1]!);
          const squared = f(f(dx * dx) + f(dy * dy));
          const pull = f(floats[values! + e]! / f(1 + f(squared * scale)));
          gx[e & 3] = gx[e & 3]! + f(pull * dx);
          gy[e & 3] = gy[e & 3]! + f(pull * dy);
        }
        floats[pulls! + 2 * i] = sum4(gx);
        floats[pulls! + 2 * i + 1] = sum4(gy);
      }
    },
    repel2: (table, from, to) => {
      const words = new Uint32Array(memory.buffer);
      const floats = new Float32Array(memory.buffer);
      const sources = words[table >> 2]!;
      const [xs, ys, , targetX, targetY, , out] = addresses(words, table + 4, 7);
      const z = new Float32Array(4);
      const fx = new Float32Array(4);
      const fy = new Float32Array(4);
      for (let i = from; i < to; i++) {
        const x = floats[targetX! + i]!;
        const y = floats[targetY! + i]!;
        z.fill(0);
        fx.fill(0);
        fy.fill(0);
        for (let j = 0; j < sources; j++) {
          const dx = f(x - floats[xs! + j]!);
          const dy = f(y - floats[ys! + j]!);
          const squared = f(f(dx * dx) + f(dy * dy));
          const q = f(1 / f(1 + squared));
          const push = f(q * q);
          const lane = j & 3;
          z[lane] = z[lane]! + q;
          fx[lane] = fx[lane]! + f(push * dx);
          fy[lane] = fy[lane]! + f(push * dy);
        }
        floats[out! + 4 * i] = sum4(z);
        floats[out! + 4 * i + 1] = sum4(fx);
        floats[out! + 4 * i + 2] = sum4(fy);
      }
    },
    repel3: (table, from, to) => {
      const words = new Uint32Array(memory.buffer);
      const floats = new Float32Array(memory.buffer);
      const sources = words[table >> 2]!;
      const [xs, ys, zs, targetX, targetY, targetZ, out] = addresses(words, table + 4, 7);
      const z = new Float32Array(4);
      const fx = new Float32Array(4);
      const fy = new Float32Array(4);
      const fz = new Float32Array(4);
      for (let i = from; i < to; i++) {
        const x = floats[targetX! + i]!;
        const y = floats[targetY! + i]!;
        const w = floats[targetZ! + i]!;
        z.fill(0);
        fx.fill(0);
        fy.fill(0);
        fz.fill(0);
        for (let j = 0; j < sources; j++) {
          const dx = f(x - floats[xs! + j]!);
          const dy = f(y - floats[ys! + j]!);
          const dz = f(w - floats[zs! + j]!);
          const squared = f(f(f(dx * dx) + f(dy * dy)) + f(dz * dz));
          const q = f(1 / f(1 + squared));
          const push = f(q * q);
          const lane = j & 3;
          z[lane] = z[lane]! + q;
          fx[lane] = fx[lane]! + f(push * dx);
          fy[lane] = fy[lane]! + f(push * dy);
          fz[lane] = fz[lane]! + f(push * dz);
        }
        floats[out! + 4 * i] = sum4(z);
        floats[out! + 4 * i + 1] = sum4(fx);
        floats[out! + 4 * i + 2] = sum4(fy);
        floats[out! + 4 * i + 3] = sum4(fz);
      }
    },
  };
}

function addresses(words: Uint32Array, table: number, count: number): number[] {
  return Array.from(words.subarray(table >> 2, (table >> 2) + count), (address) => address >> 2);
}
