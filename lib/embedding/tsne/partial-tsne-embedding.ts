import { stoppable } from '../../core/running-cell.ts';
import type { SparseMatrix } from '../affinities/sparse-matrix.ts';
import type { DenseRows } from '../rows.ts';
import { copyState, descend, type DescentState } from './descent.ts';
import { descentPhase } from './descent-phase.ts';
import { partialForces } from './partial-forces.ts';
import { readCallbacks, readPinned, type TsneSettings } from './tsne-options.ts';
import type { OptimizeOptions } from './tsne-embedding.ts';

/** What new points need of the map that they are placed in. */
export interface MapOfReference {
  /** The map's positions, `[reference, dimensions]`. */
  readonly positions: Float64Array;
  readonly settings: TsneSettings;
}

/** New points in a map that stays as it is. */
export class PartialTSNEEmbedding implements DenseRows {
  /** The positions, `[new, nComponents]`. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Affinities of the new points to those of the map, `[new, reference]`. */
  readonly P: SparseMatrix;
  /** Of the new points; NaN before the first optimisation. */
  readonly klDivergence: number;
  /** Whether a callback has stopped the descent before its end. */
  readonly stopped: boolean;
  readonly #state: DescentState;
  readonly #map: MapOfReference;

  /** Made by TSNEEmbedding. */
  constructor(
    state: DescentState,
    P: SparseMatrix,
    map: MapOfReference,
    { klDivergence, stopped }: { klDivergence: number; stopped: boolean },
  ) {
    this.#state = state;
    this.#map = map;
    this.P = P;
    this.klDivergence = klDivergence;
    this.stopped = stopped;
    this.data = Float32Array.from(state.positions);
    this.columns = state.dimensions;
    this.rows = P.rows;
  }

  /**
   * Goes on with the descent of the new points.
   * @returns new positions; these stay as they are
   * @throws {ParameterError} if an option cannot be used
   * @throws {AbortError} if the signal is aborted
   */
  optimize(options: OptimizeOptions): Promise<PartialTSNEEmbedding> {
    return this.descendThrough([options]);
  }

  /** Several phases, one after the other; a callback that stops one stops all. */
  descendThrough(phases: readonly OptimizeOptions[]): Promise<PartialTSNEEmbedding> {
    return stoppable(phases[0]?.signal, (signal) => this.#descend(phases, signal));
  }

  async #descend(
    phases: readonly OptimizeOptions[],
    signal: AbortSignal | undefined,
  ): Promise<PartialTSNEEmbedding> {
    const where = 'PartialTSNEEmbedding.optimize';
    const { settings, positions: reference } = this.#map;
    const state = copyState(this.#state);
    const { dimensions } = state;
    const forces = await partialForces(this.P, {
      reference,
      dimensions,
      dof: settings.dof,
      method: phases[0]?.negativeGradientMethod ?? settings.negativeGradientMethod,
      plain: settings.plain,
    });
    let stopped = false;
    for (const phase of phases) {
      const callbacks = readCallbacks(phase.callbacks, where);
      stopped = await descend(state, forces, {
        ...descentPhase(phase, settings, { where, rows: this.rows, dimensions, callbacks }),
        pinned: readPinned(phase.pinned, this.rows, where),
        centre: false,
        signal,
        onProgress: phase.onProgress,
        name: phase.name ?? 't-SNE of new points',
      });
      if (stopped) break;
    }
    return new PartialTSNEEmbedding(state, this.P, this.#map, {
      klDivergence: forces.divergence(state.positions),
      stopped,
    });
  }
}
