import { stoppable } from '../../core/running-cell.ts';
import type { Affinities, NewAffinityOptions } from '../affinities/affinities.ts';
import type { PointSource } from '../affinities/neighbour-source.ts';
import type { DenseRows } from '../rows.ts';
import { copyState, descend, restingState, type DescentState } from './descent.ts';
import { descentPhase } from './descent-phase.ts';
import { mapForces } from './map-forces.ts';
import { preparePartial, transformPoints, type PartialStart, type TransformOptions } from './transform.ts';
import type { PartialTSNEEmbedding } from './partial-tsne-embedding.ts';
import { readCallbacks, readPinned, type TsneOptions, type TsneSettings } from './tsne-options.ts';

/** What a further phase of the descent may change; the rest is as the map's TSNE had it. */
export interface OptimizeOptions extends Pick<
  TsneOptions,
  | 'nIter'
  | 'exaggeration'
  | 'learningRate'
  | 'maxGradNorm'
  | 'maxStepNorm'
  | 'negativeGradientMethod'
  | 'callbacks'
  | 'callbacksEveryIters'
  | 'pinned'
  | 'threads'
  | 'signal'
  | 'onProgress'
> {
  /** Default: that of the phase after the early exaggeration. */
  readonly momentum?: number | undefined;
  /** For progress. */
  readonly name?: string | undefined;
}

/** A map of points by t-SNE: its positions, and all that is needed to go on with it or to place new points in it. */
export class TSNEEmbedding implements DenseRows {
  /** The positions, `[n, nComponents]`. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly affinities: Affinities;
  /** How far the map's affinities are from the data's; 0 where there is nothing to compare (one point). */
  readonly klDivergence: number;
  /** Whether a callback has stopped the descent before its end. */
  readonly stopped: boolean;
  readonly #state: DescentState;
  readonly #settings: TsneSettings;

  /** Made by TSNE. */
  constructor(
    state: DescentState,
    affinities: Affinities,
    settings: TsneSettings,
    { klDivergence, stopped }: { klDivergence: number; stopped: boolean },
  ) {
    this.#state = state;
    this.#settings = settings;
    this.affinities = affinities;
    this.klDivergence = klDivergence;
    this.stopped = stopped;
    this.data = Float32Array.from(state.positions);
    this.columns = state.dimensions;
    this.rows = state.positions.length / state.dimensions;
  }

  /** What was changed on the way and why, a sentence each. */
  get notices(): readonly string[] {
    return this.affinities.notices;
  }

  /**
   * Goes on with the descent, with the gains and the momentum that it has.
   * @returns a new map; this one stays as it is
   * @throws {ParameterError} if an option cannot be used
   * @throws {AbortError} if the signal is aborted
   */
  optimize(options: OptimizeOptions): Promise<TSNEEmbedding> {
    return this.descendThrough([options]);
  }

  /** Several phases, one after the other; a callback that stops one stops all. */
  descendThrough(phases: readonly OptimizeOptions[]): Promise<TSNEEmbedding> {
    const signal = phases[0]?.signal ?? this.#settings.signal;
    return stoppable(signal, (stop) => this.#descend(phases, stop));
  }

  async #descend(
    phases: readonly OptimizeOptions[],
    signal: AbortSignal | undefined,
  ): Promise<TSNEEmbedding> {
    const where = 'TSNEEmbedding.optimize';
    const settings = this.#settings;
    const state = copyState(this.#state);
    const { dimensions } = state;
    const n = this.rows;
    const first = phases[0];
    const forces = await mapForces(this.affinities.P, {
      dimensions,
      dof: settings.dof,
      method: first?.negativeGradientMethod ?? settings.negativeGradientMethod,
      threads: first?.threads ?? settings.threads,
      plain: settings.plain,
    });
    try {
      let stopped = false;
      for (const phase of n > 1 ? phases : []) {
        const pinned = readPinned(phase.pinned ?? settings.pinned, n, where);
        const callbacks =
          phase.callbacks === undefined ? settings.callbacks : readCallbacks(phase.callbacks, where);
        stopped = await descend(state, forces, {
          ...descentPhase(phase, settings, { where, rows: n, dimensions, callbacks }),
          pinned,
          // Pinned points hold the map where it is.
          centre: pinned === undefined,
          signal,
          onProgress: phase.onProgress ?? settings.onProgress,
          name: phase.name ?? 't-SNE',
        });
        if (stopped) break;
      }
      const klDivergence = n > 1 ? forces.divergence(state.positions) : 0;
      return new TSNEEmbedding(state, this.affinities, settings, { klDivergence, stopped });
    } finally {
      await forces.close();
    }
  }

  /**
   * Places new points in the map; the map's own points do not move, and new points do not feel each other.
   * @param points - rows in the form of the first points, or `{ distances }` or `{ neighbours }` to them
   * @throws {ParameterError} if points or options cannot be used
   * @throws {AbortError} if the signal is aborted
   */
  transform(points: PointSource, options: TransformOptions = {}): Promise<PartialTSNEEmbedding> {
    return stoppable(options.signal, (signal) =>
      transformPoints(this, this.#state.positions, points, { ...options, settings: this.#settings, signal }),
    );
  }

  /** Places new points at their starting places only; `optimize` of the result moves them. */
  preparePartial(
    points: PointSource,
    options: PartialStart & NewAffinityOptions = {},
  ): Promise<PartialTSNEEmbedding> {
    return preparePartial(this, this.#state.positions, points, { ...options, settings: this.#settings });
  }

  /** A map at its first positions, at rest. */
  static begin(start: DenseRows, affinities: Affinities, settings: TsneSettings): TSNEEmbedding {
    const state = restingState(Float64Array.from(start.data), start.columns);
    return new TSNEEmbedding(state, affinities, settings, { klDivergence: NaN, stopped: false });
  }
}
