import type { DataTable, IntervalCell, TableCell, TableColumn } from '../../evaluation/table/data-table.ts';
import type { Estimate } from '../../evaluation/report-types.ts';
import { changesText } from './config-changes.ts';
import { dataText } from './run-fields.ts';
import type { EvaluationSummary, RunSummary } from './run-summary.ts';

/** The columns of a table of runs, with what each shows. */
const COLUMNS: readonly { readonly column: TableColumn; readonly cell: (run: RunSummary) => TableCell }[] = [
  { column: { key: 'run', label: 'run', kind: 'text' }, cell: ({ name }) => name },
  { column: { key: 'state', label: 'state', kind: 'text' }, cell: ({ state }) => state },
  {
    column: { key: 'started', label: 'started', kind: 'text' },
    cell: ({ started }) => started?.slice(0, 16).replace('T', ' ') ?? null,
  },
  {
    column: { key: 'minutes', label: 'min', kind: 'number', digits: 1 },
    cell: ({ seconds }) => (seconds === null ? null : seconds / 60),
  },
  {
    column: { key: 'data', label: 'trained on', kind: 'text' },
    cell: ({ data }) => (data === null ? null : dataText(data)),
  },
  { column: { key: 'preset', label: 'preset', kind: 'text' }, cell: ({ preset }) => preset },
  {
    column: { key: 'changes', label: 'changed', kind: 'text' },
    cell: ({ changes }) => (changes.length === 0 ? null : changesText(changes)),
  },
  { column: { key: 'seed', label: 'seed', kind: 'number' }, cell: ({ seed }) => seed },
  {
    column: { key: 'epochs', label: 'epochs', kind: 'text' },
    cell: ({ epochsDone, epochs }) =>
      epochsDone === null || epochs === null ? null : `${epochsDone}/${epochs}`,
  },
  { column: { key: 'images', label: 'images', kind: 'number' }, cell: ({ imagesShown }) => imagesShown },
  { column: { key: 'passes', label: 'passes', kind: 'number' }, cell: ({ passes }) => passes },
  { column: { key: 'test', label: 'test set', kind: 'text' }, cell: ofEvaluation(({ testSet }) => testSet) },
  {
    column: { key: 'people', label: 'people a class', kind: 'text' },
    cell: ofEvaluation(peopleText),
  },
  {
    column: { key: 'auroc', label: 'AUROC', kind: 'interval' },
    cell: ofEvaluation(({ scores }) => interval(scores.auroc)),
  },
  {
    column: { key: 'wf1s', label: 'WF1S', kind: 'interval' },
    cell: ofEvaluation(({ scores }) => interval(scores.weightedF1)),
  },
  {
    column: { key: 'balancedAccuracy', label: 'balanced accuracy', kind: 'interval' },
    cell: ofEvaluation(({ scores }) => interval(scores.balancedAccuracy)),
  },
  {
    column: { key: 'sizeMatched', label: 'size-matched AUROC', kind: 'interval' },
    cell: ofEvaluation(({ scores }) => (scores.sizeMatched === null ? null : interval(scores.sizeMatched))),
  },
  {
    column: { key: 'outline', label: 'AUROC of the outline alone', kind: 'interval' },
    cell: ofEvaluation(({ outline }) => (outline === null ? null : interval(outline.auroc))),
  },
];

/** Columns that a terminal has no room for beside the rest; `runs show` and the other formats have them. */
const ROOMY = new Set(['started', 'images', 'balancedAccuracy']);

/**
 * A table of runs: what each is, what it cost, what it scores and what a ruler scores beside it.
 * @param runs - in their order
 * @param options - `brief`: without what a terminal has no room for
 */
export function runsTable(
  runs: readonly RunSummary[],
  { brief = false, title = 'Runs' }: { readonly brief?: boolean; readonly title?: string } = {},
): DataTable {
  const shown = COLUMNS.filter(({ column }) => !brief || !ROOMY.has(column.key));
  return {
    title,
    columns: shown.map(({ column }) => column),
    rows: runs.map((run) => shown.map(({ cell }) => cell(run))),
    notes: [...stateNotes(runs), ...scoreNotes(runs)],
  };
}

/**
 * People behind a test set: "9 normal, 4 lymphoblast".
 * @param evaluation - of a run
 */
export function peopleText({ classes }: EvaluationSummary): string {
  return classes.map(({ name, subjects }) => `${subjects} ${name}`).join(', ');
}

function ofEvaluation(cell: (evaluation: EvaluationSummary) => TableCell): (run: RunSummary) => TableCell {
  return ({ evaluation }) => (evaluation === null ? null : cell(evaluation));
}

function interval({ value, low, high }: Estimate): IntervalCell {
  return { value, low, high };
}

function stateNotes(runs: readonly RunSummary[]): string[] {
  return runs.flatMap(({ name, state, reason, problems }) => [
    ...(reason === '' || state === 'finished' || state === 'damaged'
      ? []
      : [`${name}: ${state}, ${reason}.`]),
    ...problems.map((problem) => `${name}: ${problem}`),
  ]);
}

/** What must be known before scores of several runs are read side by side. */
function scoreNotes(runs: readonly RunSummary[]): string[] {
  const evaluations = runs.flatMap(({ evaluation }) => evaluation ?? []);
  if (evaluations.length === 0) return [];
  const few = evaluations.filter(({ classes }) => classes.some(({ fewSubjects }) => fewSubjects)).length;
  const sets = new Set(evaluations.map(({ testSet }) => testSet)).size;
  const uncounted = runs.filter(({ passes, passesCounted }) => passes !== null && !passesCounted).length;
  return [
    'Scores are of the vote, or of the raw stream where it alone was run, at threshold 0.5; intervals from a bootstrap over subjects.',
    ...(few > 0
      ? [
          `${few} of ${evaluations.length} evaluations rest on fewer than 10 people in a class: do not trust their intervals.`,
        ]
      : []),
    ...(sets > 1
      ? [`${sets} different test sets: compare only scores of the same one, by wt-dfn runs compare.`]
      : []),
    ...(uncounted > 0
      ? ['Passes are training images shown times streams, where training did not count them.']
      : []),
  ];
}
