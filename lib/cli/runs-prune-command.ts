import type { Command } from 'commander';
import { planPrune, pruneRuns, pruneTable } from '../experiments/store/prune-runs.ts';
import { chooseRuns } from '../experiments/store/run-fields.ts';
import { listRuns } from '../experiments/store/summarise-run.ts';
import { printTables, tableFormat } from './table-output.ts';

interface PruneFlags {
  readonly yes?: true;
  readonly failed?: true;
  readonly empty?: true;
  readonly filter: readonly string[];
  readonly format: string;
}

/** Adds `wt-dfn runs prune`. */
export function addRunsPruneCommand(runs: Command): void {
  runs
    .command('prune')
    .description('delete what finished runs can do without; says what it would do unless --yes is given')
    .argument('[folder]', 'the folder of the runs, however deep they lie', 'runs')
    .option('--yes', 'delete')
    .option('--failed', 'delete runs that diverged or are damaged, as a whole')
    .option('--empty', 'delete runs that were ended before their first record')
    .option(
      '--filter <key=value>',
      'only runs of which this holds; values by commas; may be repeated',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--format <text|csv|md|latex|json>', 'form of the table', 'text')
    .addHelpText(
      'after',
      `
Of finished runs the checkpoint before the last goes, and torn files; best and last stay. Stopped runs can be gone on
with and are left alone, and so is every run that a process holds. Files that wt-dfn did not write are never touched.

Examples:
  $ wt-dfn runs prune
  $ wt-dfn runs prune runs/sweep --failed --empty --yes`,
    )
    .action(async (folder: string, flags: PruneFlags) => {
      const format = tableFormat(flags.format);
      const options = { failed: flags.failed === true, empty: flags.empty === true };
      const { runs: found } = await listRuns(folder);
      const plan = await planPrune(chooseRuns(found, { filters: flags.filter }), options);
      const dryRun = flags.yes !== true;
      const items = dryRun ? plan : await pruneRuns(plan, options);
      printTables([pruneTable(items, { dryRun })], format);
    });
}
