import { checkNumber } from './check-scores.ts';
import { drawClusters, type Clusters } from './clusters.ts';
import { bcaInterval, percentileInterval } from './intervals.ts';
import type { BootstrapNote, DifferenceEstimate, Estimate } from './report-types.ts';

/** How confidence intervals are made. */
export interface BootstrapOptions {
  /** 1,000. */
  readonly replicates?: number;
  /** 0.95. */
  readonly confidence?: number;
  /** `percentile`, or the bias-corrected `bca`, which also leaves out each subject once. */
  readonly method?: 'percentile' | 'bca';
  /** 0. Same seed, same data: same intervals, to the last bit. */
  readonly seed?: number;
  /** True: each class's subjects are drawn apart. */
  readonly stratified?: boolean;
}

/** One set of scores on the whole sample, on every replicate and, for BCa, with each cluster left out. */
export interface Replicates<K extends string> {
  readonly values: Readonly<Record<K, number>>;
  readonly samples: Readonly<Record<K, Float64Array>>;
  /** By stratum; empty unless the method is `bca`. */
  readonly jackknife: readonly Readonly<Record<K, Float64Array>>[];
}

/** Gives scores where cluster c counts `multiplicity[c]` times; NaN where a score is undefined. */
export type ClusterScore<K extends string> = (multiplicity: Uint16Array) => Readonly<Record<K, number>>;

/** An estimate of something that is not defined. */
export const UNDEFINED_ESTIMATE: Estimate = { value: null, low: null, high: null, undefinedReplicates: 0 };

/**
 * A bootstrap over subjects: every score run on it sees the same draws, so that two can be compared replicate by
 * replicate. Cells of one person are alike; drawing cells would make intervals too narrow.
 *
 * Source: Method 6; Pilot 2.
 */
export class Bootstrap {
  /** How the intervals were made, for the report. */
  readonly note: BootstrapNote;
  readonly #clusters: Clusters;
  readonly #draws: Uint16Array;

  /**
   * Draws all replicates.
   * @param clusters - the people and their cells
   * @param options - how many, how sure, by which method, from which seed
   * @throws {ParameterError} where an option is out of range
   */
  constructor(
    clusters: Clusters,
    {
      replicates = 1000,
      confidence = 0.95,
      method = 'percentile',
      seed = 0,
      stratified = true,
    }: BootstrapOptions = {},
  ) {
    checkNumber('bootstrap: replicates', replicates, { low: 1, high: 1e6, whole: true });
    checkNumber('bootstrap: confidence', confidence, { low: 0.5, high: 0.9999 });
    checkNumber('bootstrap: seed', seed, {
      low: Number.MIN_SAFE_INTEGER,
      high: Number.MAX_SAFE_INTEGER,
      whole: true,
    });
    this.#clusters = clusters;
    this.#draws = drawClusters(clusters, { replicates, seed, stratified });
    this.note = { replicates, confidence, method, seed, unit: clusters.unit, stratified };
  }

  /**
   * Scores the whole sample and every replicate.
   * @param score - called once a replicate; must not keep its argument
   */
  run<K extends string>(score: ClusterScore<K>): Replicates<K> {
    const { count, strata } = this.#clusters;
    const all = new Uint16Array(count).fill(1);
    const values = { ...score(all) };
    const keys = Object.keys(values) as K[];
    const table = (rows: number, multiplicity: (row: number) => Uint16Array): Record<K, Float64Array> => {
      const columns = Object.fromEntries(keys.map((key) => [key, new Float64Array(rows)])) as Record<
        K,
        Float64Array
      >;
      for (let row = 0; row < rows; row++) {
        const scores = score(multiplicity(row));
        for (const key of keys) columns[key][row] = scores[key];
      }
      return columns;
    };
    const samples = table(this.note.replicates, (b) => this.multiplicity(b));
    if (this.note.method !== 'bca') return { values, samples, jackknife: [] };
    const groups = [1, 2, 3].map((stratum) => [...strata.keys()].filter((c) => strata[c] === stratum));
    const jackknife = groups
      .filter((group) => group.length > 0)
      .map((group) =>
        table(group.length, (row) => {
          const without = all.slice();
          without[group[row]!] = 0;
          return without;
        }),
      );
    return { values, samples, jackknife };
  }

  /**
   * How often each cluster was drawn in one replicate, `[count]`.
   * @param replicate - 0 to replicates - 1
   */
  multiplicity(replicate: number): Uint16Array {
    const { count } = this.#clusters;
    return this.#draws.subarray(replicate * count, (replicate + 1) * count);
  }

  /**
   * One score with its interval; no interval where a class rests on a single subject.
   * @param replicates - what {@link Bootstrap.run} gave
   * @param key - which score
   */
  estimate<K extends string>({ values, samples, jackknife }: Replicates<K>, key: K): Estimate {
    return this.#interval(
      values[key],
      samples[key],
      jackknife.map((stratum) => stratum[key]),
    );
  }

  /**
   * Every score with its interval.
   * @param replicates - what {@link Bootstrap.run} gave
   */
  estimates<K extends string>(replicates: Replicates<K>): Record<K, Estimate> {
    const keys = Object.keys(replicates.values) as K[];
    return Object.fromEntries(keys.map((key) => [key, this.estimate(replicates, key)])) as Record<
      K,
      Estimate
    >;
  }

  /**
   * A score's difference of two predictions on the same cells, paired replicate by replicate.
   * @param a - replicates of the one
   * @param b - replicates of the other; the difference is a - b
   * @param key - which score
   */
  difference<K extends string>(a: Replicates<K>, b: Replicates<K>, key: K): DifferenceEstimate {
    const samples = a.samples[key].map((score, i) => score - b.samples[key][i]!);
    const jackknife = a.jackknife.map((stratum, s) =>
      stratum[key].map((score, i) => score - b.jackknife[s]![key][i]!),
    );
    const defined = samples.filter((score) => !Number.isNaN(score));
    const above = defined.reduce((sum, score) => sum + (score > 0 ? 1 : score === 0 ? 0.5 : 0), 0);
    const estimate = this.#interval(a.values[key] - b.values[key], samples, jackknife);
    const shown = estimate.low !== null && defined.length > 0;
    return { ...estimate, shareAboveZero: shown ? above / defined.length : null };
  }

  #interval(value: number, samples: Float64Array, jackknife: readonly Float64Array[]): Estimate {
    const undefinedReplicates = samples.reduce((sum, score) => sum + (Number.isNaN(score) ? 1 : 0), 0);
    const { confidence, method } = this.note;
    if (Number.isNaN(value) || !this.#clusters.canResample || undefinedReplicates === samples.length) {
      return { value: finite(value), low: null, high: null, undefinedReplicates };
    }
    const { low, high } =
      method === 'bca'
        ? bcaInterval(samples, { confidence, value, jackknife })
        : percentileInterval(samples, confidence);
    return { value, low: finite(low), high: finite(high), undefinedReplicates };
  }
}

/**
 * A number that JSON can hold: null in place of NaN and the infinities.
 * @param value - any number
 */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
