import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import type { CurveParameters } from './curve.ts';
import { edgeSchedule } from './edge-schedule.ts';
import { membershipStrengths } from './fuzzy-graph.ts';
import { LayoutOptimiser } from './layout-optimiser.ts';
import { smoothKnnDistances } from './smooth-knn.ts';
import type { ResolvedUMAPParameters } from './umap-parameters.ts';

/** The map that new points are placed into. */
export interface FinishedMap {
  /** `[points, nComponents]`; stays. */
  readonly layout: Float64Array;
  readonly rows: number;
  readonly curve: CurveParameters;
}

/** New points go more gently than those of the map. */
const RATE = 1 / 4;

/**
 * Begins to place new points into a map: each at the mean of its neighbours' places, weighted by its certainty of them;
 * then as many epochs as a third of the map's (100 by default, 30 above 10,000 points) in which only the new ones move.
 * @param neighbours - nearest points of the map for each new one
 * @returns where the new points are, `[rows, nComponents]`, and what moves them
 */
export function placePoints(
  neighbours: Neighbours,
  { layout, rows, curve }: FinishedMap,
  parameters: ResolvedUMAPParameters,
): { readonly places: Float64Array; readonly optimiser: LayoutOptimiser } {
  const { nComponents, nEpochs, localConnectivity } = parameters;
  const { indices, distances, k } = neighbours;
  const smooth = smoothKnnDistances(distances, neighbours.rows, k, {
    localConnectivity: Math.max(0, localConnectivity - 1),
    skipFirst: true,
  });
  const values = membershipStrengths(neighbours, smooth);
  const places = new Float64Array(neighbours.rows * nComponents);
  for (let i = 0; i < neighbours.rows; i++) {
    let sum = 0;
    for (let j = i * k; j < (i + 1) * k; j++) sum += values[j]!;
    for (let j = i * k; j < (i + 1) * k; j++) {
      // All certainties underflow where every neighbour is far: then all count the same.
      const weight = sum > 0 ? values[j]! / sum : 1 / k;
      for (let d = 0; d < nComponents; d++) {
        places[i * nComponents + d]! += weight * layout[indices[j]! * nComponents + d]!;
      }
    }
  }
  const graph: SparseMatrix = {
    rows: neighbours.rows,
    columns: rows,
    indptr: Int32Array.from({ length: neighbours.rows + 1 }, (_, i) => i * k),
    indices,
    values,
  };
  const epochs = nEpochs > 0 ? Math.max(1, Math.floor(nEpochs / 3)) : neighbours.rows <= 10_000 ? 100 : 30;
  const optimiser = new LayoutOptimiser({
    ...parameters,
    moving: places,
    fixed: layout,
    dimensions: nComponents,
    schedule: edgeSchedule(graph, epochs),
    curve,
    epochs,
    learningRate: parameters.learningRate * RATE,
  });
  return { places, optimiser };
}
