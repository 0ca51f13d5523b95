import { binEdges, binOf } from './calibration.ts';
import type { Clusters } from './clusters.ts';
import { decisionScores } from './decision-scores.ts';
import type { LabelledScores } from './check-scores.ts';
import type { DecisionMetric, ProbabilityMetric } from './metric-names.ts';
import { negativeLog } from './probability-scores.ts';
import { rankCells, rankingScores } from './ranking.ts';

/** Probabilities of class 1, and what of them is kept. */
export interface ScorerInput extends LabelledScores {
  /** Probability given to the truth, `[N]`, where the source knows it more finely than 1 - p; for the log loss. */
  readonly truth?: ArrayLike<number>;
}

/**
 * Scores cells under whole-number weights of their clusters: everything that does not depend on the weights - order,
 * bins, decisions - is worked out once, so that a bootstrap replicate costs one pass over the cells.
 */
export class ClusterScorer {
  readonly #of: Int32Array;
  readonly #count: number;
  readonly #ranking: { readonly labels: Uint8Array; readonly groupEnd: Uint8Array };
  /** Cluster of each cell in order of score. */
  readonly #ordered: Int32Array;
  readonly #weights: Float64Array;
  readonly #cells: Float64Array;
  readonly #brier: Float64Array;
  readonly #logLoss: Float64Array;
  readonly #bins: BinSums;

  constructor(data: ScorerInput, clusters: Pick<Clusters, 'of' | 'count'>) {
    const { scores, labels, truth } = data;
    const { order, labels: ordered, groupEnd } = rankCells(data);
    this.#of = clusters.of;
    this.#count = clusters.count;
    this.#ranking = { labels: ordered, groupEnd };
    this.#ordered = order.map((i) => clusters.of[i]!);
    this.#weights = new Float64Array(order.length);
    this.#cells = new Float64Array(clusters.count);
    this.#brier = new Float64Array(clusters.count);
    this.#logLoss = new Float64Array(clusters.count);
    for (let i = 0; i < scores.length; i++) {
      const cluster = clusters.of[i]!;
      const score = scores[i]!;
      this.#cells[cluster]! += 1;
      this.#brier[cluster]! += (score - labels[i]!) ** 2;
      this.#logLoss[cluster]! += negativeLog(truth?.[i] ?? (labels[i] === 1 ? score : 1 - score));
    }
    this.#bins = new BinSums(data, clusters);
  }

  /**
   * Scores of the probabilities.
   * @param multiplicity - how often each cluster counts
   * @returns NaN where a score is undefined
   */
  probabilityScores(multiplicity: Uint16Array): Record<ProbabilityMetric, number> {
    const { auroc, averagePrecision } = rankingScores(this.#ranking, this.orderedWeights(multiplicity));
    const cells = weighted(multiplicity, this.#cells);
    return {
      auroc,
      averagePrecision,
      brier: weighted(multiplicity, this.#brier) / cells,
      logLoss: weighted(multiplicity, this.#logLoss) / cells,
      ece: this.#bins.calibrationError(multiplicity) / cells,
    };
  }

  /**
   * Makes the scores of decisions at one threshold.
   * @param data - scores and labels, `[N]`
   * @param threshold - class 1 is called where the score is at least this
   */
  decisionScorer(
    { scores, labels }: LabelledScores,
    threshold: number,
  ): (multiplicity: Uint16Array) => Record<DecisionMetric, number> {
    const counts = Array.from({ length: 4 }, () => new Float64Array(this.#count));
    for (let i = 0; i < scores.length; i++) {
      counts[labels[i]! * 2 + (scores[i]! >= threshold ? 1 : 0)]![this.#of[i]!]! += 1;
    }
    return (multiplicity) => {
      const [tn, fp, fn, tp] = counts.map((sums) => weighted(multiplicity, sums)) as [
        number,
        number,
        number,
        number,
      ];
      return decisionScores([
        [tn, fp],
        [fn, tp],
      ]);
    };
  }

  /**
   * Weight of each cell in order of score; overwritten by the next call.
   * @param multiplicity - how often each cluster counts
   */
  orderedWeights(multiplicity: Uint16Array): Float64Array {
    for (let i = 0; i < this.#ordered.length; i++) this.#weights[i] = multiplicity[this.#ordered[i]!]!;
    return this.#weights;
  }

  /** The cells' labels and ties in order of score. */
  get ranking(): { readonly labels: Uint8Array; readonly groupEnd: Uint8Array } {
    return this.#ranking;
  }
}

/** Sums over the cells of one cluster in one calibration bin; only those that are not empty. */
class BinSums {
  readonly #clusters: Int32Array;
  readonly #bins: Int32Array;
  /** Stated probability less label, summed. */
  readonly #gaps: Float64Array;
  readonly #totals: Float64Array;

  constructor({ scores, labels }: LabelledScores, { of }: Pick<Clusters, 'of'>) {
    const edges = binEdges(scores);
    const bins = edges.length + 1;
    const sums = new Map<number, number>();
    for (let i = 0; i < scores.length; i++) {
      const key = of[i]! * bins + binOf(edges, scores[i]!);
      sums.set(key, (sums.get(key) ?? 0) + scores[i]! - labels[i]!);
    }
    const keys = [...sums.keys()];
    this.#clusters = Int32Array.from(keys, (key) => Math.floor(key / bins));
    this.#bins = Int32Array.from(keys, (key) => key % bins);
    this.#gaps = Float64Array.from(keys, (key) => sums.get(key)!);
    this.#totals = new Float64Array(bins);
  }

  /** Σ_bins |Σ (stated - label)|: the expected calibration error times the number of cells. */
  calibrationError(multiplicity: Uint16Array): number {
    this.#totals.fill(0);
    for (let i = 0; i < this.#gaps.length; i++) {
      this.#totals[this.#bins[i]!]! += multiplicity[this.#clusters[i]!]! * this.#gaps[i]!;
    }
    return this.#totals.reduce((sum, gap) => sum + Math.abs(gap), 0);
  }
}

function weighted(multiplicity: Uint16Array, sums: Float64Array): number {
  let total = 0;
  for (let c = 0; c < sums.length; c++) total += multiplicity[c]! * sums[c]!;
  return total;
}
