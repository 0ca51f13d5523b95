import { auroc as aurocOf } from './ranking.ts';
import { Bootstrap, UNDEFINED_ESTIMATE, type BootstrapOptions } from './bootstrap.ts';
import type { SubjectScoresInput } from './bootstrap-scores.ts';
import { checkLength, checkNumber, checkScores } from './check-scores.ts';
import { ClusterScorer } from './cluster-scorer.ts';
import { clusterCells } from './clusters.ts';
import type { Estimate, SubjectReport, SubjectRuleScores, SubjectScore } from './report-types.ts';
import { wilsonInterval } from './wilson-interval.ts';

/** A class with fewer people than this has scores that must not be trusted. Source: Pilot 2. */
export const FEW_SUBJECTS = 10;

/** How people are scored. */
export interface SubjectScoresOptions extends BootstrapOptions {
  /** The operating threshold that was chosen; nothing where only 0.5 is known. */
  readonly chosen?: number | undefined;
}

/**
 * Scores people instead of cells: the mean probability over a person's cells, and the majority of their cells'
 * decisions (half of them is enough). Shares come with Wilson intervals, since a bootstrap of 3 right out of 3 would
 * claim certainty.
 * @param data - probabilities of class 1, labels and subjects, `[N]`; cells without a subject are left out
 * @param options - chosen threshold and how the interval of the AUROC is made
 * @returns null where no subject is known
 * @throws {ParameterError} where the data cannot be judged
 *
 * Source: Method 5 (inferred); Pilot 2.
 */
export function subjectScores(
  data: SubjectScoresInput,
  { chosen, ...options }: SubjectScoresOptions = {},
): SubjectReport | null {
  checkScores('subjectScores', data, { probabilities: true });
  if (chosen !== undefined) checkNumber('subjectScores: chosen', chosen, { low: 0, high: 1 });
  const subjects = listSubjects(data, chosen);
  if (subjects.length === 0) return null;
  const pure = subjects.filter(({ label }) => label !== null);
  const perClass = [0, 1].map((label) => pure.filter((subject) => subject.label === label).length);
  const thresholds = chosen === undefined || chosen === 0.5 ? [0.5] : [0.5, chosen];
  return {
    subjects,
    perClass,
    fewSubjects: perClass.some((count) => count < FEW_SUBJECTS),
    mixedSubjects: subjects.length - pure.length,
    auroc: subjectAuroc(pure, options),
    rules: thresholds.flatMap((threshold) => [
      ruleScores(pure, 'meanProbability', threshold),
      ruleScores(pure, 'majority', threshold),
    ]),
  };
}

function listSubjects(data: SubjectScoresInput, chosen: number | undefined): SubjectScore[] {
  const { scores, labels, subjects = [] } = data;
  if (data.subjects !== undefined) checkLength('subjectScores', 'subjects', subjects.length, scores.length);
  const cellsOf = new Map<string, number[]>();
  for (const [i, subject] of subjects.entries()) {
    if (subject === undefined) continue;
    const cells = cellsOf.get(subject);
    if (cells === undefined) cellsOf.set(subject, [i]);
    else cells.push(i);
  }
  const mean = (cells: readonly number[], value: (cell: number) => number): number =>
    cells.reduce((sum, cell) => sum + value(cell), 0) / cells.length;
  return [...cellsOf.entries()]
    .map(([subject, cells]) => {
      const positive = mean(cells, (cell) => labels[cell]!);
      return {
        subject,
        label: positive === 0 || positive === 1 ? positive : null,
        cells: cells.length,
        meanProbability: mean(cells, (cell) => scores[cell]!),
        shareAtHalf: mean(cells, (cell) => (scores[cell]! >= 0.5 ? 1 : 0)),
        shareAtChosen: chosen === undefined ? null : mean(cells, (cell) => (scores[cell]! >= chosen ? 1 : 0)),
      };
    })
    .sort((a, b) => (a.label ?? 2) - (b.label ?? 2) || compareKeys(a.subject, b.subject));
}

function subjectAuroc(people: readonly SubjectScore[], options: BootstrapOptions): Estimate {
  if (people.length === 0) return UNDEFINED_ESTIMATE;
  const data = {
    scores: people.map(({ meanProbability }) => meanProbability),
    labels: people.map(({ label }) => label!),
  };
  if (Number.isNaN(aurocOf(data))) return UNDEFINED_ESTIMATE;
  const clusters = clusterCells(data.labels);
  const scorer = new ClusterScorer(data, clusters);
  const bootstrap = new Bootstrap(clusters, options);
  return bootstrap.estimate(
    bootstrap.run((multiplicity) => ({ auroc: scorer.probabilityScores(multiplicity).auroc })),
    'auroc',
  );
}

function ruleScores(
  people: readonly SubjectScore[],
  rule: SubjectRuleScores['rule'],
  threshold: number,
): SubjectRuleScores {
  const called = ({ meanProbability, shareAtHalf, shareAtChosen }: SubjectScore): number => {
    if (rule === 'meanProbability') return meanProbability >= threshold ? 1 : 0;
    return (threshold === 0.5 ? shareAtHalf : shareAtChosen!) >= 0.5 ? 1 : 0;
  };
  const share = (group: readonly SubjectScore[]): Estimate => {
    if (group.length === 0) return UNDEFINED_ESTIMATE;
    const right = group.filter((person) => called(person) === person.label).length;
    return {
      value: right / group.length,
      ...wilsonInterval(right, group.length),
      undefinedReplicates: 0,
    };
  };
  return {
    rule,
    threshold,
    accuracy: share(people),
    sensitivity: share(people.filter(({ label }) => label === 1)),
    specificity: share(people.filter(({ label }) => label === 0)),
  };
}

/** "2" before "11" and "H2" before "H11", the same on every machine. */
function compareKeys(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
