import { join } from 'node:path';
import { CheckpointError } from '../../core/errors/checkpoint-error.ts';
import { ParameterError } from '../../core/errors/parameter-error.ts';
import { comparePredictions } from '../../evaluation/compare/compare-predictions.ts';
import {
  differencesTable,
  scoresTable,
  type ContenderCost,
} from '../../evaluation/compare/comparison-table.ts';
import type {
  Comparison,
  ComparisonOptions,
  Contender,
  ContenderPart,
} from '../../evaluation/compare/comparison-types.ts';
import type { DataTable } from '../../evaluation/table/data-table.ts';
import { readRun } from '../../training/run/run-folder.ts';
import { readEvaluation } from './read-evaluation.ts';
import { runField } from './run-fields.ts';
import type { RunSummary } from './run-summary.ts';

/** Runs that are one side of a comparison. */
export interface RunGroup {
  readonly name: string;
  readonly runs: readonly RunSummary[];
}

/** A comparison of runs, with what the tables show beside it. */
export interface RunComparison {
  readonly comparison: Comparison;
  readonly costs: ReadonlyMap<string, ContenderCost>;
}

/**
 * Groups runs that have the same value of a field or setting; those without an evaluation are left out.
 * @param runs - of a store
 * @param key - such as `settings` (all but the seed), `folder` or `streams.used`
 * @returns groups in the order in which they first come, and the runs left out
 * @throws {ParameterError} if there is no such field or setting
 */
export function groupRuns(
  runs: readonly RunSummary[],
  key: string,
): { readonly groups: readonly RunGroup[]; readonly leftOut: readonly RunSummary[] } {
  const read = runField(key, '--group-by');
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    if (run.evaluation === null) continue;
    const name = String(read(run) ?? 'none');
    groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  return {
    groups: [...groups].map(([name, members]) => ({ name, runs: members })),
    leftOut: runs.filter(({ evaluation }) => evaluation === null),
  };
}

/**
 * Compares groups of runs: within a group, runs of one seed are folds and are pooled, seeds are averaged.
 * @param groups - at least one, with names that differ
 * @param options - as for comparePredictions; `evaluation`: folder in each run where `wt-dfn evaluate` wrote
 * @throws {ParameterError} where groups cannot be compared, or a group has two runs of one seed on the same cells
 * @throws {CheckpointError} where a run has no evaluation, or its files are damaged
 */
export async function compareRuns(
  groups: readonly RunGroup[],
  options: ComparisonOptions & { readonly evaluation?: string } = {},
): Promise<RunComparison> {
  const { evaluation = 'evaluation', ...rest } = options;
  const contenders: Contender[] = [];
  for (const group of groups) contenders.push(await contenderOf(group, evaluation));
  return {
    comparison: comparePredictions(contenders, rest),
    costs: new Map(groups.map(({ name, runs }) => [name, costOf(runs)])),
  };
}

/**
 * The tables of a comparison: scores beside the ruler's and costs, then differences.
 * @param found - what {@link compareRuns} gave
 * @param options - rows, as the comparison was asked for
 */
export function comparisonTables(
  { comparison, costs }: RunComparison,
  options: Pick<ComparisonOptions, 'rows'> = {},
): DataTable[] {
  return [scoresTable(comparison, { ...options, costs }), differencesTable(comparison, { costs })];
}

async function contenderOf({ name, runs }: RunGroup, evaluation: string): Promise<Contender> {
  const bySeed = new Map<number, { run: RunSummary; part: ContenderPart }[]>();
  for (const run of runs) {
    const part = await partOf(run, evaluation);
    const seed = run.seed ?? 0;
    const others = bySeed.get(seed) ?? [];
    const twin = others.find(({ part: other }) => sharesCells(other, part));
    if (twin !== undefined) {
      throw new ParameterError(
        '--group-by',
        `compare: "${name}" has two runs of seed ${seed} that judge the same cells (${twin.run.name}, ${run.name}); group by something that tells them apart, such as settings`,
      );
    }
    bySeed.set(seed, [...others, { run, part }]);
  }
  const seeds = [...bySeed].sort(([a], [b]) => a - b).map(([, parts]) => parts.map(({ part }) => part));
  return { name, seeds };
}

async function partOf(run: RunSummary, evaluation: string): Promise<ContenderPart> {
  if (run.config === null) {
    throw new CheckpointError(run.path, `${run.path}: cannot be compared (${run.state}: ${run.reason})`);
  }
  const { report, predictions } = await readEvaluation(join(run.path, evaluation));
  const { split } = await readRun(run.path);
  return {
    name: run.name,
    predictions,
    seenSubjects: [...split.trainSubjects, ...split.validationSubjects],
    outline: report.silhouette?.probabilities,
  };
}

function sharesCells(a: ContenderPart, b: ContenderPart): boolean {
  const ids = new Set(a.predictions.ids);
  return b.predictions.ids.some((id) => ids.has(id));
}

/** What one run of the group spent, in the mean. */
function costOf(runs: readonly RunSummary[]): ContenderCost {
  const mean = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0 || known.length < values.length) return null;
    return Math.round(known.reduce((sum, value) => sum + value, 0) / known.length);
  };
  return {
    epochs: mean(runs.map(({ epochsDone }) => epochsDone)),
    passes: mean(runs.map(({ passes }) => passes)),
    extraPasses: mean(runs.map(({ extraPasses }) => extraPasses)),
  };
}
