import { ParameterError } from '../../core/errors/parameter-error.ts';
import { Random } from '../../core/random.ts';
import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import { finish, type Steps } from '../kernels/steps.ts';
import type { DenseRows } from '../rows.ts';
import { fillFlatColumns, fixSigns, scaleToDeviation } from './columns.ts';
import { placeComponents } from './component-places.ts';
import { connectedComponents } from './connected-components.ts';
import { leadingEigenvectors, type BlockProduct } from './leading-eigenvectors.ts';

/** How a graph's eigenvectors become a first layout. */
export interface SpectralInitialisationOptions {
  /** Draws the vectors that the search begins with and the places in components too small for one. Default 0. */
  readonly seed?: number;
  /**
   * The first column's standard deviation in the result, the others scaled along with it: 1e-4 (the default) is a start for
   * t-SNE; undefined leaves eigenvectors of length 1 where the graph is in one piece.
   */
  readonly standardDeviation?: number | undefined;
  /**
   * `symmetric`: eigenvectors of `I − D^-½ W D^-½`, as umap-learn takes them; `random-walk` (the default): of `I − D⁻¹ W`,
   * as openTSNE does: the same ones, each row divided by the root of its degree, so that a point's weight does not move it.
   */
  readonly normalisation?: 'symmetric' | 'random-walk';
  /** The residual at which the search ends, as a share of the largest eigenvalue. Default 1e-4. */
  readonly tolerance?: number;
  /** The most products of the graph with the block of vectors before the search gives up. Default 2000. */
  readonly mostProducts?: number;
  /** The points behind the graph: they order its components, where there are more than two a dimension. */
  readonly points?: DenseRows | undefined;
  /** Receives one sentence where the eigenvectors did not converge and are used as far as they are known. */
  readonly onNotice?: (sentence: string) => void;
}

/**
 * A layout from the eigenvectors of a graph's normalised Laplacian of the smallest eigenvalues but the first (which is
 * constant); the sign of each is such that its largest entry in size is positive. A graph in several pieces is laid out
 * piece by piece, each at a place of its own, {@link placeComponents}.
 *
 * Agrees with scipy's eigsh on one piece, where eigenvalues differ. Same seed: same bits.
 * @param affinities - symmetric, entries at least 0
 * @param dimensions - columns of the layout, at least 1
 * @throws {ParameterError} if dimensions is not a whole number from 1, or affinities are not square, negative or not finite
 */
export function spectralInitialisation(
  affinities: SparseMatrix,
  dimensions: number,
  options: SpectralInitialisationOptions = {},
): DenseRows {
  return finish(spectralSteps(affinities, dimensions, options));
}

/** {@link spectralInitialisation} in pieces. */
export function* spectralSteps(
  affinities: SparseMatrix,
  dimensions: number,
  options: SpectralInitialisationOptions = {},
): Steps<DenseRows> {
  const { seed = 0, points, onNotice } = options;
  const standardDeviation = 'standardDeviation' in options ? options.standardDeviation : 1e-4;
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    throw new ParameterError(
      'dimensions',
      `spectralInitialisation: dimensions must be a whole number from 1, got ${String(dimensions)}`,
    );
  }
  checkAffinities(affinities);
  const { rows } = affinities;
  const random = Random.derive(seed, 'spectral');
  const components = connectedComponents(affinities);
  const places = placeComponents(components, dimensions, points);
  const layout = new Float64Array(rows * dimensions);
  for (const [c, members] of components.entries()) {
    const centre = places.centres.subarray(c * dimensions, (c + 1) * dimensions);
    const reach = places.reach[c]!;
    const part = yield* layoutOfComponent(affinities, members, dimensions, { ...options, random });
    if (part.residual > 0) {
      onNotice?.(
        `spectralInitialisation: the eigenvectors of ${String(members.length)} points did not converge ` +
          `(residual ${part.residual.toExponential(1)}); the layout begins with what is known of them`,
      );
    }
    if (components.length === 1) {
      layout.set(part.layout);
      break;
    }
    let largest = 0;
    for (const value of part.layout) largest = Math.max(largest, Math.abs(value));
    const scale = largest > 0 ? reach / largest : 0;
    members.forEach((row, i) => {
      for (let d = 0; d < dimensions; d++) {
        layout[row * dimensions + d] = centre[d]! + scale * part.layout[i * dimensions + d]!;
      }
    });
  }
  if (standardDeviation !== undefined) scaleToDeviation(layout, rows, dimensions, standardDeviation);
  return { data: Float32Array.from(layout), rows, columns: dimensions };
}

