import type { Command } from 'commander';
import { CheckpointError } from '../core/errors/checkpoint-error.ts';
import { findRuns } from '../experiments/store/find-runs.ts';
import { runFiles, showRun } from '../experiments/store/show-run.ts';
import { summariseRun } from '../experiments/store/summarise-run.ts';
import { printTables, tableFormat } from './table-output.ts';

/** Adds `wt-dfn runs show`. */
export function addRunsShowCommand(runs: Command): void {
  runs
    .command('show')
    .description('one run: facts, settings against the defaults, scores with intervals, files, how to go on')
    .argument('<run>', 'folder that wt-dfn train wrote')
    .option('--format <text|csv|md|latex|json>', 'form of the tables', 'text')
    .option('--evaluation <name>', 'folder in the run where wt-dfn evaluate wrote', 'evaluation')
    .addHelpText('after', '\nExample:\n  $ wt-dfn runs show runs/first')
    .action(async (path: string, flags: { readonly format: string; readonly evaluation: string }) => {
      const format = tableFormat(flags.format);
      const { paths } = await findRuns(path);
      const [run] = paths;
      const own = await summariseRun(path, { evaluation: flags.evaluation });
      if (run !== own.path) {
        throw new CheckpointError(
          own.path,
          `${own.path}: is not the folder of a run; ${paths.length === 0 ? 'there is none in it' : 'wt-dfn runs list names those in it'}`,
        );
      }
      printTables(showRun(own, await runFiles(own.path)), format);
    });
}
