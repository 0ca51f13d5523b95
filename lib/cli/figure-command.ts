import { extname, join } from 'node:path';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { writeAtomically } from '../core/write-atomically.ts';
import { FIGURE_FORMATS, RUN_FIGURES, runFigure, type FigureFormat } from '../experiments/run-figure.ts';

interface FigureFlags {
  readonly format?: string;
  readonly evaluation?: string;
  readonly out?: string;
  readonly data?: string;
}

/** Adds `wt-dfn figure`. */
export function addFigureCommand(program: Command): void {
  program
    .command('figure')
    .description('one figure of a run as a file, or a cell under every augmentation')
    .argument('<name>', [...RUN_FIGURES, 'augmentations'].join(', '))
    .argument('[run]', 'folder that wt-dfn train wrote; augmentations can do without')
    .option('--format <format>', `${FIGURE_FORMATS.join(', ')} (default: by the ending of --out, else svg)`)
    .option('--evaluation <dir>', 'where wt-dfn evaluate wrote (default: RUN/evaluation)')
    .option('--data <dir>', 'augmentations: the data set whose first cells are drawn')
    .option('--out <file>', 'file to write (default: RUN/figures/NAME.FORMAT)')
    .addHelpText(
      'after',
      `
Examples:
  $ wt-dfn figure roc runs/first --format png
  $ wt-dfn figure augmentations --data cells --out augmentations.png`,
    )
    .action(figure);
}

async function figure(name: string, run: string | undefined, flags: FigureFlags): Promise<void> {
  const wanted = flags.format ?? (extname(flags.out ?? '').slice(1) || 'svg');
  const format = FIGURE_FORMATS.find((candidate) => candidate === wanted);
  if (format === undefined) {
    throw new ParameterError('--format', `--format: must be ${FIGURE_FORMATS.join(', ')}, got ${wanted}`);
  }
  const path = flags.out ?? join(...(run === undefined ? [] : [run, 'figures']), `${name}.${format}`);
  const content = await drawn(name, run, { format, flags });
  await writeAtomically(path, typeof content === 'string' ? content : [content]);
  process.stdout.write(`${path}\n`);
}

async function drawn(
  name: string,
  run: string | undefined,
  { format, flags }: { readonly format: FigureFormat; readonly flags: FigureFlags },
): Promise<string | Uint8Array> {
  if (name === 'augmentations') return augmentations(run, flags.data, format);
  if (run !== undefined) return runFigure(name, run, { format, evaluation: flags.evaluation });
  throw new ParameterError(
    'run',
    `figure: ${name} is drawn from a run; give the folder that wt-dfn train wrote`,
  );
}

async function augmentations(
  run: string | undefined,
  data: string | undefined,
  format: FigureFormat,
): Promise<string | Uint8Array> {
  if (data === undefined) {
    throw new ParameterError('--data', 'figure: augmentations needs --data, the folder of the data set');
  }
  if (format !== 'svg' && format !== 'png') {
    throw new ParameterError(
      '--format',
      `figure: augmentations is a picture: take svg or png, got ${format}`,
    );
  }
  // Loaded here: this figure alone needs the engine.
  const { drawAugmentations } = await import('../experiments/draw-augmentations.ts');
  const { renderPng } = await import('../figures/render-png.ts');
  const picture = await drawAugmentations(data, run);
  return format === 'svg' ? picture.svg : renderPng(picture);
}
