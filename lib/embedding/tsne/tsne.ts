import { stoppable } from '../../core/running-cell.ts';
import { Affinities } from '../affinities/affinities.ts';
import { MultiscaleMixture } from '../affinities/multiscale-mixture.ts';
import type { PointSource } from '../affinities/neighbour-source.ts';
import { pcaSteps } from '../initialisation/pca-initialisation.ts';
import { randomInitialisation } from '../initialisation/random-initialisation.ts';
import { jitter } from '../initialisation/rescale.ts';
import { spectralSteps } from '../initialisation/spectral-initialisation.ts';
import { paceOf } from '../kernels/pace.ts';
import { finishPaced, type Steps } from '../kernels/steps.ts';
import type { DenseRows, RowsLike } from '../rows.ts';
import { checkStart } from './transform.ts';
import { TSNEEmbedding } from './tsne-embedding.ts';
import { readTsneOptions, type TsneOptions, type TsneSettings } from './tsne-options.ts';

/** A start wider than this converges badly. Source: openTSNE 1.0.4. */
const WIDE = 1e-2;

/**
 * t-distributed stochastic neighbour embedding: a map in 1, 2 or 3 dimensions in which near points are those that are near
 * in the data.
 *
 * ```ts
 * const map = await new TSNE({ perplexity: 30 }).fit(rows);
 * map.data;                       // Float32Array [n, 2]
 * await map.transform(newRows);   // new points among them
 * ```
 *
 * Names, defaults and method are openTSNE 1.0.4's. Differs from the reference: repulsion by a spline field (or every pair)
 * in place of Barnes-Hut or interpolation; the same map for every number of threads; duplicates, two points and one point
 * give finite maps.
 */
export class TSNE {
  readonly #settings: TsneSettings;

  /**
   * @param options - see {@link TsneOptions}
   * @throws {ParameterError} at the first that cannot be used
   */
  constructor(options: TsneOptions = {}) {
    this.#settings = readTsneOptions(options);
  }

  /**
   * Makes a map: early exaggeration, then the descent itself.
   * @param data - rows (dense or sparse), `{ distances }`, `{ neighbours }`, or affinities
   * @param initialization - positions to begin with in place of the option's, `[n, nComponents]`
   * @throws {ParameterError} if the data cannot be used
   * @throws {AbortError} if the signal is aborted
   */
  fit(data: PointSource | Affinities, initialization?: RowsLike): Promise<TSNEEmbedding> {
    const settings = this.#settings;
    return stoppable(settings.signal, async (signal) => {
      const start = await this.#prepare(data, initialization, signal);
      return start.descendThrough([
        {
          nIter: settings.earlyExaggerationIter,
          exaggeration: settings.earlyExaggeration,
          momentum: settings.initialMomentum,
          name: 'early exaggeration',
          signal,
        },
        { nIter: settings.nIter, signal },
      ]);
    });
  }

  /**
   * Makes affinities and first positions only; `optimize` of the result goes on.
   * @param data - as for fit
   * @param initialization - as for fit
   */
  prepareInitial(data: PointSource | Affinities, initialization?: RowsLike): Promise<TSNEEmbedding> {
    return this.#prepare(data, initialization, this.#settings.signal);
  }

  async #prepare(
    data: PointSource | Affinities,
    initialization: RowsLike | undefined,
    signal: AbortSignal | undefined,
  ): Promise<TSNEEmbedding> {
    const settings = this.#settings;
    const affinities = data instanceof Affinities ? data : await this.#affinitiesOf(data, signal);
    const start = await finishPaced(
      this.#start(initialization ?? settings.initialization, affinities),
      paceOf(signal, 'TSNE'),
    );
    return TSNEEmbedding.begin(start, affinities, settings);
  }

  #affinitiesOf(data: PointSource, signal: AbortSignal | undefined): Promise<Affinities> {
    const { perplexity, metric, neighbors, threads, seed, onProgress } = this.#settings;
    return MultiscaleMixture.of(data, {
      perplexities: perplexity,
      metric,
      method: neighbors,
      threads,
      seed,
      signal,
      onProgress,
    });
  }

  *#start(initialization: TsneSettings['initialization'], affinities: Affinities): Steps<DenseRows> {
    const { nComponents: columns, seed } = this.#settings;
    const { rows } = affinities.P;
    if (rows === 1) return { data: new Float32Array(columns), rows, columns };
    const points = affinities.source?.points;
    switch (initialization) {
      case 'random':
        return randomInitialisation(rows, columns, { seed });
      case 'pca':
        if (points !== undefined) return jitter(yield* pcaSteps(points, columns, { seed }), { seed });
        affinities.notices.push('initialization pca needs rows of features: spectral is used in its place');
        return jitter(yield* spectralSteps(affinities.P, columns, { seed }), { seed });
      case 'spectral':
        return jitter(yield* spectralSteps(affinities.P, columns, { seed }), { seed });
      default: {
        if (typeof initialization === 'string')
          throw new TypeError(`initialization ${String(initialization)}`);
        const start = checkStart(initialization, { rows, columns, where: 'TSNE' });
        this.#noteWideStart(start, affinities);
        return start;
      }
    }
  }

  #noteWideStart({ data, rows, columns }: DenseRows, affinities: Affinities): void {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += data[i * columns]! / rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += (data[i * columns]! - mean) ** 2 / rows;
    const deviation = Math.sqrt(sum);
    if (deviation <= WIDE || this.#settings.pinned !== undefined) return;
    affinities.notices.push(
      `initialization has a standard deviation of ${deviation.toPrecision(2)}: t-SNE converges best from 1e-4`,
    );
  }
}
