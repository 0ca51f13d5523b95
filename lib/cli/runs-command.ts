import type { Command } from 'commander';
import { addRunsCompareCommand } from './runs-compare-command.ts';
import { addRunsListCommand } from './runs-list-command.ts';
import { addRunsPruneCommand } from './runs-prune-command.ts';
import { addRunsShowCommand } from './runs-show-command.ts';

/** Adds `wt-dfn runs` with its subcommands. */
export function addRunsCommand(program: Command): void {
  const runs = program
    .command('runs')
    .description('what lies in a folder of runs: list, show, compare, prune');
  addRunsListCommand(runs);
  addRunsShowCommand(runs);
  addRunsCompareCommand(runs);
  addRunsPruneCommand(runs);
}
