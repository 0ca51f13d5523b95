import { ParameterError } from '../core/errors/parameter-error.ts';
import type { AttentionSummary, ImageAttention } from './attention-types.ts';
import { summariseAttention } from './attention-summary.ts';
import { Bootstrap, type BootstrapOptions } from './bootstrap.ts';
import { checkPredictions, checkTwoClasses } from './check-predictions.ts';
import { checkNumber } from './check-scores.ts';
import { ClusterScorer } from './cluster-scorer.ts';
import { clusterCells, type Clusters } from './clusters.ts';
import { chooseThreshold, describeRule, type ThresholdRule } from './operating-threshold.ts';
import { STREAMS, type Predictions, type Stream } from './predictions.ts';
import { joinReplicates, judgeRow, type JudgedRow } from './report-row.ts';
import { silhouetteOf, type SilhouetteInput } from './report-silhouette.ts';
import { sizeReport } from './report-size.ts';
import {
  REPORT_VERSION,
  type Difference,
  type DifferenceMetric,
  type EvaluationReport,
  type MisclassifiedCell,
  type ReportCounts,
  type RowName,
  type ThresholdNote,
} from './report-types.ts';
import { reportWarnings } from './report-warnings.ts';
import { rowProbabilities, type RowProbabilities } from './row-probabilities.ts';
import type { SilhouetteBaseline } from './silhouette-baseline.ts';
import { FEW_SUBJECTS, subjectScores } from './subject-scores.ts';
import { fitVoteWeights } from './vote-weights.ts';
import type { VoteWeights } from './votes.ts';

/** The rows of a report, in order: streams, then votes. The raw vote is the raw stream. */
export const ROWS: readonly RowName[] = [...STREAMS, 'mean', 'weighted', 'majority', 'rawCrop', 'rawErase'];

const DIFFERENCES: readonly DifferenceMetric[] = [
  'auroc',
  'averagePrecision',
  'weightedF1',
  'balancedAccuracy',
  'brier',
];

/** What a report may be given beside predictions; each part that is left out is null or missing in it. */
export interface EvaluationOptions extends BootstrapOptions {
  /** What was judged, for a person. */
  readonly title?: string;
  /** Predictions for other subjects, to choose thresholds, temperature and vote weights on. */
  readonly validation?: Predictions;
  /** What thresholds are chosen for on `validation`: Youden's index. */
  readonly thresholdRule?: ThresholdRule;
  /** Thresholds chosen elsewhere, by row; they come before `validation`. */
  readonly thresholds?: Readonly<Partial<Record<RowName, number>>>;
  /** For the weighted vote; fitted on `validation` where left out, and no such row without either. */
  readonly voteWeights?: VoteWeights;
  /** Outline features of the judged cells, `[N, F]` in the order of the predictions, and of the training cells. */
  readonly silhouette?: SilhouetteInput;
  /** What attentionAudit gave for each image, or its summary. */
  readonly attention?: readonly ImageAttention[] | AttentionSummary;
  /** Areas that differ by less than this share count as one size, 0.05. */
  readonly sizeTolerance?: number;
  /** Subjects that the network was trained on, to warn of leaks. */
  readonly trainSubjects?: Iterable<string>;
}

/**
 * Says everything about a set of predictions as one plain object: scores of each stream and vote with intervals from
 * a bootstrap over subjects, decisions at 0.5 and at a threshold chosen on validation data, calibration, curves with
 * bands, people, what cell size and outline alone explain, what attention looked at, mistakes, and warnings.
 * @param predictions - what the network said about N images, two classes
 * @param options - validation data, baselines and how intervals are made
 * @throws {ParameterError} where predictions cannot be judged or an option does not fit them
 *
 * Source: Method 5, 6; Pilot 1, 2, 3, 5.
 */
