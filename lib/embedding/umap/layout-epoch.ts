import type { CurveParameters } from './curve.ts';
import { powerTable, type PowerTable } from './power-table.ts';

/** All that an epoch reads and writes. */
export interface LayoutState {
  /** `[points, dimensions]`. */
  readonly moving: Float64Array;
  /** What tails and drawn points count: the moving points themselves, or others that stay, `[targets, dimensions]`. */
  readonly targets: Float64Array;
  /** Whether the targets are the moving points. */
  readonly tailsMove: boolean;
  readonly dimensions: number;
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly epochsPerSample: Float64Array;
  /** Epoch at which each edge is due next. */
  readonly nextSample: Float64Array;
  readonly epochsPerNegative: Float64Array;
  /** Epoch up to which each edge has had its drawn points. */
  readonly nextNegative: Float64Array;
  readonly curve: CurveParameters;
  readonly repulsionStrength: number;
  /** State of the shift register that draws points, never 0. */
  generator: number;
}

const CLIP = 4;
/** Squared distances below the least normal single-precision number count as none: {@link powerTable} ends there. */
const NEAREST = 2 ** -126;
const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

let lastTable: { readonly b: number; readonly table: PowerTable } | undefined;

/**
 * One epoch of {@link LayoutOptimiser} in any number of dimensions. Two have a kernel of their own, {@link FlatLayout}.
 * @param state - read and changed
 * @param epoch - from 0
 * @param rate - the learning rate now
 */
export function runEpoch(state: LayoutState, epoch: number, rate: number): void {
  const { b } = state.curve;
  if (lastTable?.b !== b) lastTable = { b, table: powerTable(b) };
  descend(state, epoch, rate, lastTable.table);
}

/**
 * The power is {@link tablePower}, written out. The table shows no loss: label accuracy of 1,000 points in 20 overlapping
 * groups, means of six seeds with a standard deviation of 0.01 to 0.02, is 0.739 with Math.pow and 0.740 with it.
 */
function descend(
  state: LayoutState,
  epoch: number,
  rate: number,
  { exponents, mantissas }: PowerTable,
): void {
  const { moving, targets, tailsMove, dimensions, heads, tails, nextSample, nextNegative } = state;
  const { epochsPerSample, epochsPerNegative } = state;
  const { a, b } = state.curve;
  const pull = -2 * a * b;
  const push = 2 * state.repulsionStrength * b;
  const share = targets.length / dimensions / 0x1_0000_0000;
  const away = new Float64Array(dimensions);
  let s = state.generator;
  for (let e = 0; e < heads.length; e++) {
    if (nextSample[e]! > epoch) continue;
    const j = heads[e]! * dimensions;
    const period = epochsPerNegative[e]!;
    const draws = Math.max(0, Math.floor((epoch - nextNegative[e]!) / period));
    // The edge itself, then the drawn points.
    for (let draw = -1; draw < draws; draw++) {
      let k = tails[e]! * dimensions;
      if (draw >= 0) {
        s ^= s << 13;
        s ^= s >>> 17;
        s ^= s << 5;
        k = dimensions * (((s >>> 0) * share) | 0);
        if (tailsMove && k === j) continue;
      }
      let square = 0;
      for (let d = 0; d < dimensions; d++) {
        away[d] = moving[j + d]! - targets[k + d]!;
        square += away[d]! * away[d]!;
      }
      if (!(square > NEAREST)) continue;
      single[0] = square;
      const u = bits[0]!;
      const m = (u >>> 11) & 4095;
      const low = mantissas[m]!;
      const power = exponents[u >>> 23]! * (low + (mantissas[m + 1]! - low) * ((u & 2047) / 2048));
      const force =
        draw < 0 ? (pull * power) / (square * (a * power + 1)) : push / ((0.001 + square) * (a * power + 1));
      for (let d = 0; d < dimensions; d++) {
        const f = force * away[d]!;
        const step = rate * (f > CLIP ? CLIP : f < -CLIP ? -CLIP : f);
        moving[j + d]! += step;
        if (draw < 0 && tailsMove) moving[k + d]! -= step;
      }
    }
    nextSample[e]! += epochsPerSample[e]!;
    nextNegative[e]! += draws * period;
  }
  state.generator = s;
}
