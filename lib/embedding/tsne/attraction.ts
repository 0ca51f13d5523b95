import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import { forcesTwin, type ForceCalls } from '../kernels/forces-twin.ts';
import { openKernel, type Kernel } from '../kernels/load-kernels.ts';

/** The pull of each point's neighbours: Σ_j p w (yᵢ - yⱼ), w = 1 / (1 + d² / dof). */
export interface Attraction {
  /**
   * @param positions - of the points that pull, `[P.columns, dimensions]`
   * @param pulled - of the points that are pulled, `[P.rows, dimensions]`; the same array where they are the same points
   * @param out - takes the pulls, `[P.rows, dimensions]`
   */
  compute(positions: Float64Array, pulled: Float64Array, out: Float64Array): void | Promise<void>;
}

/** Affinities as the kernel takes them: each row's entries begin at a multiple of 4 and are padded with zeros. */
export interface PaddedRows {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Pads rows of affinities for the kernel.
 * @param P - affinities
 * @param first - number of the first row's point among all positions: rows before it are empty
 */
export function padRows(P: SparseMatrix, first: number = 0): PaddedRows {
  const starts = new Uint32Array(first + P.rows + 1);
  for (let i = 0; i < P.rows; i++) {
    starts[first + i + 1] = starts[first + i]! + ((P.indptr[i + 1]! - P.indptr[i]! + 3) & -4);
  }
  const entries = starts[first + P.rows]!;
  const columns = new Uint32Array(entries);
  const values = new Float32Array(entries);
  for (let i = 0; i < P.rows; i++) {
    const from = P.indptr[i]!;
    const count = P.indptr[i + 1]! - from;
    const to = starts[first + i]!;
    columns.set(P.indices.subarray(from, from + count), to);
    values.set(P.values.subarray(from, from + count), to);
    columns.fill(first + i, to + count, starts[first + i + 1]);
  }
  return { starts, columns, values };
}

/** The kernel with rows of affinities in its memory: pulls in two dimensions. */
export class PlaneAttraction {
  readonly #kernel: Kernel<ForceCalls>;
  readonly #table: number;
  readonly #positions: number;
  readonly #pulls: number;

  private constructor(kernel: Kernel<ForceCalls>, rows: PaddedRows) {
    this.#kernel = kernel;
    const points = rows.starts.length - 1;
    this.#table = kernel.allocate(32);
    const starts = kernel.allocate(rows.starts.byteLength);
    const columns = kernel.allocate(rows.columns.byteLength);
    const values = kernel.allocate(rows.values.byteLength);
    this.#positions = kernel.allocate(8 * points);
    this.#pulls = kernel.allocate(8 * points);
    const { buffer } = kernel.memory;
    new Uint32Array(buffer, this.#table, 5).set([starts, columns, values, this.#positions, this.#pulls]);
    new Uint32Array(buffer, starts, rows.starts.length).set(rows.starts);
    new Uint32Array(buffer, columns, rows.columns.length).set(rows.columns);
    new Float32Array(buffer, values, rows.values.length).set(rows.values);
  }

  /** Opens a kernel and gives it the rows. */
  static async open(rows: PaddedRows, plain: boolean | undefined): Promise<PlaneAttraction> {
    return new PlaneAttraction(
      await openKernel('forces', forcesTwin, plain === undefined ? {} : { plain }),
      rows,
    );
  }

  /** Where the positions are to be written, single precision `[points, 2]`; look at it anew before each use. */
  get positions(): Float32Array {
    return new Float32Array(
      this.#kernel.memory.buffer,
      this.#positions,
      (this.#pulls - this.#positions) >> 2,
    );
  }

  /**
   * Computes the pulls on points `[from, to)`.
   * @returns `[to - from, 2]`; valid until the next call
   */
  pull(from: number, to: number, perDof: number): Float32Array {
    this.#kernel.calls.attract(this.#table, from, to, perDof);
    return new Float32Array(this.#kernel.memory.buffer, this.#pulls + 8 * from, 2 * (to - from));
  }
}

/** Pulls in two dimensions, on this thread. */
export async function planeAttraction(
  P: SparseMatrix,
  { dof, among, plain }: { dof: number; among: 'themselves' | 'others'; plain: boolean | undefined },
): Promise<Attraction> {
  const first = among === 'others' ? P.columns : 0;
  const kernel = await PlaneAttraction.open(padRows(P, first), plain);
  return {
    compute: (positions, pulled, out) => {
      const to = kernel.positions;
      to.set(positions);
      if (first > 0) to.set(pulled, 2 * first);
      out.set(kernel.pull(first, first + P.rows, 1 / dof));
    },
  };
}

/** Pulls in any number of dimensions, in double precision. */
export function generalAttraction(P: SparseMatrix, dimensions: number, dof: number): Attraction {
  const { rows, indptr, indices, values } = P;
  return {
    compute: (positions, pulled, out) => {
      out.fill(0);
      for (let i = 0; i < rows; i++) {
        const at = i * dimensions;
        for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
          const other = indices[e]! * dimensions;
          let squared = 0;
          for (let c = 0; c < dimensions; c++) {
            const difference = pulled[at + c]! - positions[other + c]!;
            squared += difference * difference;
          }
          const pull = values[e]! / (1 + squared / dof);
          for (let c = 0; c < dimensions; c++)
            out[at + c]! += pull * (pulled[at + c]! - positions[other + c]!);
        }
      }
    },
  };
}
