import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { LEAST_SUBJECTS, synthesiseDataset } from '../data/synth/synthesise-dataset.ts';
import { interruptible } from './interruptible.ts';
import { wholeNumber } from './numbers.ts';

interface SynthFlags {
  readonly subjects: string;
  readonly cells: string;
  readonly seed: string;
  readonly smears: string;
  readonly format: string;
  readonly force?: true;
  readonly json?: true;
}

/** Adds `wt-dfn data synth`. */
export function addDataSynthCommand(program: Command): void {
  const data = program.commands.find((command) => command.name() === 'data') ?? program.command('data');
  data
    .command('synth')
    .description("draw a synthetic data set in C-NMC's layout: no patients, nothing to download")
    .argument('<dir>', 'folder to write: empty or not there yet')
    .option('--subjects <n>', `subjects a class, at least ${LEAST_SUBJECTS}`, String(LEAST_SUBJECTS))
    .option('--cells <n>', 'cells a subject', '40')
    .option('--seed <n>', 'same seed, same bytes', '1')
    .option('--smears <n>', 'unsegmented smear-like tiles beside the cells, for figures', '0')
    .option('--format <bmp|png>', 'bmp: as C-NMC (0.6 MB a cell); png: the same pixels in 0.03 MB', 'bmp')
    .option('--force', 'replace an earlier synthetic data set in the folder (never anything else)')
    .option('--json', 'print the manifest as JSON')
    .addHelpText(
      'after',
      `
Lymphoblasts and normal lymphocytes share size, outline and colour; only the chromatin differs.

Example:
  $ wt-dfn data synth out/cells --subjects 12 --cells 40 --smears 2`,
    )
    .action(synth);
}

async function synth(directory: string, flags: SynthFlags): Promise<void> {
  const { format } = flags;
  if (format !== 'bmp' && format !== 'png') {
    throw new ParameterError('--format', `--format: must be bmp or png, got ${format}`);
  }
  const bar = new SingleBar({
    format: 'draw cells {bar} {value}/{total} | {rate} cells/s | {left} s left',
    clearOnComplete: true,
    stream: process.stderr,
  });
  try {
    const say = (line: string): void => {
      bar.stop();
      process.stderr.write(`${line}\n`);
    };
    const { root, manifest } = await interruptible(say, 'synth: stopping', (signal) =>
      synthesiseDataset(directory, {
        subjects: wholeNumber('--subjects', flags.subjects),
        cells: wholeNumber('--cells', flags.cells),
        seed: wholeNumber('--seed', flags.seed, -Infinity),
        smears: wholeNumber('--smears', flags.smears),
        format,
        force: flags.force ?? false,
        signal,
        onProgress: ({ done, total, rate = 0, secondsLeft = 0 }) => {
          const payload = { rate: rate.toFixed(0), left: secondsLeft.toFixed(0) };
          if (bar.isActive) bar.update(done, payload);
          else bar.start(total, done, payload);
        },
      }),
    );
    bar.stop();
    const { lymphoblastCells, normalCells, smears, lymphoblastSubjects } = manifest.counts;
    const words = `${lymphoblastCells} lymphoblasts and ${normalCells} normal lymphocytes of ${lymphoblastSubjects} subjects a class`;
    const smearWords = smears === 0 ? '' : `, ${smears} smear tiles`;
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ root, ...manifest }, undefined, 2)}\n`
        : `${words}${smearWords}: ${root}\n`,
    );
  } finally {
    bar.stop();
  }
}