export function evaluatePredictions(
  predictions: Predictions,
  options: EvaluationOptions = {},
): EvaluationReport {
  checkPredictions('evaluatePredictions', predictions);
  checkTwoClasses('evaluatePredictions', predictions);
  const { validation, title = '', trainSubjects = [] } = options;
  if (validation !== undefined) checkValidation(predictions, validation);
  const { labels, subjects } = predictions;
  const clusters = clusterCells(labels, subjects);
  const bootstrap = new Bootstrap(clusters, options);
  const voteWeights = options.voteWeights ?? weightsFrom(predictions, validation);
  const context = { predictions, clusters, bootstrap, voteWeights };
  const rows = ROWS.flatMap((name): JudgedRow[] => {
    const ours = rowProbabilities(predictions, name, voteWeights);
    if (ours === undefined) return [];
    const theirs = validation === undefined ? undefined : rowProbabilities(validation, name, voteWeights);
    const chosen = thresholdFor(name, theirs, options);
    const fitOn = theirs === undefined ? null : { all: theirs.all, labels: validation!.labels };
    return [judgeRow(name, ours, context, { chosen, validation: fitOn })];
  });
  const headline = rows.find(({ row }) => row.name === 'mean') ?? rows[0]!;
  const { silhouette, problem } = silhouetteOf(predictions, clusters, options);
  const report = {
    kind: 'wt-dfn-evaluation' as const,
    version: REPORT_VERSION as typeof REPORT_VERSION,
    title,
    classes: [...predictions.classes],
    counts: countCells(predictions),
    bootstrap: bootstrap.note,
    headline: headline.row.name,
    rows: rows.map(({ row }) => row),
    differences: differencesOf(rows, headline, silhouette, { clusters, bootstrap, labels }),
    subjects: subjectScores(
      { scores: headline.scores, labels, subjects },
      { ...options, chosen: headline.row.atChosen?.threshold.value },
    ),
    size: sizeReport(predictions, rows, {
      ...options,
      ...(options.sizeTolerance === undefined ? {} : { tolerance: options.sizeTolerance }),
    }),
    silhouette:
      silhouette === undefined ? null : { ...silhouette.report, probabilities: [...silhouette.scores] },
    attention: attentionOf(options.attention),
    misclassified: misclassifiedCells(predictions, headline),
  };
  const warnings = reportWarnings({
    report,
    predictions,
    clusters,
    validation,
    trainSubjects: new Set(trainSubjects),
    silhouetteProblem: problem,
  });
  return { ...report, warnings };
}

function checkValidation(predictions: Predictions, validation: Predictions): void {
  checkPredictions('evaluatePredictions: validation', validation);
  if (validation.classes.join('\n') === predictions.classes.join('\n')) return;
  throw new ParameterError(
    'validation',
    `evaluatePredictions: validation must have the classes ${predictions.classes.join(', ')}, got ${validation.classes.join(', ')}`,
  );
}

function weightsFrom(predictions: Predictions, validation: Predictions | undefined): VoteWeights | undefined {
  const complete = [predictions, validation].every((given) =>
    STREAMS.every((stream) => given?.probabilities[stream] !== undefined),
  );
  return validation !== undefined && complete ? fitVoteWeights(validation) : undefined;
}

function thresholdFor(
  name: RowName,
  validation: RowProbabilities | undefined,
  { thresholds = {}, thresholdRule = { kind: 'youden' }, validation: source }: EvaluationOptions,
): ThresholdNote | null {
  const given = thresholds[name];
  if (given !== undefined) {
    checkNumber(`evaluatePredictions: thresholds.${name}`, given, { low: 0, high: 1 });
    return { value: given, source: 'given', how: 'chosen elsewhere' };
  }
  if (validation === undefined || source === undefined) return null;
  const positives = source.labels.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === source.labels.length) return null;
  const value = chooseThreshold({ scores: validation.scores, labels: source.labels }, thresholdRule);
  const people = new Set(source.subjects.filter((subject) => subject !== undefined)).size;
  const cells = `${source.labels.length} validation cells${people === 0 ? '' : ` of ${people} subjects`}`;
  return { value, source: 'validation', how: `${describeRule(thresholdRule)} on ${cells}` };
}

