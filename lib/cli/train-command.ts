import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { DataError } from '../core/errors/data-error.ts';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { CellDataset, CellImage } from '../data/dataset.ts';
import type { OpenDatasetOptions } from '../data/open-dataset.ts';
import { startEngine } from '../engine/start-engine.ts';
import { changeConfig, setInConfig } from '../training/config/change-config.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { configForDataset } from '../training/config/config-for-dataset.ts';
import { withBaseline } from '../training/augmentation-baselines.ts';
import { coursePlan } from '../training/course-plan.ts';
import { addCompute } from '../training/epoch-sums.ts';
import { findPreset, PRESETS } from '../training/presets/find-preset.ts';
import { readRun, type RunRecord } from '../training/run/run-folder.ts';
import { splitImages } from '../training/split-images.ts';
import { trainRun, type TrainRunResult } from '../training/train-run.ts';
import { commandLine } from './command-line.ts';
import {
  addDatasetOptions,
  openAndTell,
  overlapWords,
  readingOf,
  type DatasetFlags,
} from './dataset-options.ts';
import { describeEngine } from './describe-engine.ts';
import { interruptible } from './interruptible.ts';
import { partOf, share } from './numbers.ts';
import { progressPrinter, type ProgressPrinter } from './progress-printer.ts';

interface TrainFlags extends DatasetFlags {
  readonly data?: string;
  readonly test?: string;
  readonly preset?: string;
  readonly baseline?: string;
  readonly config?: string;
  readonly set: readonly string[];
  readonly holdOut?: string;
  readonly part?: string;
  readonly out: string;
  readonly resume?: true;
  readonly printConfig?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `wt-dfn train`. */
export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('train a network on a folder of labelled cells, into a run folder')
    .option('--data <dir>', 'the data set: C-NMC, or a folder a class')
    .option('--test <dir>', 'the data set that will be tested on: only to refuse shared subjects')
    .option('--preset <name>', 'what to start from (default: "quick")')
    .option('--config <file>', 'JSON file with settings to change, section by section')
    .option('--baseline <name>', 'train as one row of the comparison of augmentations (docs/augmentation.md)')
    .option(
      '--set <key=value>',
      'change one setting, such as training.epochs=3; may be repeated',
      collect,
      [],
    )
    .option(
      '--hold-out <share>',
      'keep this share of the subjects for wt-dfn evaluate, untouched by training',
    )
    .option(
      '--part <i/k>',
      'keep part i of k for wt-dfn evaluate instead; the parts of one seed are cross-validation, wt-dfn score pools them',
    )
    .option('--out <run>', 'folder for the run', 'runs/latest')
    .option('--resume', 'go on with the run that lies there, with its own settings and images')
    .option('--print-config', 'print the resolved settings as JSON and stop')
    .option('--json', 'print the result as JSON, and nothing else')
    .option('--quiet', 'no progress');
  addDatasetOptions(command).addHelpText('after', helpText()).action(train);
}

