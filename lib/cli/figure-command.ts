import { join } from 'node:path';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { writeAtomically } from '../core/write-atomically.ts';
import { FIGURE_FORMATS, RUN_FIGURES, runFigure } from '../experiments/run-figure.ts';

interface FigureFlags {
  readonly format: string;
  readonly evaluation?: string;
  readonly out?: string;
}

/** Adds `wt-dfn figure`. */
export function addFigureCommand(program: Command): void {
  program
    .command('figure')
    .description('one figure of a run as a file')
    .argument('<name>', RUN_FIGURES.join(', '))
    .argument('<run>', 'folder that wt-dfn train wrote')
    .option('--format <format>', FIGURE_FORMATS.join(', '), 'svg')
    .option('--evaluation <dir>', 'where wt-dfn evaluate wrote (default: RUN/evaluation)')
    .option('--out <file>', 'file to write (default: RUN/figures/NAME.FORMAT)')
    .addHelpText(
      'after',
      `
Example:
  $ wt-dfn figure roc runs/first --format png`,
    )
    .action(figure);
}

async function figure(name: string, run: string, flags: FigureFlags): Promise<void> {
  const format = FIGURE_FORMATS.find((candidate) => candidate === flags.format);
  if (format === undefined) {
    throw new ParameterError(
      '--format',
      `--format: must be ${FIGURE_FORMATS.join(', ')}, got ${flags.format}`,
    );
  }
  const content = await runFigure(name, run, { format, evaluation: flags.evaluation });
  const path = flags.out ?? join(run, 'figures', `${name}.${format}`);
  await writeAtomically(path, typeof content === 'string' ? content : [content]);
  process.stdout.write(`${path}\n`);
}
