import type { Bootstrap, Replicates } from '../bootstrap.ts';
import { finite } from '../bootstrap.ts';
import { ClusterScorer } from '../cluster-scorer.ts';
import type { Clusters } from '../clusters.ts';
import type { Predictions } from '../predictions.ts';
import { rowProbabilities } from '../row-probabilities.ts';
import { matchPairs } from '../size-matched-auroc.ts';
import type { ComparedMetric, ComparedRow, ContenderRow, ContenderScore } from './comparison-types.ts';
import { COMPARED_METRICS } from './comparison-types.ts';

/** The test set, and how people are drawn from it. */
export interface TestSet {
  readonly labels: Int32Array;
  readonly clusters: Clusters;
  readonly bootstrap: Bootstrap;
  /** Cells with a known area, and the area of each. */
  readonly sized: { readonly cells: Int32Array; readonly areas: Float64Array };
  readonly sizeTolerance: number;
}

/** One row of a contender: its mean over seeds, replicate by replicate, and what it shows. */
export interface ScoredRow {
  readonly row: ComparedRow;
  readonly replicates: Replicates<ComparedMetric>;
  readonly shown: ContenderRow;
}

/**
 * Probabilities of class 1 of one row; nothing where its stream was not run.
 * @param predictions - of one seed
 * @param row - a stream, or `voted`: the mean of three where all were run, else the raw stream
 */
export function comparedScores(predictions: Predictions, row: ComparedRow): Float64Array | undefined {
  if (row !== 'voted') return rowProbabilities(predictions, row)?.scores;
  return (rowProbabilities(predictions, 'mean') ?? rowProbabilities(predictions, 'raw'))?.scores;
}

/**
 * Scores a row of a contender. The score of several seeds is the mean of the seeds' scores, in the whole sample and in
 * each replicate; every seed sees the same draws of people.
 * @param row - which
 * @param seeds - probabilities of class 1 by seed, `[N]` each
 * @param testSet - truth and people
 */
export function scoreRow(row: ComparedRow, seeds: readonly Float64Array[], testSet: TestSet): ScoredRow {
  const runs = seeds.map((scores) => scoreSeed(scores, testSet));
  const replicates = meanReplicates(runs);
  const { bootstrap } = testSet;
  const shown = (metric: ComparedMetric): ContenderScore | null => {
    const values = runs.map((run) => run.values[metric]);
    if (values.every(Number.isNaN)) return null;
    return {
      ...bootstrap.estimate(replicates, metric),
      sd: standardDeviation(values),
      seeds: values.map(finite),
    };
  };
  const scores = Object.fromEntries(COMPARED_METRICS.map((metric) => [metric, shown(metric)]));
  return { row, replicates, shown: { row, scores: scores as ContenderRow['scores'] } };
}

function scoreSeed(scores: Float64Array, testSet: TestSet): Replicates<ComparedMetric> {
  const { labels, clusters, bootstrap, sized, sizeTolerance } = testSet;
  const data = { scores, labels };
  const scorer = new ClusterScorer(data, clusters);
  const decide = scorer.decisionScorer(data, 0.5);
  const pairs = matchPairs(
    {
      scores: Float64Array.from(sized.cells, (i) => scores[i]!),
      labels: Int32Array.from(sized.cells, (i) => labels[i]!),
    },
    sized.areas,
    {
      clusters: { ...clusters, of: Int32Array.from(sized.cells, (i) => clusters.of[i]!) },
      tolerance: sizeTolerance,
    },
  );
  return bootstrap.run((multiplicity) => {
    const { weightedF1, balancedAccuracy } = decide(multiplicity);
    const { auroc } = scorer.probabilityScores(multiplicity);
    return { weightedF1, auroc, balancedAccuracy, sizeMatched: pairs.auroc(multiplicity) };
  });
}

/** The mean of several runs' scores, replicate by replicate. */
function meanReplicates(runs: readonly Replicates<ComparedMetric>[]): Replicates<ComparedMetric> {
  const [first] = runs;
  if (runs.length === 1) return first!;
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const entries = COMPARED_METRICS.map((metric) => ({
    metric,
    value: mean(runs.map(({ values }) => values[metric])),
    samples: first!.samples[metric].map((_, b) => mean(runs.map(({ samples }) => samples[metric][b]!))),
  }));
  return {
    values: Object.fromEntries(entries.map(({ metric, value }) => [metric, value])) as Record<
      ComparedMetric,
      number
    >,
    samples: Object.fromEntries(entries.map(({ metric, samples }) => [metric, samples])) as Record<
      ComparedMetric,
      Float64Array
    >,
    jackknife: [],
  };
}

/** Over n - 1; null with fewer than two values, or an undefined one. */
function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return finite(Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)));
}
