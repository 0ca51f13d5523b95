import { power } from '../../core/portable-math.ts';
import { forcesTwin } from '../kernels/forces-twin.ts';
import { openKernel } from '../kernels/load-kernels.ts';
import type { Repulsion } from './repulsion.ts';

/** How an exact push is computed. */
export interface ExactRepulsionOptions {
  readonly dimensions: number;
  readonly dof: number;
  /** The kernel's twin in TypeScript in place of WebAssembly. */
  readonly plain?: boolean | undefined;
}

/** Sums of what fixed sources push on targets. */
export interface ExactPush {
  /** Takes the sources, `[sources, dimensions]`. */
  setSources(positions: Float64Array): void;
  /**
   * @param targets - `[targets, dimensions]`
   * @param out - takes Σ w^(dof+1) (yᵢ - yⱼ) of each target
   * @param sums - takes Σ w^dof of each target
   */
  push(targets: Float64Array, out: Float64Array, sums: Float64Array): void;
}

/** So far from every point that what it adds is nothing: pads the sources to a multiple of four. */
const FAR = 1e18;

/**
 * Pushes summed over every pair, O(n²): single precision and four pairs at a time for one degree of freedom, double
 * precision for others.
 * @param targets - the most targets at a time
 * @param sources - the most sources
 */
export async function exactPush(
  targets: number,
  sources: number,
  { dimensions, dof, plain }: ExactRepulsionOptions,
): Promise<ExactPush> {
  if (dof !== 1) return generalPush(dimensions, dof);
  const kernel = await openKernel('forces', forcesTwin, plain === undefined ? {} : { plain });
  const padded = (sources + 3) & -4;
  const table = kernel.allocate(32);
  const from = [0, 1, 2].map(() => kernel.allocate(4 * padded));
  const to = [0, 1, 2].map(() => kernel.allocate(4 * targets));
  const out = kernel.allocate(16 * targets);
  const { memory, calls } = kernel;
  new Uint32Array(memory.buffer, table, 8).set([padded, ...from, ...to, out]);
  return {
    setSources: (positions) => {
      const n = positions.length / dimensions;
      const whole = (n + 3) & -4;
      new Uint32Array(memory.buffer, table, 1)[0] = whole;
      for (let c = 0; c < dimensions; c++) {
        const column = new Float32Array(memory.buffer, from[c], whole).fill(FAR);
        for (let i = 0; i < n; i++) column[i] = positions[i * dimensions + c]!;
      }
    },
    push: (positions, pushes, sums) => {
      const n = positions.length / dimensions;
      for (let c = 0; c < dimensions; c++) {
        const column = new Float32Array(memory.buffer, to[c], n);
        for (let i = 0; i < n; i++) column[i] = positions[i * dimensions + c]!;
      }
      // One dimension is two, the second of which nobody moves in.
      if (dimensions === 3) calls.repel3(table, 0, n);
      else calls.repel2(table, 0, n);
      const result = new Float32Array(memory.buffer, out, 4 * n);
      for (let i = 0; i < n; i++) {
        sums[i] = result[4 * i]!;
        for (let c = 0; c < dimensions; c++) pushes[i * dimensions + c] = result[4 * i + 1 + c]!;
      }
    },
  };
}

/** The push between all points, over every pair. */
export async function exactRepulsion(n: number, options: ExactRepulsionOptions): Promise<Repulsion> {
  const push = await exactPush(n, n, options);
  const sums = new Float64Array(n);
  return {
    compute: (positions, out) => {
      push.setSources(positions);
      push.push(positions, out, sums);
      let sum = 0;
      // Each point's own share is 1, and exactly so.
      for (let i = 0; i < n; i++) sum += sums[i]! - 1;
      return Math.max(sum, Number.MIN_VALUE);
    },
  };
}

function generalPush(dimensions: number, dof: number): ExactPush {
  let sources: Float64Array = new Float64Array(0);
  const difference = new Float64Array(dimensions);
  return {
    setSources: (positions) => {
      sources = positions;
    },
    push: (targets, out, sums) => {
      out.fill(0, 0, targets.length);
      for (let i = 0; i * dimensions < targets.length; i++) {
        let sum = 0;
        for (let j = 0; j < sources.length; j += dimensions) {
          let squared = 0;
          for (let c = 0; c < dimensions; c++) {
            difference[c] = targets[i * dimensions + c]! - sources[j + c]!;
            squared += difference[c]! * difference[c]!;
          }
          const base = 1 + squared / dof;
          const q = power(base, -dof);
          sum += q;
          for (let c = 0; c < dimensions; c++) out[i * dimensions + c]! += (q / base) * difference[c]!;
        }
        sums[i] = sum;
      }
    },
  };
}
