import type { Clusters } from './clusters.ts';
import type { Predictions } from './predictions.ts';
import type { EvaluationReport } from './report-types.ts';
import { FEW_SUBJECTS } from './subject-scores.ts';

/** What the sentences are made from: the report without them, and what the report does not hold. */
export interface WarningInput {
  readonly report: Omit<EvaluationReport, 'warnings'>;
  readonly predictions: Predictions;
  readonly clusters: Clusters;
  readonly validation: Predictions | undefined;
  readonly trainSubjects: ReadonlySet<string>;
  /** Why there is no silhouette baseline although its features were given. */
  readonly silhouetteProblem: string | undefined;
}

/**
 * Whole sentences on what a reader must know before believing the numbers.
 * @param input - the report and what it was made from
 *
 * Source: Pilot 1, 2, 5.
 */
export function reportWarnings(input: WarningInput): readonly string[] {
  return [
    ...peopleWarnings(input),
    ...leakWarnings(input),
    ...shortcutWarnings(input),
    ...otherWarnings(input),
  ];
}

function peopleWarnings({ report, clusters }: WarningInput): string[] {
  const { counts, subjects } = report;
  const sentences: string[] = [];
  for (const { name, cells, subjects: people, fewSubjects } of counts.classes) {
    if (cells === 0) {
      sentences.push(
        `There are no ${name} cells: AUROC and every score that needs both classes are undefined.`,
      );
    } else if (fewSubjects && people > 0) {
      const missed = name === counts.classes[1]!.name ? 'sensitivity' : 'specificity';
      sentences.push(
        `Only ${plural(people, 'subject')} ${people === 1 ? 'has' : 'have'} ${name} cells: don't trust ${missed} and its interval below ${FEW_SUBJECTS} subjects.`,
      );
    }
  }
  if (!clusters.canResample) {
    sentences.push('A class rests on a single subject, so there are no confidence intervals.');
  }
  if (clusters.unit === 'cell') {
    sentences.push(
      'No subject is known: intervals treat every cell as a person of its own and are too narrow, and cells of one person may be in training and test.',
    );
  } else if (clusters.unit === 'mixed') {
    sentences.push(
      `The subject of ${plural(counts.cellsWithoutSubject, 'cell')} is not known: each counts as a person of its own, which makes intervals too narrow.`,
    );
  }
  if (subjects !== null && subjects.mixedSubjects > 0) {
    sentences.push(
      `${plural(subjects.mixedSubjects, 'subject')} ${subjects.mixedSubjects === 1 ? 'has' : 'have'} cells of both classes and ${subjects.mixedSubjects === 1 ? 'is' : 'are'} left out of subject-level scores.`,
    );
  }
  return sentences;
}

function leakWarnings({ predictions, validation, trainSubjects }: WarningInput): string[] {
  const judged = new Set(predictions.subjects.filter((subject) => subject !== undefined));
  const sentences: string[] = [];
  const inTraining = [...judged].filter((subject) => trainSubjects.has(subject));
  if (inTraining.length > 0) {
    sentences.push(
      `${plural(inTraining.length, 'judged subject')} (${few(inTraining)}) ${inTraining.length === 1 ? 'was' : 'were'} also trained on: these scores are too high.`,
    );
  }
  const validated = new Set(validation?.subjects);
  const inValidation = [...judged].filter((subject) => validated.has(subject));
  if (inValidation.length > 0) {
    sentences.push(
      `${plural(inValidation.length, 'judged subject')} (${few(inValidation)}) ${inValidation.length === 1 ? 'is' : 'are'} also in the validation data: scores at the chosen threshold are too high.`,
    );
  }
  return sentences;
}

function shortcutWarnings({ report, silhouetteProblem }: WarningInput): string[] {
  const { size, silhouette, headline, differences } = report;
  const sentences: string[] = [];
  const matched = size?.rows.find(({ name }) => name === headline)?.sizeMatched;
  if (matched?.pairs === 0) {
    sentences.push(
      'No lymphoblast and normal cell have nearly the same area: what is learnt beyond size cannot be told.',
    );
  } else if (matched?.low !== undefined && matched.low !== null) {
    // Within 5 % a little size is left, so area itself may score above 0.5.
    const ruler = Math.max(0.5, size!.areaSizeMatched.value ?? 0.5);
    if (matched.low <= ruler) {
      sentences.push(
        `Between cells of one size the AUROC is ${matched.value!.toFixed(3)} (interval from ${matched.low.toFixed(3)}), and guessing or area itself reaches ${ruler.toFixed(3)} there: it is not shown that more than cell size was learnt.`,
      );
    }
  }
  const ahead = differences.find(({ of, from }) => of === headline && from === 'silhouette')?.scores.auroc;
  if (ahead?.low !== undefined && ahead.low !== null && ahead.low <= 0) {
    sentences.push(
      `The AUROC is not shown to be above that of a logistic regression on the cells' outlines (difference ${ahead.value!.toFixed(3)}, interval from ${ahead.low.toFixed(3)} to ${ahead.high!.toFixed(3)}).`,
    );
  }
  if (silhouetteProblem !== undefined) sentences.push(silhouetteProblem);
  if (size === null && silhouette === null) {
    sentences.push(
      'Cell areas are not known, so it cannot be told how much of the score is cell size alone.',
    );
  } else if (size !== null && size.cells < report.counts.cells) {
    sentences.push(
      `The area of ${plural(report.counts.cells - size.cells, 'cell')} is not known: size-matched scores rest on the other ${size.cells}.`,
    );
  }
  return sentences;
}

function otherWarnings({ report, predictions }: WarningInput): string[] {
  const sentences: string[] = [];
  const headline = report.rows.find(({ name }) => name === report.headline)!;
  if (headline.atChosen === null) {
    sentences.push('No operating threshold was chosen on validation data: decisions are at 0.5 only.');
  }
  const absent = (['crop', 'erase'] as const).filter(
    (stream) => predictions.probabilities[stream] === undefined,
  );
  if (absent.length > 0) {
    sentences.push(
      `The ${absent.join(' and ')} ${absent.length === 1 ? 'stream was' : 'streams were'} not run.`,
    );
  }
  const lost = headline.probability.auroc.undefinedReplicates;
  if (lost > 0 && report.counts.classes.every(({ cells }) => cells > 0)) {
    sentences.push(
      `${lost} of ${report.bootstrap.replicates} bootstrap replicates had no cells of one class and are left out of the intervals that need both.`,
    );
  }
  return sentences;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function few(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} …`;
}
