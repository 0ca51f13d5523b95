import { UNDEFINED_ESTIMATE, finite, type Bootstrap, type Replicates } from './bootstrap.ts';
import { calibrationError, expectedCalibrationError, reliabilityCurve } from './calibration.ts';
import { ClusterScorer } from './cluster-scorer.ts';
import type { Clusters } from './clusters.ts';
import { confusionAt } from './confusion-matrix.ts';
import { curveBands } from './curve-bands.ts';
import { classScores } from './decision-scores.ts';
import type { DecisionMetric, MetricName } from './metric-names.ts';
import type { Predictions } from './predictions.ts';
import { logLoss } from './probability-scores.ts';
import { curvePoints } from './report-curves.ts';
import type {
  CalibrationReport,
  DecisionScores,
  RowName,
  ScoreRow,
  TemperatureReport,
  ThresholdNote,
} from './report-types.ts';
import { isStream, rowStreams, type RowProbabilities } from './row-probabilities.ts';
import { applyTemperature, fitTemperature } from './temperature-scaling.ts';
import { VOTES, type VoteWeights } from './votes.ts';

/** The threshold that every report shows. */
const HALF: ThresholdNote = { value: 0.5, source: 'fixed', how: '0.5' };

/** A judged row with its bootstrap replicates at threshold 0.5, for differences. */
export interface JudgedRow {
  readonly row: ScoreRow;
  readonly scores: Float64Array;
  readonly replicates: Replicates<MetricName>;
}

/** What all rows of a report share. */
export interface RowContext {
  readonly predictions: Predictions;
  readonly clusters: Clusters;
  readonly bootstrap: Bootstrap;
  readonly voteWeights: VoteWeights | undefined;
}

/** What a row alone has. */
export interface RowOptions {
  readonly chosen: ThresholdNote | null;
  /** The row's probabilities for validation cells, to fit a temperature on. */
  readonly validation: { readonly all: Float64Array; readonly labels: Int32Array } | null;
}

/**
 * Judges one stream or vote.
 * @param name - the row
 * @param probabilities - its probabilities
 * @param context - what all rows share
 * @param options - threshold and validation cells
 */
export function judgeRow(
  name: RowName,
  { all, scores }: RowProbabilities,
  { predictions, clusters, bootstrap, voteWeights }: RowContext,
  { chosen, validation }: RowOptions,
): JudgedRow {
  const { labels, classes } = predictions;
  const data = { scores, labels, truth: Float64Array.from(labels, (label, i) => all[i * 2 + label]!) };
  const scorer = new ClusterScorer(data, clusters);
  const atThreshold = (
    note: ThresholdNote,
  ): { scores: DecisionScores; replicates: Replicates<DecisionMetric> } => {
    const replicates = bootstrap.run(scorer.decisionScorer(data, note.value));
    const confusion = confusionAt(data, note.value);
    const perClass = classScores(confusion).map(({ precision, recall, f1, support }, c) => ({
      name: classes[c]!,
      precision: finite(precision),
      recall: finite(recall),
      f1: finite(f1),
      support,
    }));
    const estimates = bootstrap.estimates(replicates);
    return { scores: { threshold: note, scores: estimates, confusion, classes: perClass }, replicates };
  };
  const probability = bootstrap.run((multiplicity) => scorer.probabilityScores(multiplicity));
  const half = atThreshold(HALF);
  const bands = curveBands(bootstrap, scorer);
  const points = curvePoints(data);
  // Shares of three votes are often exactly 0, whose logarithm would be a matter of the floor alone.
  const shares = name === 'majority';
  const estimates = bootstrap.estimates(probability);
  const row: ScoreRow = {
    name,
    title: isStream(name) ? `${name} stream` : VOTES[name].title,
    kind: isStream(name) ? 'stream' : 'vote',
    streams: rowStreams(name),
    weights: name === 'weighted' ? (voteWeights ?? null) : null,
    probability: shares ? { ...estimates, logLoss: UNDEFINED_ESTIMATE } : estimates,
    atHalf: half.scores,
    atChosen: chosen === null ? null : atThreshold(chosen).scores,
    calibration: calibrate(data, all, shares ? null : validation),
    curves: { roc: { ...points.roc, band: bands.roc }, pr: { ...points.pr, band: bands.pr } },
  };
  return { row, scores, replicates: joinReplicates(probability, half.replicates) };
}

/**
 * Puts two sets of scores of the same cells and draws side by side.
 * @param a - the one
 * @param b - the other, with other scores
 */
export function joinReplicates<A extends string, B extends string>(
  a: Replicates<A>,
  b: Replicates<B>,
): Replicates<A | B> {
  return {
    values: { ...a.values, ...b.values },
    samples: { ...a.samples, ...b.samples },
    jackknife: a.jackknife.map((stratum, i) => ({ ...stratum, ...b.jackknife[i]! })),
  };
}

function calibrate(
  data: { readonly scores: Float64Array; readonly labels: Int32Array },
  all: Float64Array,
  validation: RowOptions['validation'],
): CalibrationReport {
  const bins = reliabilityCurve(data);
  const equalMassBins = reliabilityCurve(data, { binning: 'mass' });
  return {
    bins,
    equalMassBins,
    ece: calibrationError(bins),
    eceEqualMass: calibrationError(equalMassBins),
    temperature: validation === null ? null : scaleTemperature(data, all, validation),
  };
}

function scaleTemperature(
  { scores, labels }: { readonly scores: Float64Array; readonly labels: Int32Array },
  all: Float64Array,
  validation: NonNullable<RowOptions['validation']>,
): TemperatureReport {
  const value = fitTemperature(validation.all, validation.labels);
  const scaled = applyTemperature(all, value);
  return {
    value,
    eceBefore: expectedCalibrationError({ scores, labels }),
    eceAfter: expectedCalibrationError({ scores: scaled.filter((_, i) => i % 2 === 1), labels }),
    logLossBefore: logLoss(all, labels),
    logLossAfter: logLoss(scaled, labels),
  };
}
