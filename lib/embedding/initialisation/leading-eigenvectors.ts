import type { Random } from '../../core/random.ts';
import { log } from '../../core/portable-math.ts';
import type { Steps } from '../kernels/steps.ts';
import { symmetricEigensystem } from './jacobi.ts';

/** A symmetric matrix A given by what it does: writes A·x into out; both `[size, columns]` row-major, columns a multiple of 3. */
export type BlockProduct = (x: Float64Array, out: Float64Array, columns: number) => Steps<void>;

/** The largest eigenvalues of a symmetric matrix and their vectors. */
export interface LeadingEigenvectors {
  /** `[count]`, largest first. */
  readonly values: Float64Array;
  /** `[size, count]` row-major, columns of length 1. */
  readonly vectors: Float64Array;
  /** The greatest |A·v − λ·v| of them, as a share of the largest |λ|. */
  readonly residual: number;
  readonly converged: boolean;
}

/** How the eigenvectors are sought. */
export interface EigenvectorOptions {
  readonly random: Random;
  /** A bound that no eigenvalue lies below. */
  readonly lowest: number;
  /** A known eigenvector of length 1 that is left out, `[size]`. */
  readonly known?: Float64Array | undefined;
  /** The residual at which it ends. */
  readonly tolerance: number;
  /** The most products A·x that may be spent. */
  readonly mostProducts: number;
}

/** Vectors beyond those asked for: at least so many, or this share of them. The more, the fewer products it takes. */
const GUARD_COLUMNS = 4;
const GUARD_SHARE = 1 / 3;
const DENSE_BELOW = 48;
/** ln of the most by which one filter may raise the first vector above the last: more would drown the others in rounding. */
const MOST_GAIN = log(2e6);
const MOST_DEGREE = 40;

/**
 * The eigenvectors of a symmetric matrix's largest eigenvalues, by subspace iteration with a Chebyshev filter: a block of
 * vectors is multiplied by a polynomial of A that is at most 1 on the unwanted part of the spectrum, `[lowest, cut]`, and
 * grows as fast as a polynomial can above it; then the block is made orthonormal and turned to its Ritz vectors, whose
 * last value is the next cut. Whole groups of equal eigenvalues are found, since the block is larger than what is asked.
 *
 * Needs products with blocks only, and orthogonalises once a filter rather than once a product as Lanczos' method does;
 * that is most of the time where A is a sparse graph. Same generator: same bits.
 *
 * Source: Zhou, Saad, Tiago and Chelikowsky, "Self-consistent-field calculations using Chebyshev-filtered subspace
 * iteration", J. Comput. Phys. 219 (2006).
 * @param product - A
 * @param size - rows of A
 * @param count - how many vectors; at most `size`, or `size - 1` where one is known
 */
export function* leadingEigenvectors(
  product: BlockProduct,
  size: number,
  count: number,
  options: EigenvectorOptions,
): Steps<LeadingEigenvectors> {
  const guard = Math.max(GUARD_COLUMNS, Math.ceil(GUARD_SHARE * count));
  const columns = Math.ceil((count + guard) / 3) * 3;
  if (size <= DENSE_BELOW || columns >= size) return yield* denseEigenvectors(product, size, count, options);
  const { random, lowest, known, tolerance, mostProducts } = options;
  let x = Float64Array.from({ length: size * columns }, () => random.normal());
  let ax = new Float64Array(size * columns);
  let spare = new Float64Array(size * columns);
  for (let products = 0; ;) {
    yield* orthonormalise(x, size, columns, { known, random });
    yield* product(x, ax, columns);
    yield;
    const values = turnToRitzVectors(x, ax, size, columns);
    const residual = greatestResidual(x, ax, values, { size, columns, count });
    const converged = residual <= tolerance;
    if (converged || products >= mostProducts) {
      const vectors = new Float64Array(size * count);
      for (let i = 0; i < size; i++) {
        for (let c = 0; c < count; c++) vectors[i * count + c] = x[i * columns + c]!;
      }
      return { values: values.slice(0, count), vectors, residual, converged };
    }
    const first = values[0]!;
    const cut = Math.min(values[columns - 1]!, first - 1e-12 * Math.abs(first));
    const half = Math.max((cut - lowest) / 2, 1e-9 * Math.abs(first), 1e-300);
    const middle = cut - half;
    const growth = inverseCosh(Math.max(1 + 1e-15, (first - middle) / half));
    const degree = Math.max(2, Math.min(MOST_DEGREE, Math.floor(MOST_GAIN / growth)));
    products += degree;
    // Scaled so that the first vector keeps its length: the recurrence never overflows.
    let sigma = half / (first - middle);
    const sigmaFirst = sigma;
    // ax = A·x is there already: the first step costs no product.
    for (let i = 0; i < x.length; i++) ax[i] = ((ax[i]! - middle * x[i]!) * sigma) / half;
    for (let step = 2; step <= degree; step++) {
      const next = 1 / (2 / sigmaFirst - sigma);
      yield* product(ax, spare, columns);
      yield;
      const ahead = (2 * next) / half;
      const back = sigma * next;
      for (let i = 0; i < x.length; i++) x[i] = ahead * (spare[i]! - middle * ax[i]!) - back * x[i]!;
      [x, ax] = [ax, x];
      sigma = next;
    }
    [x, ax, spare] = [ax, spare, x];
  }
}

