import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { ProgressListener } from '../../core/progress.ts';
import { checkMetric, type Metric } from '../metrics.ts';
import type { DenseRows, RowsLike } from '../rows.ts';

/**
 * Looks on while the map is made.
 * @param iteration - of the present phase, from 1
 * @param klDivergence - of the map as it is
 * @param map - a copy, `[n, nComponents]`
 * @returns true to stop there and keep the map
 */
export type TsneCallback = (iteration: number, klDivergence: number, map: DenseRows) => unknown;

/** What pushes the points apart: the spline field, every pair, or whichever is faster for so many points. */
export type NegativeGradientMethod = 'auto' | 'field' | 'exact';

/** How {@link TSNE} makes a map. Names and defaults are openTSNE 1.0.4's. */
export interface TsneOptions {
  /** Dimensions of the map: 1, 2 (the default) or 3. */
  readonly nComponents?: number | undefined;
  /** About how many neighbours each point has. Default 30. */
  readonly perplexity?: number | undefined;
  /** Default `auto`: the number of points / the exaggeration. */
  readonly learningRate?: number | 'auto' | undefined;
  /** Default 250. */
  readonly earlyExaggerationIter?: number | undefined;
  /** Default `auto`: 12, or the later exaggeration where that is more. */
  readonly earlyExaggeration?: number | 'auto' | undefined;
  /** Iterations after the early exaggeration. Default 500. */
  readonly nIter?: number | undefined;
  /** Of the attraction in these iterations. Default 1. */
  readonly exaggeration?: number | undefined;
  /** Degrees of freedom of the map's kernel (1 + d² / dof) ^ -dof. Default 1. */
  readonly dof?: number | undefined;
  /** Where the points begin: `pca` (the default), `spectral`, `random`, or rows, `[n, nComponents]`. */
  readonly initialization?: 'pca' | 'spectral' | 'random' | RowsLike | undefined;
  /** Default `euclidean`. */
  readonly metric?: Metric | undefined;
  /** Default 0.8. */
  readonly initialMomentum?: number | undefined;
  /** Default 0.8. */
  readonly finalMomentum?: number | undefined;
  /** Longer gradients are shortened to this. Default none. */
  readonly maxGradNorm?: number | null | undefined;
  /** Longer steps are shortened to this. Default 5; null for none. */
  readonly maxStepNorm?: number | null | undefined;
  /** How neighbours are found. Default `auto`. */
  readonly neighbors?: 'auto' | 'exact' | 'approximate' | undefined;
  /** Default `auto`. */
  readonly negativeGradientMethod?: NegativeGradientMethod | undefined;
  /** Threads; the map does not depend on how many. Default: as many as there are processors. */
  readonly threads?: number | undefined;
  /** Of random starts and approximate neighbours. Default 0. */
  readonly seed?: number | undefined;
  readonly callbacks?: TsneCallback | readonly TsneCallback[] | undefined;
  /** Default 50. */
  readonly callbacksEveryIters?: number | undefined;
  /** Indices of points that stay where the initialisation has put them. */
  readonly pinned?: ArrayLike<number> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Runs the kernels' twins in TypeScript, with the same result: for tests. */
  readonly plain?: boolean | undefined;
}

/** {@link TsneOptions} with defaults filled in. */
export interface TsneSettings {
  readonly nComponents: number;
  readonly perplexity: number;
  readonly learningRate: number | 'auto';
  readonly earlyExaggerationIter: number;
  readonly earlyExaggeration: number;
  readonly nIter: number;
  readonly exaggeration: number;
  readonly dof: number;
  readonly initialization: 'pca' | 'spectral' | 'random' | RowsLike;
  readonly metric: Metric;
  readonly initialMomentum: number;
  readonly finalMomentum: number;
  readonly maxGradNorm: number | undefined;
  readonly maxStepNorm: number | undefined;
  readonly neighbors: 'auto' | 'exact' | 'approximate';
  readonly negativeGradientMethod: NegativeGradientMethod;
  readonly threads: number | undefined;
  readonly seed: number;
  readonly callbacks: readonly TsneCallback[];
  readonly callbacksEveryIters: number;
  readonly pinned: ArrayLike<number> | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ProgressListener | undefined;
  readonly plain: boolean | undefined;
}

/**
 * Fills in defaults and checks every option.
 * @throws {ParameterError} at the first that cannot be used
 */
