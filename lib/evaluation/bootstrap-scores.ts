import { Bootstrap, type BootstrapOptions, type Replicates } from './bootstrap.ts';
import { checkLength, checkNumber, checkScores, type LabelledScores } from './check-scores.ts';
import { ClusterScorer } from './cluster-scorer.ts';
import { clusterCells } from './clusters.ts';
import type { MetricName } from './metric-names.ts';
import type { DifferenceEstimate, Estimate } from './report-types.ts';

/** Probabilities of class 1 with truth and people. */
export interface SubjectScoresInput extends LabelledScores {
  /** Subject keys, `[N]`; cells are drawn one by one where left out. */
  readonly subjects?: readonly (string | undefined)[];
}

/** How scores are made and how sure they are. */
export interface BootstrapScoresOptions extends BootstrapOptions {
  /** Operating threshold, 0.5. */
  readonly threshold?: number;
}

/**
 * Every score of Method 6 with its confidence interval from a bootstrap over subjects.
 * @param data - probabilities of class 1, labels and subjects, `[N]`
 * @param options - threshold, replicates, confidence, method, seed
 * @throws {ParameterError} where the data cannot be judged or an option is out of range
 */
export function bootstrapScores(
  data: SubjectScoresInput,
  options: BootstrapScoresOptions = {},
): Record<MetricName, Estimate> {
  checkScores('bootstrapScores', data, { probabilities: true });
  const bootstrap = new Bootstrap(clusterCells(data.labels, data.subjects), options);
  return bootstrap.estimates(replicate(bootstrap, data, options.threshold));
}

/**
 * The differences of every score between two predictions on the same cells: both see the same draws of subjects, so
 * the intervals are of the difference and not of two separate scores.
 * @param a - probabilities of class 1 with labels and subjects, `[N]`
 * @param b - the other's probabilities for the same cells in the same order, `[N]`; differences are a - b
 * @param options - threshold, replicates, confidence, method, seed
 * @throws {ParameterError} where the data cannot be judged, lengths differ or an option is out of range
 */
export function pairedBootstrap(
  a: SubjectScoresInput,
  b: ArrayLike<number>,
  options: BootstrapScoresOptions = {},
): Record<MetricName, DifferenceEstimate> {
  checkScores('pairedBootstrap', a, { probabilities: true });
  checkLength('pairedBootstrap', 'b', b.length, a.scores.length);
  const other = { ...a, scores: b };
  checkScores('pairedBootstrap', other, { probabilities: true });
  const bootstrap = new Bootstrap(clusterCells(a.labels, a.subjects), options);
  const first = replicate(bootstrap, a, options.threshold);
  const second = replicate(bootstrap, other, options.threshold);
  const names = Object.keys(first.values) as MetricName[];
  return Object.fromEntries(names.map((name) => [name, bootstrap.difference(first, second, name)])) as Record<
    MetricName,
    DifferenceEstimate
  >;
}

function replicate(bootstrap: Bootstrap, data: SubjectScoresInput, threshold = 0.5): Replicates<MetricName> {
  checkNumber('bootstrapScores: threshold', threshold, { low: 0, high: 1 });
  const scorer = new ClusterScorer(data, clusterCells(data.labels, data.subjects));
  const decide = scorer.decisionScorer(data, threshold);
  return bootstrap.run((multiplicity) => ({
    ...scorer.probabilityScores(multiplicity),
    ...decide(multiplicity),
  }));
}
