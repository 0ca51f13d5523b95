import { Random } from '../../core/random.ts';
import { layoutEpochTwin, type LayoutEpochCalls } from '../kernels/layout-epoch-twin.ts';
import { openKernelNow, type Kernel } from '../kernels/load-kernels.ts';
import type { LayoutState } from './layout-epoch.ts';

const TABLE_WORDS = 16;
const REGISTERS = 4;

/**
 * The descent in two dimensions, by the kernel layout-epoch in single precision: nearly all of UMAP's time. Differs from the
 * reference: the pull of an edge and the pushes of the points drawn for it are all taken where the head was before.
 */
export class FlatLayout {
  readonly #kernel: Kernel<LayoutEpochCalls>;
  readonly #table: number;
  readonly #places: number;
  readonly #moving: Float64Array;

  /**
   * @param state - what is optimised, in two dimensions; its moving places are brought up to date after each epoch
   * @param options - what the registers start from, and whether the kernel's twin is to run
   */
  constructor(
    state: LayoutState,
    { seed, plain }: { readonly seed: number; readonly plain?: boolean | undefined },
  ) {
    const kernel = openKernelNow('layout-epoch', layoutEpochTwin, plain === undefined ? {} : { plain });
    this.#kernel = kernel;
    this.#moving = state.moving;
    const { a, b } = state.curve;
    const keep = (values: Float64Array | Float32Array | Int32Array): number => {
      const address = kernel.allocate(values.byteLength);
      const view = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      new Uint8Array(kernel.memory.buffer).set(view, address);
      return address;
    };
    this.#table = kernel.allocate(4 * TABLE_WORDS);
    const edges = [
      keep(state.heads),
      keep(state.tails),
      keep(state.epochsPerSample),
      keep(state.nextSample),
      keep(state.epochsPerNegative),
      keep(state.nextNegative),
    ];
    this.#places = keep(Float32Array.from(state.moving));
    const targets = state.tailsMove ? this.#places : keep(Float32Array.from(state.targets));
    const random = Random.derive(seed, 'layout');
    // Never 0, from which a shift register would not move.
    const registers = keep(Int32Array.from({ length: REGISTERS }, () => random.integer(1, 0x7fffffff)));
    const count = state.targets.length / 2;
    new Uint32Array(kernel.memory.buffer, this.#table, 12).set([
      state.heads.length,
      ...edges,
      this.#places,
      targets,
      count,
      state.tailsMove ? 1 : 0,
      registers,
    ]);
    new Float32Array(kernel.memory.buffer, this.#table + 48, 4).set([
      a,
      b,
      -2 * a * b,
      2 * state.repulsionStrength * b,
    ]);
  }

  /**
   * Does one epoch.
   * @param epoch - from 0
   * @param rate - the learning rate now
   */
  runEpoch(epoch: number, rate: number): void {
    const { calls, memory } = this.#kernel;
    calls.runEpoch(this.#table, epoch, rate);
    this.#moving.set(new Float32Array(memory.buffer, this.#places, this.#moving.length));
  }
}