export function readTsneOptions(options: TsneOptions): TsneSettings {
  const where = 'TSNE';
  const exaggeration = positive(options.exaggeration ?? 1, where, 'exaggeration');
  const { earlyExaggeration = 'auto', learningRate = 'auto', initialization = 'pca' } = options;
  if (typeof initialization === 'string') {
    oneOf(initialization, where, { name: 'initialization', choices: ['pca', 'spectral', 'random'] });
  }
  const nComponents = options.nComponents ?? 2;
  if (![1, 2, 3].includes(nComponents)) {
    throw new ParameterError(
      'nComponents',
      `${where}: nComponents must be 1, 2 or 3, got ${String(nComponents)}`,
    );
  }
  const { threads, seed = 0 } = options;
  if (threads !== undefined) count(threads, where, 'threads', 1);
  if (!Number.isSafeInteger(seed)) {
    throw new ParameterError('seed', `${where}: seed must be a whole number, got ${String(seed)}`);
  }
  return {
    nComponents,
    perplexity: positive(options.perplexity ?? 30, where, 'perplexity'),
    learningRate: learningRate === 'auto' ? 'auto' : positive(learningRate, where, 'learningRate'),
    earlyExaggerationIter: count(options.earlyExaggerationIter ?? 250, where, 'earlyExaggerationIter'),
    earlyExaggeration:
      earlyExaggeration === 'auto'
        ? Math.max(12, exaggeration)
        : positive(earlyExaggeration, where, 'earlyExaggeration'),
    nIter: count(options.nIter ?? 500, where, 'nIter'),
    exaggeration,
    dof: positive(options.dof ?? 1, where, 'dof'),
    initialization,
    metric: checkMetric(where, options.metric ?? 'euclidean'),
    initialMomentum: momentum(options.initialMomentum ?? 0.8, where, 'initialMomentum'),
    finalMomentum: momentum(options.finalMomentum ?? 0.8, where, 'finalMomentum'),
    maxGradNorm: norm(options.maxGradNorm, where, 'maxGradNorm'),
    maxStepNorm: norm(options.maxStepNorm === undefined ? 5 : options.maxStepNorm, where, 'maxStepNorm'),
    neighbors: oneOf(options.neighbors ?? 'auto', where, {
      name: 'neighbors',
      choices: ['auto', 'exact', 'approximate'],
    }),
    negativeGradientMethod: oneOf(options.negativeGradientMethod ?? 'auto', where, {
      name: 'negativeGradientMethod',
      choices: ['auto', 'field', 'exact'],
    }),
    threads,
    seed,
    callbacks: readCallbacks(options.callbacks, where),
    callbacksEveryIters: count(options.callbacksEveryIters ?? 50, where, 'callbacksEveryIters', 1),
    pinned: options.pinned,
    signal: options.signal,
    onProgress: options.onProgress,
    plain: options.plain,
  };
}

/** One callback or several, as a list. */
export function readCallbacks(callbacks: TsneOptions['callbacks'], where: string): readonly TsneCallback[] {
  const list = callbacks === undefined ? [] : typeof callbacks === 'function' ? [callbacks] : callbacks;
  for (const callback of list as readonly unknown[]) {
    if (typeof callback === 'function') continue;
    throw new ParameterError('callbacks', `${where}: callbacks must be functions, got ${typeof callback}`);
  }
  return list;
}

/** A finite number above 0. */
export function positive(value: number, where: string, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new ParameterError(name, `${where}: ${name} must be a number above 0, got ${String(value)}`);
}

/** A whole number from `least`. */
export function count(value: number, where: string, name: string, least: number = 0): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ParameterError(
    name,
    `${where}: ${name} must be a whole number of at least ${least}, got ${String(value)}`,
  );
}

/** A number from 0, but below 1: more would never come to rest. */
export function momentum(value: number, where: string, name: string): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new ParameterError(name, `${where}: ${name} must be from 0 to below 1, got ${String(value)}`);
}

/** A number above 0, or none. */
export function norm(value: number | null | undefined, where: string, name: string): number | undefined {
  return value === null || value === undefined ? undefined : positive(value, where, name);
}

function oneOf<T extends string>(
  value: T,
  where: string,
  { name, choices }: { name: string; choices: readonly T[] },
): T {
  if (choices.includes(value)) return value;
  throw new ParameterError(
    name,
    `${where}: ${name} must be one of ${choices.join(', ')}, got ${JSON.stringify(value)}`,
  );
}

/** Marks the points that must not move, 1 each. */
export function readPinned(
  pinned: ArrayLike<number> | undefined,
  rows: number,
  where: string,
): Uint8Array | undefined {
  if (pinned === undefined || pinned.length === 0) return undefined;
  const marks = new Uint8Array(rows);
  for (let e = 0; e < pinned.length; e++) {
    const index = pinned[e]!;
    if (!Number.isInteger(index) || index < 0 || index >= rows) {
      throw new ParameterError(
        'pinned',
        `${where}: pinned must be indices from 0 to ${rows - 1}, got ${String(index)}`,
      );
    }
    marks[index] = 1;
  }
  return marks;
}
