import { ParameterError } from '../../core/errors/parameter-error.ts';
import { Random } from '../../core/random.ts';
import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import { pcaSteps } from '../initialisation/pca-initialisation.ts';
import { spectralSteps } from '../initialisation/spectral-initialisation.ts';
import type { Steps } from '../kernels/steps.ts';
import { toDenseRows, type DenseRows, type RowsLike } from '../rows.ts';

/** Where a map begins: eigenvectors of its graph, principal components of its points, anywhere, or given places. */
export type UmapInitialisation = 'spectral' | 'pca' | 'random' | RowsLike;

/** Every initialisation with a name. */
export const UMAP_INITIALISATIONS: readonly string[] = ['spectral', 'pca', 'random'];

const NOISE = 1e-4;
const WIDTH = 10;

/** What a first layout is made of. */
export interface InitialLayoutOptions {
  readonly init: UmapInitialisation;
  readonly dimensions: number;
  readonly seed: number;
  /** The points, for `pca` and for the order of the graph's pieces; asked for only there. */
  readonly points: () => DenseRows | undefined;
  readonly onNotice?: ((sentence: string) => void) | undefined;
}

/**
 * The first layout of a map, each axis from 0 to 10, with a little noise so that no two points lie on one another.
 * @param graph - the fuzzy graph, `[n, n]`
 * @returns `[n, dimensions]`
 * @throws {ParameterError} if given places do not fit the graph, or `pca` has no points
 */
export function* initialLayout(graph: SparseMatrix, options: InitialLayoutOptions): Steps<Float64Array> {
  const { init, dimensions, seed } = options;
  const random = Random.derive(seed, 'initial layout');
  if (init === 'random') {
    return Float64Array.from({ length: graph.rows * dimensions }, () => random.uniform(0, WIDTH));
  }
  const layout = Float64Array.from((yield* placesOf(graph, options)).data);
  let largest = 0;
  for (const value of layout) largest = Math.max(largest, Math.abs(value));
  const scale = largest > 0 ? WIDTH / largest : 1;
  for (let i = 0; i < layout.length; i++) layout[i] = layout[i]! * scale + random.normal(0, NOISE);
  stretchAxes(layout, dimensions);
  return layout;
}

function* placesOf(graph: SparseMatrix, options: InitialLayoutOptions): Steps<DenseRows> {
  const { init, dimensions, seed, points, onNotice } = options;
  if (init === 'spectral') {
    return yield* spectralSteps(graph, dimensions, {
      seed,
      normalisation: 'symmetric',
      standardDeviation: undefined,
      points: points(),
      ...(onNotice === undefined ? {} : { onNotice }),
    });
  }
  if (init === 'pca') {
    const rows = points();
    if (rows === undefined) {
      throw new ParameterError('init', "UMAP: init 'pca' needs points that are rows of numbers");
    }
    return yield* pcaSteps(rows, dimensions, { seed, standardDeviation: undefined });
  }
  const given = toDenseRows(init as RowsLike, 'UMAP: init');
  if (given.rows !== graph.rows || given.columns !== dimensions) {
    throw new ParameterError(
      'init',
      `UMAP: init must be ${String(graph.rows)} x ${String(dimensions)}, got ${String(given.rows)} x ${String(given.columns)}`,
    );
  }
  return given;
}

/** Moves and stretches each axis to go from 0 to 10. */
function stretchAxes(layout: Float64Array, dimensions: number): void {
  for (let d = 0; d < dimensions; d++) {
    let least = Infinity;
    let most = -Infinity;
    for (let i = d; i < layout.length; i += dimensions) {
      least = Math.min(least, layout[i]!);
      most = Math.max(most, layout[i]!);
    }
    const stretch = most > least ? WIDTH / (most - least) : 1;
    for (let i = d; i < layout.length; i += dimensions) layout[i] = (layout[i]! - least) * stretch;
  }
}
