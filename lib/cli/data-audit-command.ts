import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { writeAtomically } from '../core/write-atomically.ts';
import { auditDataset } from '../data/audit-dataset.ts';
import type { DataAudit } from '../data/audit-types.ts';
import { mergeSubjects } from '../data/merge-subjects.ts';
import { openDataset } from '../data/open-dataset.ts';
import { SILHOUETTE_FEATURES, silhouetteVector } from '../data/silhouette.ts';
import type { SilhouetteReport } from '../evaluation/report-types.ts';
import { silhouetteBaseline } from '../evaluation/silhouette-baseline.ts';
import { auditHasProblems, auditText } from './data-audit-text.ts';
import { readingOf, type DatasetFlags } from './dataset-options.ts';
import { interruptible } from './interruptible.ts';
import { wholeNumber } from './numbers.ts';
import { progressPrinter } from './progress-printer.ts';

interface AuditFlags extends Pick<DatasetFlags, 'folds' | 'subjectPattern' | 'subjectCsv'> {
  readonly json?: true;
  readonly report?: string;
  readonly strict?: true;
  readonly background: string;
  readonly workers?: string;
  readonly seed: string;
}

/** Adds `wt-dfn data audit`. */
export function addDataAuditCommand(program: Command): void {
  const data = program.commands.find((command) => command.name() === 'data') ?? program.command('data');
  data
    .command('audit')
    .description('what a data set holds, what is wrong with it, and how far the outline of a cell alone gets')
    .argument('<dir>', 'C-NMC in its official layout or a part of it, or folders named like the classes')
    .option('--folds <names>', 'only these folds of the data set, such as fold_0,fold_1')
    .option('--subject-pattern <regexp>', 'subject of an image in class folders: a group named subject')
    .option('--subject-csv <file>', 'the same from a CSV file with columns file,subject')
    .option('--background <auto|black|bright>', 'what lies around the cells', 'auto')
    .option('--workers <n>', 'threads that decode')
    .option('--seed <n>', 'seed of the folds and the bootstrap of the silhouette-only baseline', '1')
    .option('--json', 'print everything but the single cells as JSON')
    .option('--report <file>', 'also write the whole audit, every cell included, as JSON')
    .option('--strict', 'exit with 1 where something should be put right before training')
    .addHelpText(
      'after',
      `
Example:
  $ wt-dfn data audit C-NMC_Leukemia --report audit.json`,
    )
    .action(audit);
}

async function audit(directory: string, flags: AuditFlags): Promise<void> {
  const { background } = flags;
  if (background !== 'auto' && background !== 'black' && background !== 'bright') {
    throw new ParameterError(
      '--background',
      `--background: must be auto, black or bright, got ${background}`,
    );
  }
  const seed = wholeNumber('--seed', flags.seed, -Infinity);
  const workers = flags.workers === undefined ? undefined : wholeNumber('--workers', flags.workers);
  const printer = progressPrinter({ silent: flags.json === true });
  const found = await interruptible(printer.say, 'audit: stopping', async (signal) => {
    try {
      // The audit itself finds who shares pictures, so it must see the keys as they are.
      const dataset = await openDataset(directory, { ...readingOf(flags), sameSubject: [] });
      const onProgress = printer.listener;
      return await auditDataset(dataset, { background, workers, signal, onProgress });
    } finally {
      printer.stop();
    }
  });
  const baseline = outlineBaseline(found, seed);
  const { cells, ...summary } = found;
  process.stdout.write(
    flags.json === true
      ? `${JSON.stringify({ ...summary, readable: cells.length, silhouetteBaseline: baseline }, undefined, 2)}\n`
      : auditText(found, baseline),
  );
  if (flags.report !== undefined) {
    const content = { ...found, silhouetteBaseline: baseline };
    await writeAtomically(flags.report, `${JSON.stringify(content, undefined, 1)}\n`);
  }
  if (flags.strict === true && auditHasProblems(found)) process.exitCode = 1;
}

/**
 * How well the outline alone tells the classes, subject-wise; or why that cannot be said. Subjects that share pictures
 * count as one person, lest the baseline profit from the leak.
 */
function outlineBaseline(found: DataAudit, seed: number): SilhouetteReport | string {
  const known = found.cells.filter((cell) => cell.label !== undefined && cell.silhouette.area > 0);
  const merged = mergeSubjects(
    known,
    found.sharedSubjects.map(({ subjects }) => subjects),
  );
  if (merged.length === 0) return 'no cell has an outline';
  const features = new Float64Array(merged.length * SILHOUETTE_FEATURES.length);
  for (const [i, { silhouette }] of merged.entries()) {
    features.set(silhouetteVector(silhouette), i * SILHOUETTE_FEATURES.length);
  }
  try {
    const labels = merged.map(({ label }) => label ?? 0);
    const subjects = merged.map(({ subject }) => subject);
    return silhouetteBaseline({ names: SILHOUETTE_FEATURES, features, labels, subjects }, { seed }).report;
  } catch (error) {
    if (error instanceof ParameterError) return error.message;
    throw error;
  }
}
