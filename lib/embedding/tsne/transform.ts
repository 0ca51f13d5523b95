import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { NewAffinityOptions } from '../affinities/affinities.ts';
import type { PointSource } from '../affinities/neighbour-source.ts';
import { medianInitialisation, weightedMeanInitialisation } from '../initialisation/among-neighbours.ts';
import { randomInitialisation } from '../initialisation/random-initialisation.ts';
import type { Neighbours } from '../neighbours/neighbour-types.ts';
import { toDenseRows, type DenseRows, type RowsLike } from '../rows.ts';
import { restingState } from './descent.ts';
import { PartialTSNEEmbedding } from './partial-tsne-embedding.ts';
import type { OptimizeOptions, TSNEEmbedding } from './tsne-embedding.ts';
import { count, type TsneSettings } from './tsne-options.ts';

/** Where new points begin. */
export interface PartialStart {
  /**
   * `median` (the default) or `weighted` mean of their neighbours in the map, `random`, or rows, `[new, nComponents]`.
   */
  readonly initialization?: 'median' | 'weighted' | 'random' | RowsLike | undefined;
  /** How many neighbours count for that. Default 25. */
  readonly k?: number | undefined;
}

/** How new points are placed in a map. Names and defaults are openTSNE 1.0.4's. */
export interface TransformOptions
  extends
    PartialStart,
    Pick<
      OptimizeOptions,
      'negativeGradientMethod' | 'callbacks' | 'callbacksEveryIters' | 'signal' | 'onProgress'
    > {
  /** Default 5: each new point has few neighbours in the map. */
  readonly perplexity?: number | readonly number[] | undefined;
  /** Default 0.1. */
  readonly learningRate?: number | 'auto' | undefined;
  /** Default 4. */
  readonly earlyExaggeration?: number | undefined;
  /** Default 0. */
  readonly earlyExaggerationIter?: number | undefined;
  /** Default 1.5. */
  readonly exaggeration?: number | undefined;
  /** Default 250. */
  readonly nIter?: number | undefined;
  /** Default 0.8. */
  readonly initialMomentum?: number | undefined;
  /** Default 0.8. */
  readonly finalMomentum?: number | undefined;
  /** Default 0.25; null for none. */
  readonly maxGradNorm?: number | null | undefined;
  /** Default none. */
  readonly maxStepNorm?: number | null | undefined;
}

/** Places new points at their starting places. */
export async function preparePartial(
  map: TSNEEmbedding,
  positions: Float64Array,
  points: PointSource,
  options: PartialStart & NewAffinityOptions & { readonly settings: TsneSettings },
): Promise<PartialTSNEEmbedding> {
  const where = 'TSNEEmbedding.preparePartial';
  const { initialization = 'median', k = 25, settings, perplexity, sigma } = options;
  count(k, where, 'k', 1);
  const { P, neighbours } = await map.affinities.toNew(points, { perplexity, sigma });
  const start = startOf(map, neighbours, { initialization, k, where, seed: settings.seed });
  const state = restingState(Float64Array.from(start.data), map.columns);
  return new PartialTSNEEmbedding(state, P, { positions, settings }, { klDivergence: NaN, stopped: false });
}

/** Places new points and lets them find their places. */
export async function transformPoints(
  map: TSNEEmbedding,
  positions: Float64Array,
  points: PointSource,
  options: TransformOptions & { readonly settings: TsneSettings },
): Promise<PartialTSNEEmbedding> {
  const { initialization, k, settings, perplexity = 5, learningRate = 0.1 } = options;
  const { earlyExaggeration = 4, earlyExaggerationIter = 0, exaggeration = 1.5, nIter = 250 } = options;
  const { initialMomentum = 0.8, finalMomentum = 0.8, maxGradNorm = 0.25, maxStepNorm = null } = options;
  const { negativeGradientMethod, callbacks, callbacksEveryIters, signal, onProgress } = options;
  const prepared = await preparePartial(map, positions, points, { initialization, k, perplexity, settings });
  const shared = {
    learningRate,
    maxGradNorm,
    maxStepNorm,
    negativeGradientMethod,
    callbacks,
    callbacksEveryIters,
    signal,
    onProgress,
  };
  return prepared.descendThrough([
    {
      ...shared,
      nIter: earlyExaggerationIter,
      exaggeration: earlyExaggeration,
      momentum: initialMomentum,
      name: 'early exaggeration of new points',
    },
    { ...shared, nIter, exaggeration, momentum: finalMomentum },
  ]);
}

function startOf(
  map: TSNEEmbedding,
  neighbours: Neighbours,
  {
    initialization,
    k,
    where,
    seed,
  }: { initialization: PartialStart['initialization']; k: number; where: string; seed: number },
): DenseRows {
  switch (initialization) {
    case 'median':
      return medianInitialisation(map, neighbours, k);
    case 'weighted':
      return weightedMeanInitialisation(map, neighbours, { k });
    case 'random':
      return randomInitialisation(neighbours.rows, map.columns, { seed });
    default: {
      if (typeof initialization === 'string' || initialization === undefined) {
        throw new ParameterError(
          'initialization',
          `${where}: initialization must be median, weighted, random or rows, got ${JSON.stringify(initialization)}`,
        );
      }
      return checkStart(initialization, { rows: neighbours.rows, columns: map.columns, where });
    }
  }
}

/**
 * Reads positions that the caller has.
 * @throws {ParameterError} if they are not as many, or of other dimensions
 */
export function checkStart(
  initialization: RowsLike,
  { rows, columns, where }: { rows: number; columns: number; where: string },
): DenseRows {
  const start = toDenseRows(initialization, `${where}: initialization`);
  if (start.rows === rows && start.columns === columns) return start;
  throw new ParameterError(
    'initialization',
    `${where}: initialization must be [${rows}, ${columns}], got [${start.rows}, ${start.columns}]`,
  );
}