function checkAffinities({ rows, columns, indptr, values }: SparseMatrix): void {
  if (rows !== columns || indptr.length !== rows + 1 || rows === 0) {
    throw new ParameterError(
      'affinities',
      `spectralInitialisation: affinities must be a square matrix of at least one row, got ${String(rows)} x ${String(columns)}`,
    );
  }
  const wrong = values.findIndex((value) => !(value >= 0 && value < Infinity));
  if (wrong !== -1) {
    throw new ParameterError(
      'affinities',
      `spectralInitialisation: affinities must be finite and at least 0, got ${String(values[wrong])}`,
    );
  }
}

/** A piece of the graph, its eigenvectors `[members, dimensions]`; residual 0 where they converged. */
function* layoutOfComponent(
  affinities: SparseMatrix,
  members: Int32Array,
  dimensions: number,
  options: SpectralInitialisationOptions & { readonly random: Random },
): Steps<{ layout: Float64Array; residual: number }> {
  const { random, normalisation = 'random-walk', tolerance = 1e-4, mostProducts = 2000 } = options;
  const size = members.length;
  const layout = new Float64Array(size * dimensions);
  const count = Math.min(dimensions, size - 1);
  // Too few points for as many eigenvectors: any places will do.
  if (size <= dimensions + 1) {
    if (size > 1) for (let i = 0; i < layout.length; i++) layout[i] = random.uniform(-1, 1);
    return { layout, residual: 0 };
  }
  const { product, rootDegrees } = normalisedProduct(affinities, members);
  yield;
  const found = yield* leadingEigenvectors(product, size, count, {
    random,
    lowest: -1,
    known: rootDegrees.unit,
    tolerance,
    mostProducts,
  });
  const vectors = found.vectors;
  if (normalisation === 'random-walk') {
    for (let i = 0; i < size; i++) {
      for (let c = 0; c < count; c++) vectors[i * count + c]! /= rootDegrees.values[i]!;
    }
  }
  fixSigns(vectors, size, count);
  layout.set(vectors);
  fillFlatColumns(layout, size, dimensions, { random, rounding: 0 });
  return { layout, residual: found.converged ? 0 : found.residual };
}

/** `D^-½ W D^-½` of one piece: its product with blocks, and the root of the degrees, its first eigenvector. */
function normalisedProduct(
  { indptr, indices, values }: SparseMatrix,
  members: Int32Array,
): { product: BlockProduct; rootDegrees: { values: Float64Array; unit: Float64Array } } {
  const size = members.length;
  const roots = new Float64Array(size);
  const starts = new Int32Array(size + 1);
  let total = 0;
  for (let i = 0; i < size; i++) {
    let degree = 0;
    for (let e = indptr[members[i]!]!; e < indptr[members[i]! + 1]!; e++) degree += values[e]!;
    roots[i] = Math.sqrt(degree);
    total += degree;
    starts[i + 1] = starts[i]! + indptr[members[i]! + 1]! - indptr[members[i]!]!;
  }
  const place = new Int32Array(indptr.length - 1);
  members.forEach((row, i) => {
    place[row] = i;
  });
  const others = new Int32Array(starts[size]!);
  const weights = new Float64Array(starts[size]!);
  for (let i = 0, at = 0; i < size; i++) {
    for (let e = indptr[members[i]!]!; e < indptr[members[i]! + 1]!; e++, at++) {
      const j = place[indices[e]!]!;
      others[at] = j;
      // An entry of exactly zero may point out of the piece; it adds nothing.
      weights[at] = values[e] === 0 ? 0 : values[e]! / (roots[i]! * roots[j]!);
    }
  }
  const product: BlockProduct = function* (x, out, columns) {
    for (let c = 0; c < columns; c += 3) {
      if (c > 0) yield;
      for (let i = 0; i < size; i++) {
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        for (let e = starts[i]!; e < starts[i + 1]!; e++) {
          const o = others[e]! * columns + c;
          const weight = weights[e]!;
          s0 += weight * x[o]!;
          s1 += weight * x[o + 1]!;
          s2 += weight * x[o + 2]!;
        }
        const o = i * columns + c;
        out[o] = s0;
        out[o + 1] = s1;
        out[o + 2] = s2;
      }
    }
  };
  return { product, rootDegrees: { values: roots, unit: roots.map((root) => root / Math.sqrt(total)) } };
}