function countCells({ classes, labels, subjects }: Predictions): ReportCounts {
  const known = (label?: number): number =>
    new Set(subjects.filter((subject, i) => subject !== undefined && (label ?? labels[i]) === labels[i]))
      .size;
  return {
    cells: labels.length,
    subjects: known(),
    cellsWithoutSubject: subjects.filter((subject) => subject === undefined).length,
    classes: classes.map((name, label) => ({
      name,
      cells: labels.reduce((sum, other) => sum + (other === label ? 1 : 0), 0),
      subjects: known(label),
      fewSubjects: known(label) < FEW_SUBJECTS,
    })),
  };
}

function differencesOf(
  rows: readonly JudgedRow[],
  headline: JudgedRow,
  silhouette: SilhouetteBaseline | undefined,
  { clusters, bootstrap, labels }: { clusters: Clusters; bootstrap: Bootstrap; labels: Int32Array },
): Difference[] {
  const raw = rows.find(({ row }) => row.name === 'raw')!;
  const compare = (of: Contender, from: Contender): Difference => ({
    of: of.name,
    from: from.name,
    title: `${of.title} less ${from.title}`,
    scores: Object.fromEntries(
      DIFFERENCES.map((name) => [name, bootstrap.difference(of.replicates, from.replicates, name)]),
    ) as Difference['scores'],
  });
  const contender = ({ row, replicates }: JudgedRow): Contender => ({
    name: row.name,
    title: row.title,
    replicates,
  });
  const differences = rows.filter((row) => row !== raw).map((row) => compare(contender(row), contender(raw)));
  if (silhouette === undefined) return differences;
  const data = { scores: silhouette.scores, labels };
  const scorer = new ClusterScorer(data, clusters);
  const outline: Contender = {
    name: 'silhouette',
    title: 'outline features alone',
    replicates: joinReplicates(
      bootstrap.run((multiplicity) => scorer.probabilityScores(multiplicity)),
      bootstrap.run(scorer.decisionScorer(data, 0.5)),
    ),
  };
  const ahead = new Set([headline, raw]);
  return [...differences, ...[...ahead].map((row) => compare(contender(row), outline))];
}

interface Contender extends Pick<JudgedRow, 'replicates'> {
  readonly name: Difference['of'];
  readonly title: string;
}

function attentionOf(attention: EvaluationOptions['attention']): AttentionSummary | null {
  if (attention === undefined) return null;
  return 'findings' in attention ? attention : summariseAttention(attention);
}

function misclassifiedCells(
  { ids, subjects, labels, probabilities }: Predictions,
  { row, scores }: JudgedRow,
): MisclassifiedCell[] {
  const chosen = row.atChosen?.threshold.value ?? 0.5;
  const wrong = (i: number, threshold: number): boolean => (scores[i]! >= threshold ? 1 : 0) !== labels[i];
  const distance = ({ label, probability }: MisclassifiedCell): number => Math.abs(label - probability);
  return ids
    .flatMap((id, i): MisclassifiedCell[] => {
      if (!wrong(i, 0.5) && !wrong(i, chosen)) return [];
      const streams: Partial<Record<Stream, number>> = {};
      for (const stream of STREAMS) {
        const values = probabilities[stream];
        if (values !== undefined) streams[stream] = values[i * 2 + 1]!;
      }
      return [
        {
          id,
          subject: subjects[i] ?? null,
          label: labels[i]!,
          probability: scores[i]!,
          streams,
          wrongAtHalf: wrong(i, 0.5),
          wrongAtChosen: row.atChosen !== null && wrong(i, chosen),
        },
      ];
    })
    .sort((a, b) => distance(b) - distance(a) || (a.id < b.id ? -1 : 1));
}
