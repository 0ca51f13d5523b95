import { join } from 'node:path';
import type { Command } from 'commander';
import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { CellDataset, CellImage } from '../data/dataset.ts';
import { knownSharedSubjects, mergeSubjects } from '../data/merge-subjects.ts';
import { openDataset } from '../data/open-dataset.ts';
import { startEngine } from '../engine/start-engine.ts';
import { formatReport } from '../evaluation/format-report.ts';
import { writeEvaluation } from '../experiments/write-evaluation.ts';
import { loadRunNetwork } from '../training/create-network.ts';
import { evaluateNetwork } from '../training/evaluate-network.ts';
import { versionInfo } from '../training/run/run-info.ts';
import { readRun, type RunRecord } from '../training/run/run-folder.ts';
import { commandLine } from './command-line.ts';
import { addDatasetOptions, openByFlags, overlapWords, type DatasetFlags } from './dataset-options.ts';
import { describeEngine } from './describe-engine.ts';
import { interruptible } from './interruptible.ts';
import { wholeNumber } from './numbers.ts';
import { progressPrinter } from './progress-printer.ts';

interface EvaluateFlags extends DatasetFlags {
  readonly data: string;
  readonly checkpoint: string;
  readonly out?: string;
  readonly bootstrap: string;
  readonly skipBadImages?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `wt-dfn evaluate`. */
export function addEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate')
    .description('judge a trained run on people that it has not seen: scores, baselines, attention, pictures')
    .argument('<run>', 'folder that wt-dfn train wrote')
    .requiredOption(
      '--data <dir>',
      'the data set to judge on; cells of people that were trained on are left out',
    )
    .option('--checkpoint <best|last>', 'which weights', 'best')
    .option('--out <dir>', 'folder for report, predictions and figures (default: RUN/evaluation)')
    .option('--bootstrap <n>', 'replicates behind the confidence intervals', '2000')
    .option('--skip-bad-images', 'leave unreadable images out and name them, rather than stop')
    .option('--json', 'print report.json, and nothing else')
    .option('--quiet', 'no progress');
  addDatasetOptions(command)
    .addHelpText(
      'after',
      `
Writes predictions.csv, report.json, report.txt, report.md, attention.json, figures/ and report.html.
Every vote that an ablation compares stands in the table: mean of three (Eq. 5), majority, raw, raw + crop, raw + erase.

Example:
  $ wt-dfn evaluate runs/first --data C-NMC_Leukemia --out out/first`,
    )
    .action(evaluate);
}

async function evaluate(path: string, flags: EvaluateFlags): Promise<void> {
  const { checkpoint } = flags;
  if (checkpoint !== 'best' && checkpoint !== 'last') {
    throw new ParameterError('--checkpoint', `--checkpoint: must be best or last, got ${checkpoint}`);
  }
  const replicates = wholeNumber('--bootstrap', flags.bootstrap, 10);
  const run = await readRun(path);
  const folder = flags.out ?? join(path, 'evaluation');
  const printer = progressPrinter({ silent: flags.json === true || flags.quiet === true });
  await interruptible(printer.say, 'evaluate: stopping', async (signal) => {
    try {
      const dataset = await openByFlags(flags.data, flags, printer.say);
      const images = unseen(dataset, run, flags, printer.say);
      const known = await ownImages(run, printer.say);
      const engine = await startEngine({ ...run.config.engine, signal, onProgress: printer.listener });
      printer.stop();
      printer.say(describeEngine(engine));
      const network = await loadRunNetwork(run, checkpoint);
      try {
        const evaluation = await evaluateNetwork(network, {
          config: run.config,
          images,
          ...known,
          title: `${flags.data}${flags.folds === undefined ? '' : ` (${flags.folds})`}, run ${path}`,
          replicates,
          onBadImage: flags.skipBadImages === true ? 'skip' : 'fatal',
          signal,
          onProgress: printer.listener,
        });
        printer.stop();
        printer.say('writing figures and report');
        const { wtDfn, node } = versionInfo();
        const page = await writeEvaluation(evaluation, {
          folder,
          metrics: run.metrics,
          origin: {
            command: commandLine(),
            versions: { 'wt-dfn': wtDfn, node, [engine.backend]: engine.version },
            seed: run.config.training.seed,
            created: new Date().toISOString(),
            notes: { run: run.path, checkpoint, data: dataset.root },
          },
        });
        for (const { path: file, reason } of evaluation.problems) printer.say(`left out ${file}: ${reason}`);
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify(evaluation.report, undefined, 1)}\n`
            : `${formatReport(evaluation.report)}\nreport: ${page}\n`,
        );
      } finally {
        network.dispose();
      }
    } finally {
      printer.stop();
    }
  });
}

/** The cells of people that the run has not been trained on or chosen by, unless all are wanted. */
function unseen(
  dataset: CellDataset,
  { split, path }: RunRecord,
  flags: EvaluateFlags,
  say: (line: string) => void,
): readonly CellImage[] {
  const { images } = dataset;
  if (overlapWords(flags) !== undefined) return images;
  // The run may have been trained with other keys of the same people than the data set is read with now.
  const groups = flags.keepSubjectKeys === true ? [] : knownSharedSubjects(dataset);
  const person = (key: string): string | undefined => mergeSubjects([{ subject: key }], groups)[0]?.subject;
  const seen = new Set([...split.trainSubjects, ...split.validationSubjects].map(person));
  const left = images.filter(({ subject }) => subject === undefined || !seen.has(person(subject)));
  if (left.length === 0) {
    throw new DataError(
      `evaluate: every subject in ${flags.data} was trained on in ${path}; give other data, train with --hold-out, or --accept-shared-subjects`,
    );
  }
  const unknown = left.filter(({ subject }) => subject === undefined).length;
  if (unknown > 0) {
    throw new DataError(
      `evaluate: ${unknown} images have no subject, so nobody can tell whether they were trained on; say where subjects are (--subject-pattern, --subject-csv), or --accept-shared-subjects`,
    );
  }
  if (left.length < images.length) {
    say(
      `${images.length - left.length} cells of people that the run was trained on are left out; ${left.length} remain`,
    );
  }
  return left;
}

/** The run's own training and validation cells, where their folder is still there, for baseline and threshold. */
async function ownImages(
  { info, split }: RunRecord,
  say: (line: string) => void,
): Promise<{ train: CellImage[]; validation: CellImage[] }> {
  const own = await openDataset(info.data.root, info.data.reading).catch(() => undefined);
  if (own === undefined) {
    say(
      `${info.data.root}, which the run was trained on, is not there: no threshold from validation cells, and the silhouette baseline by cross-validation`,
    );
    return { train: [], validation: [] };
  }
  const byId = new Map(own.images.map((image) => [image.id, image]));
  const find = (ids: readonly string[]): CellImage[] => ids.flatMap((id) => byId.get(id) ?? []);
  return { train: find(split.train), validation: find(split.validation) };
}
