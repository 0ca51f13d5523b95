import { join } from 'node:path';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { CellImage } from '../data/dataset.ts';
import { cacheFolder } from '../engine/provision/cache-folder.ts';
import { startEngine } from '../engine/start-engine.ts';
import { formatReport } from '../evaluation/format-report.ts';
import { writeFrozen } from '../experiments/write-frozen.ts';
import { BACKBONES, normalisationOf, usualMapStride, type BackboneName } from '../nn/backbones.ts';
import { changeConfig, setInConfig } from '../training/config/change-config.ts';
import { CONFIG_DEFAULTS } from '../training/config/config-defaults.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { createNetwork } from '../training/create-network.ts';
import { evaluateFrozen } from '../training/evaluate-frozen.ts';
import { versionInfo } from '../training/run/run-info.ts';
import { splitImages } from '../training/split-images.ts';
import { commandLine } from './command-line.ts';
import {
  addDatasetOptions,
  openAndTell,
  openByFlags,
  overlapWords,
  readingOf,
  type DatasetFlags,
} from './dataset-options.ts';

import { describeEngine } from './describe-engine.ts';
import { interruptible } from './interruptible.ts';
import { partOf, share, wholeNumber } from './numbers.ts';
import { progressPrinter } from './progress-printer.ts';

