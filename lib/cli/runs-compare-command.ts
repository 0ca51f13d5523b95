import type { Command } from 'commander';
import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { ComparisonOptions } from '../evaluation/compare/comparison-types.ts';
import { STREAMS } from '../evaluation/predictions.ts';
import {
  compareRuns,
  comparisonTables,
  groupRuns,
  type RunGroup,
} from '../experiments/store/compare-runs.ts';
import { chooseRuns } from '../experiments/store/run-fields.ts';
import { listRuns } from '../experiments/store/summarise-run.ts';
import { share, wholeNumber } from './numbers.ts';
import { printTables, tableFormat } from './table-output.ts';

interface CompareFlags {
  readonly groupBy?: string;
  readonly filter: readonly string[];
  readonly pairs: string;
  readonly streams?: true;
  readonly bootstrap: string;
  readonly confidence: string;
  readonly seed: string;
  readonly acceptSharedSubjects?: true;
  readonly evaluation: string;
  readonly format: string;
}

/** Adds `wt-dfn runs compare`. */
export function addRunsCompareCommand(runs: Command): void {
  runs
    .command('compare')
    .description(
      'differences of scores on the same test cells, paired, with intervals over people and p-values',
    )
    .argument('[runs...]', 'runs, or folders whose runs are seeds and folds of one thing (default: runs)')
    .option(
      '--group-by <key>',
      'runs that have this field or setting in common are one side, such as settings',
    )
    .option(
      '--filter <key=value>',
      'only runs of which this holds; values by commas; may be repeated',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--pairs <first|all>', 'compare each with the first, or each with each', 'first')
    .option('--streams', 'compare single streams too; makes the correction harder')
    .option('--bootstrap <n>', 'draws of people behind intervals and p-values', '2000')
    .option('--confidence <share>', 'of the intervals', '0.95')
    .option('--seed <n>', 'of the draws', '0')
    .option('--accept-shared-subjects', 'compare runs that were judged on people they were trained on')
    .option('--evaluation <name>', 'folder in each run where wt-dfn evaluate wrote', 'evaluation')
    .option('--format <text|csv|md|latex|json>', 'form of the tables', 'text')
    .addHelpText(
      'after',
      `
Seeds are averaged, folds of a seed pooled. Intervals are over people: they say nothing of other seeds.

Examples:
  $ wt-dfn runs compare runs/raw-3x runs/ternary --format md
  $ wt-dfn runs compare runs/sweep --group-by settings --pairs all
  $ wt-dfn runs compare runs --group-by streams.used --filter data=C-NMC/fold_0`,
    )
    .action(compare);
}

async function compare(folders: readonly string[], flags: CompareFlags): Promise<void> {
  const format = tableFormat(flags.format);
  const { pairs } = flags;
  if (pairs !== 'first' && pairs !== 'all') {
    throw new ParameterError('--pairs', `--pairs: must be first or all, got ${pairs}`);
  }
  const options: ComparisonOptions & { readonly evaluation: string } = {
    pairs,
    rows: flags.streams === true ? ['voted', ...STREAMS] : ['voted'],
    replicates: wholeNumber('--bootstrap', flags.bootstrap, 10),
    confidence: share('--confidence', flags.confidence),
    seed: wholeNumber('--seed', flags.seed),
    acceptSeenSubjects: flags.acceptSharedSubjects === true,
    evaluation: flags.evaluation,
  };
  const groups = await groupsOf(folders.length === 0 ? ['runs'] : folders, flags);
  if (groups.length < 2) {
    throw new ParameterError(
      'runs',
      `compare: there must be two sides at least, got ${groups.length === 0 ? 'none' : (groups[0]?.name ?? 'one')}; name two runs, or group those of a folder by --group-by`,
    );
  }
  printTables(comparisonTables(await compareRuns(groups, options), options), format);
}

/** One side for each folder; with `--group-by`, one for each value that the runs in all folders have. */
async function groupsOf(folders: readonly string[], flags: CompareFlags): Promise<readonly RunGroup[]> {
  const sides: RunGroup[] = [];
  for (const folder of folders) {
    const { runs } = await listRuns(folder, { evaluation: flags.evaluation });
    sides.push({ name: folder.replace(/[/\\]+$/, ''), runs: chooseRuns(runs, { filters: flags.filter }) });
  }
  if (flags.groupBy !== undefined) {
    const { groups, leftOut } = groupRuns(
      sides.flatMap(({ runs }) => runs),
      flags.groupBy,
    );
    for (const { name, state } of leftOut) {
      process.stderr.write(`left out ${name}: no evaluation that can be read (${state})\n`);
    }
    return groups;
  }
  return sides.map(({ name, runs }) => {
    const judged = runs.filter(({ evaluation }) => evaluation !== null);
    const [without] = runs.filter(({ evaluation }) => evaluation === null);
    if (judged.length > 0 && without === undefined) return { name, runs };
    const what =
      without === undefined
        ? 'there is no run in it'
        : (without.problems[0] ?? `${without.name} has not been evaluated (${without.state})`);
    throw new DataError(
      `compare: ${name}: ${what.replace(/\.$/, '')}; run wt-dfn evaluate, or leave it out by --filter`,
    );
  });
}