function inverseCosh(x: number): number {
  return log(x + Math.sqrt((x - 1) * (x + 1)));
}

/** A small matrix is written out whole and solved exactly. */
function* denseEigenvectors(
  product: BlockProduct,
  size: number,
  count: number,
  { known }: EigenvectorOptions,
): Steps<LeadingEigenvectors> {
  const columns = Math.ceil(size / 3) * 3;
  const unit = new Float64Array(size * columns);
  for (let i = 0; i < size; i++) unit[i * columns + i] = 1;
  const wide = new Float64Array(size * columns);
  yield* product(unit, wide, columns);
  const matrix = new Float64Array(size * size);
  let bound = 1;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++) {
      // Both triangles' mean: rounding may tell them apart.
      matrix[i * size + j] = (wide[i * columns + j]! + wide[j * columns + i]!) / 2;
      sum += Math.abs(matrix[i * size + j]!);
    }
    bound = Math.max(bound, sum);
  }
  if (known !== undefined) {
    // The known one moves below all others (Gershgorin), where it is not asked for.
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) matrix[i * size + j]! -= 4 * bound * known[i]! * known[j]!;
    }
  }
  const { values, vectors } = symmetricEigensystem(matrix, size);
  const taken = new Float64Array(size * count);
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < count; c++) taken[i * count + c] = vectors[i * size + c]!;
  }
  return { values: values.slice(0, count), vectors: taken, residual: 0, converged: true };
}

/** Makes the columns of x orthonormal by modified Gram-Schmidt, twice (once loses digits where columns are nearly parallel); a column that vanishes is drawn anew. */
export function* orthonormalise(
  x: Float64Array,
  size: number,
  columns: number,
  { known, random }: { known: Float64Array | undefined; random: Random },
): Steps<void> {
  for (let c = 0; c < columns; c++) {
    yield;
    for (let attempt = 0; attempt < 5; attempt++) {
      const before = columnLength(x, size, columns, c);
      for (let pass = 0; pass < 2; pass++) {
        if (known !== undefined) {
          let dot = 0;
          for (let i = 0; i < size; i++) dot += known[i]! * x[i * columns + c]!;
          for (let i = 0; i < size; i++) x[i * columns + c]! -= dot * known[i]!;
        }
        for (let b = 0; b < c; b++) {
          let dot = 0;
          for (let o = 0; o < x.length; o += columns) dot += x[o + b]! * x[o + c]!;
          for (let o = 0; o < x.length; o += columns) x[o + c]! -= dot * x[o + b]!;
        }
      }
      const length = columnLength(x, size, columns, c);
      if (length > 1e-13 * before && length > 1e-280) {
        for (let i = 0; i < size; i++) x[i * columns + c]! /= length;
        break;
      }
      for (let i = 0; i < size; i++) x[i * columns + c] = random.normal();
    }
  }
}

function columnLength(x: Float64Array, size: number, columns: number, c: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += x[i * columns + c]! * x[i * columns + c]!;
  return Math.sqrt(sum);
}

/** Turns the block x (orthonormal) and A·x within their span so that xᵀAx is diagonal; returns the diagonal, largest first. */
function turnToRitzVectors(x: Float64Array, ax: Float64Array, size: number, columns: number): Float64Array {
  const projected = new Float64Array(columns * columns);
  for (let i = 0; i < size; i++) {
    const o = i * columns;
    for (let r = 0; r < columns; r++) {
      const value = x[o + r]!;
      for (let c = 0; c < columns; c++) projected[r * columns + c]! += value * ax[o + c]!;
    }
  }
  for (let r = 0; r < columns; r++) {
    for (let c = 0; c < r; c++) {
      const mean = (projected[r * columns + c]! + projected[c * columns + r]!) / 2;
      projected[r * columns + c] = mean;
      projected[c * columns + r] = mean;
    }
  }
  const { values, vectors } = symmetricEigensystem(projected, columns);
  const row = new Float64Array(columns);
  for (const block of [x, ax]) {
    for (let o = 0; o < block.length; o += columns) {
      row.fill(0);
      for (let r = 0; r < columns; r++) {
        const value = block[o + r]!;
        for (let c = 0; c < columns; c++) row[c]! += value * vectors[r * columns + c]!;
      }
      block.set(row, o);
    }
  }
  return values;
}

function greatestResidual(
  x: Float64Array,
  ax: Float64Array,
  values: Float64Array,
  { size, columns, count }: { size: number; columns: number; count: number },
): number {
  let greatest = 0;
  for (let c = 0; c < count; c++) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (ax[i * columns + c]! - values[c]! * x[i * columns + c]!) ** 2;
    greatest = Math.max(greatest, Math.sqrt(sum));
  }
  const scale = Math.max(Math.abs(values[0]!), 1e-300);
  return greatest / scale;
}