interface FrozenFlags extends DatasetFlags {
  readonly data: string;
  readonly weights: string;
  readonly backbone: string;
  readonly size: string;
  readonly strides: string;
  readonly test?: string;
  readonly holdOut?: string;
  readonly part?: string;
  readonly set: readonly string[];
  readonly out: string;
  readonly cache: string | boolean;
  readonly bootstrap: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `wt-dfn frozen`. */
export function addFrozenCommand(program: Command): void {
  const command = program
    .command('frozen')
    .description('judge a pretrained backbone without training it: pooled maps and a logistic regression')
    .requiredOption('--data <dir>', 'the data set to learn from: C-NMC, or a folder a class')
    .requiredOption(
      '--weights <file>',
      'its weights: .safetensors, .pth, .h5 (wt-dfn weights fetch gets some)',
    )
    .option('--backbone <name>', 'whose weights they are', 'efficientnet-lite0')
    .option('--size <pixels>', 'side of the input', '224')
    .option('--strides <list>', 'stages whose maps are pooled, by pixels of the input to a cell', '8,16')
    .option('--test <dir>', 'judge on this data set')
    .option('--hold-out <share>', 'judge on this share of the subjects')
    .option('--part <i/k>', 'judge on part i of k of the subjects; wt-dfn score pools the parts of one seed')
    .option(
      '--set <key=value>',
      'change a setting of input, training or engine, such as training.seed=2; may be repeated',
      (value: string, before: readonly string[]) => [...before, value],
      [],
    )
    .option('--out <dir>', 'folder for predictions and report', 'runs/frozen')
    .option('--cache <dir>', "where features are kept (default: the user's cache folder)")
    .option('--no-cache', 'keep no features')
    .option('--bootstrap <n>', 'replicates behind the confidence intervals', '2000')
    .option('--json', 'print report.json, and nothing else')
    .option('--quiet', 'no progress');
  addDatasetOptions(command)
    .addHelpText(
      'after',
      `
The strength of the regression is chosen among the people learnt from, and so is the threshold.
An image passes through the network once: its features are kept by its bytes, the network and the input.

Examples:
  $ wt-dfn weights fetch efficientnet-lite0 --out lite0.safetensors
  $ wt-dfn frozen --data C-NMC_Leukemia --folds fold_0 --weights lite0.safetensors --part 1/3 --out runs/frozen-1`,
    )
    .action(frozen);
}

async function frozen(flags: FrozenFlags): Promise<void> {
  const config = configOf(flags);
  const strides = flags.strides.split(',').map((text) => wholeNumber('--strides', text, 1));
  const replicates = wholeNumber('--bootstrap', flags.bootstrap, 10);
  const printer = progressPrinter({ silent: flags.json === true || flags.quiet === true });
  await interruptible(printer.say, 'frozen: stopping', async (signal) => {
    try {
      const dataset = await openByFlags(flags.data, flags, printer.say);
      const { train, test } = await sides(dataset.images, flags, config, printer.say);
      const engine = await startEngine({ ...config.engine, signal, onProgress: printer.listener });
      printer.stop();
      printer.say(describeEngine(engine));
      printer.say(`${train.length} cells to learn from, ${test.length} to judge`);
      const { network } = await createNetwork(config);
      try {
        const evaluation = await evaluateFrozen(network, {
          config,
          train,
          test,
          strides,
          allowOverlap: overlapWords(flags),
          cacheDirectory: cacheOf(flags.cache),
          title: `${flags.test ?? flags.data}${flags.folds === undefined ? '' : ` (${flags.folds})`}, frozen ${config.model.backbone}`,
          replicates,
          signal,
          onProgress: printer.listener,
        });
        printer.stop();
        await writeFrozen(evaluation, flags.out, {
          command: commandLine(),
          config,
          strides,
          versions: versionInfo(),
          engine: { backend: engine.backend, version: engine.version },
          data: dataset.root,
          reading: readingOf(flags),
          created: new Date().toISOString(),
        });
        const { chosen, cached, columns, problems, report } = evaluation;
        for (const { path, reason } of problems) printer.say(`left out ${path}: ${reason}`);
        printer.say(
          `${columns} features a cell, ${cached} cells known from before; strength C = ${chosen.inverseRegularisation}`,
        );
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify(report, undefined, 1)}\n`
            : `${formatReport(report)}\npredictions: ${join(flags.out, 'predictions.csv')}\n`,
        );
      } finally {
        network.dispose();
      }
    } finally {
      printer.stop();
    }
  });
}

/** The settings of a backbone that is not trained: all of the cell, raw stream only, pixels as its weights want them. */
function configOf({ weights, backbone, size, set }: FrozenFlags): TrainingConfig {
  const form = Object.hasOwn(BACKBONES, backbone) ? BACKBONES[backbone as BackboneName] : undefined;
  const mapStride = form === undefined ? CONFIG_DEFAULTS.model.mapStride : usualMapStride(form);
  const named = changeConfig(CONFIG_DEFAULTS, { model: { backbone, weights, mapStride } }, '--backbone');
  const config = changeConfig(named, {
    input: {
      size: wholeNumber('--size', size, 32),
      viewFraction: 1,
      normalisation: normalisationOf(backbone as BackboneName),
    },
    streams: { used: ['raw'] },
    training: { vote: 'raw', batch: 16 },
  });
  return setInConfig(config, set);
}

async function sides(
  images: readonly CellImage[],
  flags: FrozenFlags,
  { training: { seed } }: TrainingConfig,
  say: (line: string) => void,
): Promise<{ readonly train: readonly CellImage[]; readonly test: readonly CellImage[] }> {
  const { test, holdOut, part } = flags;
  if ([test, holdOut, part].filter((flag) => flag !== undefined).length !== 1) {
    throw new ParameterError(
      '--test',
      '--test: give one of --test, --hold-out or --part, to say who is judged',
    );
  }
  if (test !== undefined) {
    const other = await openAndTell(test, { ...readingOf(flags), folds: undefined }, say);
    return { train: images, test: other.images };
  }
  return splitImages(images, {
    seed,
    validationFraction: 0,
    testFraction: holdOut === undefined ? 0 : share('--hold-out', holdOut),
    testPart: part === undefined ? undefined : partOf(part),
    acceptUnknownSubjects: flags.acceptSharedSubjects === true,
  });
}

function cacheOf(flag: string | boolean): string | undefined {
  if (flag === false) return undefined;
  return typeof flag === 'string' ? flag : join(cacheFolder(), 'features');
}