function helpText(): string {
  const presets = PRESETS.map(
    ({ name, summary, minutes, expected }) =>
      `  ${name.padEnd(10)}${summary}\n            time: ${minutes}; score: ${expected}`,
  );
  return `
Presets:
${presets.join('\n')}

Examples:
  $ wt-dfn train --data C-NMC_Leukemia --preset resnet18 --hold-out 0.25 --out runs/first
  $ wt-dfn train --out runs/first --resume
  $ wt-dfn train --data C-NMC_Leukemia --part 1/3 --out runs/part-1
  $ wt-dfn train --data C-NMC_Leukemia --folds fold_0 --set streams.used=raw --set training.vote=raw`;
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

async function train(flags: TrainFlags): Promise<void> {
  const printer = progressPrinter({ silent: flags.json === true || flags.quiet === true });
  const result = await interruptible(
    printer.say,
    'stopping after this step; once more ends at once (the last checkpoint is kept)',
    async (signal) => {
      try {
        const before = flags.resume === true ? await runToResume(flags) : undefined;
        const dataset = await datasetOf(flags, before, printer.say);
        const config = await resolveConfig(flags, before, dataset);
        if (flags.printConfig === true) {
          process.stdout.write(`${JSON.stringify(config, undefined, 2)}\n`);
          return undefined;
        }
        if (dataset === undefined) {
          throw new ParameterError('--data', 'train: --data is missing; give the folder of the data set');
        }
        return await run(flags, { config, before, dataset, printer, signal });
      } finally {
        printer.stop();
      }
    },
  );
  if (result !== undefined) report(result, flags);
}

async function run(
  flags: TrainFlags,
  context: {
    readonly config: TrainingConfig;
    readonly before: RunRecord | undefined;
    readonly dataset: CellDataset;
    readonly printer: ProgressPrinter;
    readonly signal: AbortSignal;
  },
): Promise<TrainRunResult> {
  const { config, before, dataset, printer, signal } = context;
  const images =
    before === undefined ? newSplit(dataset.images, flags, config) : oldSplit(dataset.images, before);
  const test =
    flags.test === undefined
      ? images.test
      : (await openAndTell(flags.test, { ...readingOf(flags), folds: undefined }, printer.say)).images;
  const engine = await startEngine({ ...config.engine, signal, onProgress: printer.listener });
  printer.stop();
  printer.say(describeEngine(engine));
  const { train: trainImages, validation } = images;
  const plan = coursePlan(config, trainImages.length);
  printer.say(
    `${trainImages.length} training, ${validation.length} validation${images.test.length > 0 ? `, ${images.test.length} held-out` : ''} images; run folder ${flags.out}`,
  );
  if (config.training.passes !== null) {
    printer.say(
      `${plan.passes} of ${config.training.passes} passes: ${epochs(plan.epochs)}, the last of ${plan.lastBatches} batches`,
    );
  }
  return trainRun({
    path: flags.out,
    resume: flags.resume === true,
    config,
    train: trainImages,
    validation,
    test,
    allowOverlap: overlapWords(flags),
    dataRoot: dataset.root,
    dataReading: readingFor(flags, before),
    command: commandLine(),
    engine,
    signal,
    onProgress: printer.listener,
    onNotice: printer.say,
    onEpoch: ({ epoch, train: { loss }, validation: scores }) => {
      const judged =
        scores === null
          ? ''
          : `, validation WF1S ${scores.voted.weightedF1.toFixed(3)}, AUROC ${scores.voted.auroc?.toFixed(3) ?? 'unknown'}`;
      printer.say(`epoch ${epoch}/${plan.epochs}: loss ${loss.toFixed(3)}${judged}`);
    },
  });
}

/** The flags' way to read the data; where a run is resumed without any, the run's. */
function readingFor(flags: TrainFlags, before: RunRecord | undefined): OpenDatasetOptions {
  const reading = readingOf(flags);
  return Object.keys(reading).length === 0 ? (before?.info.data.reading ?? reading) : reading;
}

async function datasetOf(
  flags: TrainFlags,
  before: RunRecord | undefined,
  say: (line: string) => void,
): Promise<CellDataset | undefined> {
  const root = flags.data ?? before?.info.data.root;
  return root === undefined ? undefined : openAndTell(root, readingFor(flags, before), say);
}

/** Nothing where the run was killed before its records were written, or never began: it then begins. */
async function runToResume({ out, data }: TrainFlags): Promise<RunRecord | undefined> {
  if (data !== undefined && !existsSync(join(out, 'config.json'))) return undefined;
  return readRun(out);
}

/** The run's settings where it is resumed, else the preset's; then the file's, then `--set`'s. */
async function resolveConfig(
  flags: TrainFlags,
  before: RunRecord | undefined,
  dataset: CellDataset | undefined,
): Promise<TrainingConfig> {
  let config = before?.config ?? findPreset('quick').config;
  if (flags.preset !== undefined) config = findPreset(flags.preset).config;
  const fresh = flags.preset !== undefined || before === undefined;
  if (fresh && dataset !== undefined) config = configForDataset(config, dataset);
  if (flags.config !== undefined) {
    let changes: unknown;
    try {
      changes = JSON.parse(await readFile(flags.config, 'utf8')) as unknown;
    } catch (error) {
      const reason = error instanceof SyntaxError ? `is not JSON (${error.message})` : 'cannot be read';
      throw new ParameterError('--config', `--config: ${flags.config} ${reason}`, { cause: error });
    }
    config = changeConfig(config, changes, flags.config);
  }
  if (flags.baseline !== undefined) config = withBaseline(config, flags.baseline);
  return setInConfig(config, flags.set);
}

function newSplit(images: readonly CellImage[], flags: TrainFlags, config: TrainingConfig) {
  if (flags.holdOut !== undefined && flags.part !== undefined) {
    throw new ParameterError('--part', '--part: give either --hold-out or --part');
  }
  return splitImages(images, {
    seed: config.training.seed,
    validationFraction: config.training.validationFraction,
    testFraction: flags.holdOut === undefined ? 0 : share('--hold-out', flags.holdOut),
    testPart: flags.part === undefined ? undefined : partOf(flags.part),
    acceptUnknownSubjects: flags.acceptSharedSubjects === true,
  });
}

/** The images that the run has trained on, found again by their ids. */
function oldSplit(images: readonly CellImage[], { split, info, path }: RunRecord) {
  const byId = new Map(images.map((image) => [image.id, image]));
  const find = (ids: readonly string[]): CellImage[] =>
    ids.map((id) => {
      const image = byId.get(id);
      if (image !== undefined) return image;
      throw new DataError(
        `train: ${id}, which the run in ${path} trains on, is not in the data set any more; give the folder by --data (it was ${info.data.root})`,
      );
    });
  return { train: find(split.train), validation: find(split.validation), test: [] };
}

function report(result: TrainRunResult, flags: TrainFlags): void {
  const { path, status, history, position, problems } = result;
  const { best } = position;
  if (flags.json === true) {
    const compute = addCompute(...history.map((epoch) => epoch.compute));
    const summary = { run: path, status, epochs: history.length, best, compute, skipped: problems };
    process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`);
  } else if (status === 'finished') {
    const judged = best === null ? '' : `; best epoch ${best.epoch}`;
    process.stdout.write(
      `trained ${epochs(history.length)} into ${path}${judged}\n${spent(result)}next: wt-dfn evaluate ${flags.out} --data ${flags.test ?? flags.data ?? 'DIR'}\n`,
    );
  } else {
    process.stdout.write(
      `stopped after ${epochs(position.epoch)} and ${position.batchesDone} batches; go on with: wt-dfn train --out ${flags.out} --resume\n`,
    );
  }
  if (status === 'stopped') process.exitCode = 130;
}

/** What training cost, in a line; nothing where no epoch of the run was counted. */
function spent({ history }: TrainRunResult): string {
  const counted = history.filter(({ compute }) => compute !== undefined);
  if (counted.length === 0) return '';
  const { passes, extraForward, extraBackward } = addCompute(...counted.map(({ compute }) => compute));
  const extra = [
    extraForward === 0 ? [] : `${extraForward} forward`,
    extraBackward === 0 ? [] : `${extraBackward} backward`,
  ].flat();
  const beside = extra.length === 0 ? '' : `, and ${extra.join(' and ')} beside them for the augmentation`;
  const of = counted.length < history.length ? ` in the ${epochs(counted.length)} that were counted` : '';
  return `spent ${passes} passes (one image forward and backward in one stream)${beside}${of}\n`;
}

function epochs(count: number): string {
  return `${count} ${count === 1 ? 'epoch' : 'epochs'}`;
}
