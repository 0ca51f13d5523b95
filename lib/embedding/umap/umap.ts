import { ParameterError } from '../../core/errors/parameter-error.ts';
import { stoppable } from '../../core/running-cell.ts';
import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import { paceOf } from '../kernels/pace.ts';
import { finish, finishPaced, type Steps } from '../kernels/steps.ts';
import { checkDistances } from '../neighbours/neighbours-from-distances.ts';
import { kernelsRead } from '../kernels/load-kernels.ts';
import type { NeighbourOptions, Neighbours } from '../neighbours/neighbour-types.ts';
import { type DenseRows, type RowsLike } from '../rows.ts';
import { checkMapPoints, checkSameWidth } from './check-umap-points.ts';
import { findABParams, type CurveParameters } from './curve.ts';
import { edgeSchedule } from './edge-schedule.ts';
import { fuzzyGraphSteps } from './fuzzy-graph.ts';
import { initialLayout } from './initial-layout.ts';
import { LayoutOptimiser } from './layout-optimiser.ts';
import { placePoints } from './place-points.ts';
import { readPrecomputedNeighbours } from './precomputed-neighbours.ts';
import { runEpochs, type EpochCallback, type EpochOptions } from './run-epochs.ts';
import { superviseGraph } from './supervised-graph.ts';
import { readLabels, type Labels, type UMAPSupervisedParams } from './supervised-labels.ts';
import { resolveParameters, type ResolvedUMAPParameters, type UMAPParameters } from './umap-parameters.ts';
import { nearestNow, nearestSoon, readPoints, type UmapPoints } from './umap-points.ts';

/** How a fit that can be watched and stopped runs. */
export type UmapRunOptions = EpochOptions;

interface Fit {
  readonly points: UmapPoints;
  readonly layout: Float64Array;
  readonly curve: CurveParameters;
  readonly optimiser: LayoutOptimiser;
}

const LONG_UP_TO = 10_000;

/**
 * UMAP, with umap-js's interface: a map of points on which near points are near, by the fuzzy graph of their nearest
 * neighbours and stochastic gradient descent. `fit`, `initializeFit`, `step` and `transform` run at once on this thread;
 * `fitAsync`, `fitRows` and `transformRows` search neighbours in worker threads, pause, and can be stopped.
 *
 * Differs from the reference (umap-js): begins with eigenvectors of the graph, not anywhere; is reproducible without a seed
 * and the same for every number of threads; neighbours are exact; 500 epochs up to 10,000 points as umap-learn has it
 * (umap-js goes down to 200 there); a second fit searches anew. From umap-learn: no l1 and l2 labels, no densMAP.
 *
 * Source: McInnes, Healy and Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction",
 * arXiv:1802.03426; umap-learn 0.5 for its defaults.
 */
export class UMAP {
  readonly #parameters: ResolvedUMAPParameters;
  #precomputed: Neighbours | undefined;
  #labels: Labels | undefined;
  #fit: Fit | undefined;

  /**
   * @param params - see {@link UMAPParameters}
   * @throws {ParameterError} if one of them cannot be used
   */
  constructor(params: UMAPParameters = {}) {
    this.#parameters = resolveParameters(params);
  }

