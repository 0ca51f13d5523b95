import type { Command } from 'commander';
import { addDataAuditCommand } from './data-audit-command.ts';
import { addDataSynthCommand } from './data-synth-command.ts';

/** Adds `wt-dfn data` with its subcommands. */
export function addDataCommand(program: Command): void {
  program.command('data').description('look at a data set, or draw a synthetic one');
  addDataAuditCommand(program);
  addDataSynthCommand(program);
}
