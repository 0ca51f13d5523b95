import type { Command } from 'commander';
import { chooseRuns, RUN_FIELDS } from '../experiments/store/run-fields.ts';
import { runsTable } from '../experiments/store/runs-table.ts';
import { listRuns } from '../experiments/store/summarise-run.ts';
import { printTables, tableFormat } from './table-output.ts';

interface ListFlags {
  readonly sort: string;
  readonly reverse?: true;
  readonly filter: readonly string[];
  readonly format: string;
  readonly evaluation: string;
}

/** Adds `wt-dfn runs list`. */
export function addRunsListCommand(runs: Command): void {
  runs
    .command('list')
    .description('every run under a folder: state, settings, seed, cost, scores beside the ruler’s')
    .argument('[folder]', 'the folder of the runs, however deep they lie', 'runs')
    .option('--sort <key>', 'field or setting to sort by, lowest first', 'name')
    .option('--reverse', 'highest first')
    .option(
      '--filter <key=value>',
      'only runs of which this holds; values by commas; may be repeated',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--format <text|csv|md|latex|json>', 'form of the table', 'text')
    .option('--evaluation <name>', 'folder in each run where wt-dfn evaluate wrote', 'evaluation')
    .addHelpText(
      'after',
      `
Keys: ${RUN_FIELDS.join(', ')}, and every setting, such as training.epochs.
States: finished, stopped, diverged, running, begun, damaged.

Examples:
  $ wt-dfn runs list --filter state=finished --sort auroc --reverse
  $ wt-dfn runs list runs/sweep --filter streams.used=raw --format csv > runs.csv`,
    )
    .action(async (folder: string, flags: ListFlags) => {
      const format = tableFormat(flags.format);
      const { runs: found, problems } = await listRuns(folder, { evaluation: flags.evaluation });
      const chosen = chooseRuns(found, {
        sort: flags.sort,
        reverse: flags.reverse === true,
        filters: flags.filter,
      });
      const table = runsTable(chosen, {
        brief: format === 'text',
        title: `${chosen.length} of ${found.length} runs in ${folder}`,
      });
      printTables([{ ...table, notes: [...table.notes, ...problems] }], format);
    });
}
