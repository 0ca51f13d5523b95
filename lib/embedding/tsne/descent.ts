import { throwIfAborted } from '../../core/abort.ts';
import type { ProgressListener } from '../../core/progress.ts';

/** Where points are, and what the descent remembers of its last steps. All arrays are `[n, dimensions]`. */
export interface DescentState {
  readonly positions: Float64Array;
  readonly update: Float64Array;
  readonly gains: Float64Array;
  readonly dimensions: number;
}

/** What moves the points. */
export interface Forces {
  /** Writes the gradient of the loss (without its factor of 4, as openTSNE has it) at an exaggeration. */
  gradient(positions: Float64Array, exaggeration: number, out: Float64Array): void | Promise<void>;
  /** The loss, without exaggeration. */
  divergence(positions: Float64Array): number;
}

/** Looks on every few iterations; stops the descent by returning true. */
export type DescentCallback = (iteration: number, klDivergence: number, positions: Float64Array) => unknown;

/** One phase of the descent. */
export interface DescentPhase {
  readonly iterations: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly exaggeration: number;
  /** Longer gradients of a point are shortened to this; none where undefined. */
  readonly maxGradNorm?: number | undefined;
  /** Longer steps of a point are shortened to this; none where undefined. */
  readonly maxStepNorm?: number | undefined;
  /** 1 for each point that must not move, `[n]`. */
  readonly pinned?: Uint8Array | undefined;
  /** Whether the map's mean is kept at 0. */
  readonly centre: boolean;
  readonly callbacks?: readonly DescentCallback[] | undefined;
  readonly callbacksEveryIters: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** For progress and messages: "early exaggeration". */
  readonly name: string;
}

/** Gains fall no lower than what this adds to them each time. Source: openTSNE 1.0.4. */
const LEAST_GAIN = 0.01;
const TURN_MS = 30;
const PROGRESS_MS = 200;

/** A state at rest. */
export function restingState(positions: Float64Array, dimensions: number): DescentState {
  return {
    positions,
    update: new Float64Array(positions.length),
    gains: new Float64Array(positions.length).fill(1),
    dimensions,
  };
}

/** A state that a descent may move without moving the first one's points. */
export function copyState({ positions, update, gains, dimensions }: DescentState): DescentState {
  return { positions: positions.slice(), update: update.slice(), gains: gains.slice(), dimensions };
}

/**
 * Gradient descent with momentum and a gain for each coordinate: a gain grows by 0.2 while the coordinate goes on downhill
 * and shrinks to 0.8 of itself where the gradient has turned. Moves the state's points in place.
 * @returns whether a callback has stopped it
 * @throws {AbortError} if the signal is aborted
 */
export async function descend(state: DescentState, forces: Forces, phase: DescentPhase): Promise<boolean> {
  const { positions } = state;
  const { iterations, exaggeration, callbacks, callbacksEveryIters, signal, onProgress, name } = phase;
  const gradient = new Float64Array(positions.length);
  let turn = performance.now();
  let told = turn;
  const begin = turn;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const now = performance.now();
    if (now - turn > TURN_MS) {
      // Timers, the picture in a notebook and whoever aborts get their turn.
      await new Promise((resolve) => setTimeout(resolve, 0));
      turn = performance.now();
    }
    throwIfAborted(signal, 'TSNE');
    if (onProgress !== undefined && (now - told > PROGRESS_MS || iteration === 1)) {
      told = now;
      const rate = iteration > 1 ? { rate: ((iteration - 1) * 1000) / (now - begin) } : {};
      onProgress({ phase: name, done: iteration - 1, total: iterations, unit: 'iterations', ...rate });
    }
    const waiting = forces.gradient(positions, exaggeration, gradient);
    if (waiting !== undefined) await waiting;
    if (callbacks !== undefined && iteration % callbacksEveryIters === 0) {
      const divergence = forces.divergence(positions);
      let stop = false;
      for (const callback of callbacks) if (callback(iteration, divergence, positions) === true) stop = true;
      if (stop) return true;
    }
    step(state, gradient, phase);
  }
  if (iterations > 0) onProgress?.({ phase: name, done: iterations, total: iterations, unit: 'iterations' });
  return false;
}

function step(state: DescentState, gradient: Float64Array, phase: DescentPhase): void {
  const { positions, update, gains, dimensions } = state;
  const { learningRate, momentum, maxGradNorm, maxStepNorm, pinned, centre } = phase;
  if (maxGradNorm !== undefined) shortenGradients(gradient, dimensions, maxGradNorm);
  for (let e = 0; e < positions.length; e++) {
    const slope = gradient[e]!;
    const last = update[e]!;
    const turned = Math.sign(last) === Math.sign(slope);
    const gain = turned ? gains[e]! * 0.8 + LEAST_GAIN : gains[e]! + 0.2;
    gains[e] = gain;
    update[e] = momentum * last - learningRate * gain * slope;
  }
  if (maxStepNorm !== undefined) shortenSteps(update, dimensions, maxStepNorm);
  if (pinned !== undefined) {
    for (let e = 0; e < update.length; e++) if (pinned[Math.floor(e / dimensions)] === 1) update[e] = 0;
  }
  for (let e = 0; e < positions.length; e++) positions[e]! += update[e]!;
  if (centre) centrePositions(positions, dimensions);
}

function shortenGradients(gradient: Float64Array, dimensions: number, longest: number): void {
  for (let i = 0; i < gradient.length; i += dimensions) {
    const share = longest / (normAt(gradient, i, dimensions) + 1e-6);
    if (share < 1) for (let c = 0; c < dimensions; c++) gradient[i + c]! *= share;
  }
}

function shortenSteps(update: Float64Array, dimensions: number, longest: number): void {
  for (let i = 0; i < update.length; i += dimensions) {
    const norm = normAt(update, i, dimensions);
    if (norm > longest)
      for (let c = 0; c < dimensions; c++) update[i + c] = (update[i + c]! / norm) * longest;
  }
}

function normAt(values: Float64Array, at: number, dimensions: number): number {
  let sum = 0;
  for (let c = 0; c < dimensions; c++) sum += values[at + c]! * values[at + c]!;
  return Math.sqrt(sum);
}

/** Moves the map's mean to 0. */
export function centrePositions(positions: Float64Array, dimensions: number): void {
  const n = positions.length / dimensions;
  for (let c = 0; c < dimensions; c++) {
    let mean = 0;
    for (let e = c; e < positions.length; e += dimensions) mean += positions[e]!;
    mean /= n;
    for (let e = c; e < positions.length; e += dimensions) positions[e]! -= mean;
  }
}
