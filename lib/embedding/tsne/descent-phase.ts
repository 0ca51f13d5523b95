import type { DenseRows } from '../rows.ts';
import type { DescentPhase } from './descent.ts';
import type { OptimizeOptions } from './tsne-embedding.ts';
import { count, momentum, norm, positive, type TsneCallback, type TsneSettings } from './tsne-options.ts';

/** What {@link descentPhase} cannot take from the options alone. */
export interface PhaseSurroundings {
  /** The function that was called, for messages. */
  readonly where: string;
  readonly rows: number;
  readonly dimensions: number;
  readonly callbacks: readonly TsneCallback[];
}

/** What the descents of a map's own points and of new points take from their options alike. */
export type CommonPhase = Omit<DescentPhase, 'pinned' | 'centre' | 'signal' | 'onProgress' | 'name'>;

/**
 * One phase of the descent: its options, and the map's settings where they say nothing.
 * @param phase - the caller's
 * @param settings - the map's
 * @param surroundings - rows, dimensions, callbacks
 * @throws {ParameterError} if an option cannot be used
 */
export function descentPhase(
  phase: OptimizeOptions,
  settings: TsneSettings,
  { where, rows, dimensions, callbacks }: PhaseSurroundings,
): CommonPhase {
  const exaggeration = positive(phase.exaggeration ?? settings.exaggeration, where, 'exaggeration');
  const learningRate = phase.learningRate ?? settings.learningRate;
  const longest = (name: 'maxGradNorm' | 'maxStepNorm'): number | undefined =>
    phase[name] === undefined ? settings[name] : norm(phase[name], where, name);
  const mapAt = (positions: Float64Array): DenseRows => ({
    data: Float32Array.from(positions),
    rows,
    columns: dimensions,
  });
  return {
    iterations: count(phase.nIter ?? settings.nIter, where, 'nIter'),
    learningRate:
      learningRate === 'auto' ? rows / exaggeration : positive(learningRate, where, 'learningRate'),
    momentum: momentum(phase.momentum ?? settings.finalMomentum, where, 'momentum'),
    exaggeration,
    maxGradNorm: longest('maxGradNorm'),
    maxStepNorm: longest('maxStepNorm'),
    callbacks:
      callbacks.length === 0
        ? undefined
        : callbacks.map(
            (callback) => (iteration, divergence, at) => callback(iteration, divergence, mapAt(at)),
          ),
    callbacksEveryIters: phase.callbacksEveryIters ?? settings.callbacksEveryIters,
  };
}
