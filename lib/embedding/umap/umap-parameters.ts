import { ParameterError } from '../../core/errors/parameter-error.ts';
import { METRICS, type Metric } from '../metrics.ts';
import type { DistanceFn } from './distances.ts';
import { UMAP_INITIALISATIONS, type UmapInitialisation } from './initial-layout.ts';

/** A source of numbers in [0, 1), as Math.random is one. */
export type RandomFn = () => number;

/** What a UMAP is made with: umap-js's parameters under its names, and those that it lacks. */
export interface UMAPParameters {
  /** How many points make a neighbourhood, the point itself among them; below the number of points. Default 15. */
  nNeighbors?: number;
  /** Dimensions of the map. Default 2. */
  nComponents?: number;
  /** Epochs of the optimisation. Default 500 up to 10,000 points, 200 above; 0 is the default too. */
  nEpochs?: number;
  /** How close points of the map may be packed. Default 0.1. */
  minDist?: number;
  /** The scale of the map, to which minDist is relative. Default 1. */
  spread?: number;
  /** The first step of the optimisation. Default 1. */
  learningRate?: number;
  /** How many nearest neighbours are connected for certain. Default 1. */
  localConnectivity?: number;
  /** How many points drawn by chance each edge pushes away when it pulls. Default 5. */
  negativeSampleRate?: number;
  /** Weight of that push. Default 1. */
  repulsionStrength?: number;
  /** 1: an edge is there if either end says so; 0: only if both do. Default 1. */
  setOpMixRatio?: number;
  /**
   * Asked once, when the object is made, for a seed: for callers of umap-js, whose function decides every draw there.
   * `seed` is plainer.
   */
  random?: RandomFn;
  /** A distance of your own, between rows as they were given. Slow: every pair is asked for. Prefer `metric`. */
  distanceFn?: DistanceFn;
  /** Taken and not needed: all points are searched. */
  transformQueueSize?: number;
  /** Same seed, same data: same bits. Default 0: a UMAP without a seed is reproducible as well. */
  seed?: number;
  /**
   * Default `euclidean`. `precomputed`: the points of a fit are their distances from each other, `[n, n]`, those of a
   * transform their distances to the points of the map, `[m, n]`.
   */
  metric?: Metric | 'precomputed';
  /** Where the map begins. Default `spectral`. */
  init?: UmapInitialisation;
  /** Threads of the neighbour search in methods that can wait; default: all processors. The result does not depend on it. */
  threads?: number;
  /** Receives one sentence where something was done in another way than asked for. */
  onNotice?: (sentence: string) => void;
}

/** The parameters with their defaults. */
export interface ResolvedUMAPParameters extends Required<
  Omit<UMAPParameters, 'random' | 'distanceFn' | 'transformQueueSize' | 'threads' | 'onNotice'>
> {
  readonly distanceFn: DistanceFn | undefined;
  readonly threads: number | undefined;
  readonly onNotice: ((sentence: string) => void) | undefined;
}

/**
 * Checks parameters and fills in their defaults.
 * @throws {ParameterError} if one of them cannot be used
 */
export function resolveParameters(given: UMAPParameters): ResolvedUMAPParameters {
  const { seed = seedFrom(given.random), threads, distanceFn, onNotice } = given;
  const resolved = {
    nNeighbors: whole('nNeighbors', given.nNeighbors ?? 15, 2),
    nComponents: whole('nComponents', given.nComponents ?? 2, 1),
    nEpochs: whole('nEpochs', given.nEpochs ?? 0, 0),
    minDist: given.minDist ?? 0.1,
    spread: above('spread', given.spread ?? 1),
    learningRate: above('learningRate', given.learningRate ?? 1),
    localConnectivity: atLeast0('localConnectivity', given.localConnectivity ?? 1),
    negativeSampleRate: whole('negativeSampleRate', given.negativeSampleRate ?? 5, 0),
    repulsionStrength: atLeast0('repulsionStrength', given.repulsionStrength ?? 1),
    setOpMixRatio: atLeast0('setOpMixRatio', given.setOpMixRatio ?? 1),
    seed,
    metric: readMetric(given.metric ?? 'euclidean'),
    init: given.init ?? 'spectral',
    threads: threads === undefined ? undefined : whole('threads', threads, 1),
    distanceFn,
    onNotice,
  };
  if (!Number.isSafeInteger(seed)) fail('seed', 'a whole number', seed);
  if (resolved.metric === 'precomputed' && distanceFn !== undefined) {
    fail('distanceFn', "left out where metric is 'precomputed'", 'a function');
  }
  const { minDist, spread, setOpMixRatio, init } = resolved;
  if (!(minDist >= 0 && minDist < 3 * spread)) fail('minDist', 'from 0 to below 3 x spread', minDist);
  if (setOpMixRatio > 1) fail('setOpMixRatio', 'from 0 to 1', setOpMixRatio);
  if (distanceFn !== undefined && typeof distanceFn !== 'function') {
    fail('distanceFn', 'a function of two rows', distanceFn);
  }
  if (typeof init === 'string' && !UMAP_INITIALISATIONS.includes(init)) {
    fail('init', `one of ${UMAP_INITIALISATIONS.join(', ')}, or rows`, init);
  }
  return resolved;
}

function readMetric(metric: string): Metric | 'precomputed' {
  if (metric === 'precomputed' || METRICS.includes(metric as Metric)) return metric as Metric | 'precomputed';
  return fail('metric', `one of ${METRICS.join(', ')}, precomputed`, JSON.stringify(metric));
}

function seedFrom(random: RandomFn | undefined): number {
  if (random === undefined) return 0;
  if (typeof random !== 'function') fail('random', 'a function that gives numbers from 0 to below 1', random);
  const value = random();
  if (!(value >= 0 && value < 1)) fail('random', 'a function that gives numbers from 0 to below 1', value);
  return Math.floor(value * 0x1_0000_0000);
}

function whole(name: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least) {
    fail(name, `a whole number from ${String(least)}`, value);
  }
  return value;
}

function above(name: string, value: number): number {
  if (!(value > 0 && value < Infinity)) fail(name, 'a number above 0', value);
  return value;
}

function atLeast0(name: string, value: number): number {
  if (!(value >= 0 && value < Infinity)) fail(name, 'a number from 0', value);
  return value;
}

function fail(name: string, what: string, got: unknown): never {
  throw new ParameterError(name, `UMAP: ${name} must be ${what}, got ${String(got)}`);
}
