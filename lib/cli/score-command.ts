import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { DataError } from '../core/errors/data-error.ts';
import { formatReport } from '../evaluation/format-report.ts';
import { predictionsFromCsv } from '../evaluation/predictions-csv.ts';
import { poolPredictions } from '../evaluation/pool-predictions.ts';
import { evaluatePredictions } from '../evaluation/report.ts';
import { wholeNumber } from './numbers.ts';

/** Adds `wt-dfn score`. */
export function addScoreCommand(program: Command): void {
  program
    .command('score')
    .description('score predictions that are there already; several files are pooled (cross-validation)')
    .argument('<csv...>', 'predictions.csv of wt-dfn evaluate')
    .option('--bootstrap <n>', 'replicates behind the confidence intervals', '2000')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nPooled scores compare cells across networks, each with its own idea of what 0.7 means: read them beside those of each part.\n\nExample:\n  wt-dfn score runs/part-1/evaluation/predictions.csv runs/part-2/evaluation/predictions.csv',
    )
    .action(async (files: string[], flags: { bootstrap: string; json?: boolean }) => {
      const replicates = wholeNumber('--bootstrap', flags.bootstrap, 10);
      const parts = await Promise.all(files.map(async (file) => predictionsFromCsv(await text(file), file)));
      const report = evaluatePredictions(poolPredictions(parts), { replicates, title: files.join(', ') });
      process.stdout.write(
        flags.json === true ? `${JSON.stringify(report, undefined, 1)}\n` : `${formatReport(report)}\n`,
      );
    });
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new DataError(`score: ${file} cannot be read; give the predictions.csv of wt-dfn evaluate`, [], {
      cause,
    });
  }
}