  /**
   * Makes the map of points on this thread, at once.
   * @param X - points, one a row
   * @returns their places, `[n][nComponents]`
   * @throws {ParameterError} if the points or labels cannot be used
   */
  fit(X: RowsLike): number[][] {
    this.#begin(X, 'UMAP.fit');
    while (this.step() < this.#fitted('UMAP.fit').optimiser.epochs);
    return this.getEmbedding();
  }

  /**
   * Makes the map of points in slices, with worker threads for the neighbours.
   * @param X - points, one a row
   * @param callback - told after each epoch how many are done; `false` ends it there
   * @param options - a signal to stop it, a listener for progress
   * @returns their places, `[n][nComponents]`
   * @throws {ParameterError} if the points or labels cannot be used
   * @throws {AbortError} if the signal is aborted
   */
  async fitAsync(X: RowsLike, callback?: EpochCallback, options: UmapRunOptions = {}): Promise<number[][]> {
    await this.#run(X, 'UMAP.fitAsync', { ...options, callback: callback ?? options.callback });
    return this.getEmbedding();
  }

  /**
   * {@link UMAP.fitAsync} from rows to rows, without plain arrays.
   * @param X - points, `[n, columns]`
   * @returns their places, `[n, nComponents]`
   * @throws {ParameterError} if the points or labels cannot be used
   * @throws {AbortError} if the signal is aborted
   */
  async fitRows(X: RowsLike, options: UmapRunOptions = {}): Promise<DenseRows> {
    await this.#run(X, 'UMAP.fitRows', options);
    return this.getEmbeddingRows();
  }

  /**
   * Prepares a map: neighbours, graph, first places. Epochs are then done by {@link UMAP.step}.
   * @param X - points, one a row
   * @returns how many epochs there are
   * @throws {ParameterError} if the points or labels cannot be used
   */
  initializeFit(X: RowsLike): number {
    return this.#begin(X, 'UMAP.initializeFit');
  }

  /**
   * Does one epoch; none where all are done.
   * @returns how many are done
   * @throws {ParameterError} if no fit was prepared
   */
  step(): number {
    const { optimiser } = this.#fitted('UMAP.step');
    optimiser.step();
    return optimiser.epoch;
  }

  /**
   * The places so far, `[n][nComponents]`.
   * @throws {ParameterError} if no fit was prepared
   */
  getEmbedding(): number[][] {
    return toLists(this.#fitted('UMAP.getEmbedding').layout, this.#parameters.nComponents);
  }

  /**
   * The places so far, `[n, nComponents]`, a copy.
   * @throws {ParameterError} if no fit was prepared
   */
  getEmbeddingRows(): DenseRows {
    return toRows(this.#fitted('UMAP.getEmbeddingRows').layout, this.#parameters.nComponents);
  }

  /**
   * Places new points into the map, which stays as it is. The same points get the same places whenever they are asked for.
   * @param toTransform - points, with the columns of those of the map
   * @returns their places, `[m][nComponents]`
   * @throws {ParameterError} if the points cannot be used, or no map was made
   */
  transform(toTransform: RowsLike): number[][] {
    const where = 'UMAP.transform';
    const { points } = this.#fitted(where);
    const queries = this.#readQueries(toTransform, where);
    const { places, optimiser } = this.#place(nearestNow(queries, points, this.#reach(points)), where);
    while (optimiser.epoch < optimiser.epochs) optimiser.step();
    return toLists(places, this.#parameters.nComponents);
  }

  /**
   * {@link UMAP.transform} from rows to rows, with worker threads for the neighbours.
   * @param toTransform - points, `[m, columns]`
   * @returns their places, `[m, nComponents]`
   * @throws {ParameterError} if the points cannot be used, or no map was made
   * @throws {AbortError} if the signal is aborted
   */
  async transformRows(toTransform: RowsLike, options: UmapRunOptions = {}): Promise<DenseRows> {
    const where = 'UMAP.transformRows';
    const { points } = this.#fitted(where);
    const queries = this.#readQueries(toTransform, where);
    return stoppable(options.signal, async (signal) => {
      const found = await nearestSoon(queries, points, this.#reach(points), this.#search(options, signal));
      await kernelsRead();
      const { places, optimiser } = this.#place(found, where);
      await runEpochs(optimiser, { ...options, signal });
      return toRows(places, this.#parameters.nComponents);
    });
  }

  /**
   * Lets labels have a say in the maps that are made from now on.
   * @param labels - one a point; −1 where it is not known
   * @throws {ParameterError} if labels are not numbers, or targetWeight is not from 0 to 1
   */
  setSupervisedProjection(labels: ArrayLike<number>, params: UMAPSupervisedParams = {}): void {
    this.#labels = readLabels(labels, params);
  }

  /**
   * Gives the neighbours of the points of the next fits, which then are not searched.
   * @param knnIndices - of each point its nearest, ascending by distance, the point itself usually first, `[n][k]`
   * @param knnDistances - their distances, `[n][k]`
   * @throws {ParameterError} if they do not fit together
   */
  setPrecomputedKNN(
    knnIndices: readonly ArrayLike<number>[],
    knnDistances: readonly ArrayLike<number>[],
  ): void {
    this.#precomputed = readPrecomputedNeighbours(knnIndices, knnDistances);
  }

  #begin(X: RowsLike, where: string): number {
    const points = this.#readPoints(X, where);
    const neighbours = this.#precomputed ?? nearestNow(points, points, this.#reach(points) - 1);
    return finish(this.#prepare(points, neighbours));
  }

  async #run(X: RowsLike, where: string, options: UmapRunOptions): Promise<void> {
    const points = this.#readPoints(X, where);
    await stoppable(options.signal, async (signal) => {
      const neighbours =
        this.#precomputed ??
        (await nearestSoon(points, points, this.#reach(points) - 1, this.#search(options, signal)));
      await kernelsRead();
      await finishPaced(this.#prepare(points, neighbours), paceOf(signal, where));
      await runEpochs(this.#fitted(where).optimiser, { ...options, signal });
    });
  }

  #search({ onProgress }: UmapRunOptions, signal: AbortSignal | undefined): NeighbourOptions {
    const { threads, seed } = this.#parameters;
    return {
      seed,
      ...(threads === undefined ? {} : { threads }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    };
  }

  /** How many points a neighbourhood has, the point itself among them; two points are each other's whole neighbourhood. */
  #reach({ rows }: UmapPoints): number {
    return Math.min(this.#parameters.nNeighbors, rows);
  }

  #readPoints(X: RowsLike, where: string): UmapPoints {
    const points = readPoints(X, `${where}: points`, this.#parameters);
    checkMapPoints(where, points, {
      nNeighbors: this.#parameters.nNeighbors,
      precomputed: this.#precomputed?.rows,
      labels: this.#labels?.values.length,
    });
    return points;
  }

  #readQueries(given: RowsLike, where: string): UmapPoints {
    const queries = readPoints(given, `${where}: points`, this.#parameters);
    checkSameWidth(where, queries, this.#fitted(where).points);
    if ('distances' in queries) checkDistances(queries.distances, `${where}: points`);
    return queries;
  }

  /** All of a fit but its epochs. */
  *#prepare(points: UmapPoints, neighbours: Neighbours): Steps<number> {
    const parameters = this.#parameters;
    const { nComponents, seed, init, onNotice } = parameters;
    const graph = this.#supervised(yield* fuzzyGraphSteps(neighbours, parameters));
    yield;
    const epochs = parameters.nEpochs > 0 ? parameters.nEpochs : points.rows <= LONG_UP_TO ? 500 : 200;
    const layout = yield* initialLayout(graph, {
      init,
      dimensions: nComponents,
      seed,
      points: () => ('dense' in points ? points.dense : undefined),
      onNotice,
    });
    const curve = findABParams(parameters.spread, parameters.minDist);
    const optimiser = new LayoutOptimiser({
      ...parameters,
      moving: layout,
      dimensions: nComponents,
      schedule: edgeSchedule(graph, epochs),
      curve,
      epochs,
    });
    this.#fit = { points, layout, curve, optimiser };
    return epochs;
  }

  #supervised(graph: SparseMatrix): SparseMatrix {
    if (this.#labels === undefined) return graph;
    const { values, metric, weight } = this.#labels;
    if (metric === 'categorical') return superviseGraph(graph, values, weight);
    this.#parameters.onNotice?.(`UMAP: labels of targetMetric ${metric} have no effect`);
    return graph;
  }

  #place(neighbours: Neighbours, where: string): ReturnType<typeof placePoints> {
    const { layout, curve, points } = this.#fitted(where);
    return placePoints(neighbours, { layout, rows: points.rows, curve }, this.#parameters);
  }

  #fitted(where: string): Fit {
    if (this.#fit === undefined) {
      throw new ParameterError('points', `${where}: points must have been fitted before, got none`);
    }
    return this.#fit;
  }
}

function toLists(layout: Float64Array, columns: number): number[][] {
  return Array.from({ length: layout.length / columns }, (_, i) => [
    ...layout.subarray(i * columns, (i + 1) * columns),
  ]);
}

function toRows(layout: Float64Array, columns: number): DenseRows {
  return { data: Float32Array.from(layout), rows: layout.length / columns, columns };
}
