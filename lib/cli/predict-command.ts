import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { CLASS_NAMES } from '../data/dataset.ts';
import { startEngine } from '../engine/start-engine.ts';
import { STREAMS, type Stream } from '../evaluation/predictions.ts';
import { vote } from '../evaluation/votes.ts';
import { writePortrait } from '../experiments/write-portrait.ts';
import type { CellPortrait } from '../training/cell-portrait.ts';
import type { CourseConfig } from '../training/config/training-config.ts';
import { loadRunNetwork } from '../training/create-network.ts';
import { portrayFiles } from '../training/portray-files.ts';
import { readRun } from '../training/run/run-folder.ts';
import { describeEngine } from './describe-engine.ts';
import { interruptible } from './interruptible.ts';
import { progressPrinter } from './progress-printer.ts';

interface PredictFlags {
  readonly checkpoint: string;
  readonly overlay?: string;
  readonly skipBadImages?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** One image's answer, as `--json` prints it. */
interface Answer {
  readonly image: string;
  /** Probability of lymphoblast by stream. */
  readonly streams: Readonly<Partial<Record<Stream, number>>>;
  /** Probability of lymphoblast by the run's vote. */
  readonly lymphoblast: number;
  readonly class: string;
}

/** Adds `wt-dfn predict`. */
export function addPredictCommand(program: Command): void {
  program
    .command('predict')
    .description('what a trained run says about single images, and where it looked')
    .argument('<run>', 'folder that wt-dfn train wrote')
    .argument('<images...>', 'image files: BMP, PNG, JPEG, TIFF or WebP, one cell each')
    .option('--overlay <dir>', 'write the six-panel figure and all attention maps of each image here')
    .option('--checkpoint <best|last>', 'which weights', 'best')
    .option('--skip-bad-images', 'leave unreadable images out and name them, rather than stop')
    .option('--json', 'print JSON, and nothing else')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
Research software: an answer is no diagnosis.

Example:
  $ wt-dfn predict runs/first cell-1.bmp cell-2.bmp --overlay out/overlays`,
    )
    .action(predictFiles);
}

async function predictFiles(path: string, images: readonly string[], flags: PredictFlags): Promise<void> {
  const { checkpoint, overlay } = flags;
  if (checkpoint !== 'best' && checkpoint !== 'last') {
    throw new ParameterError('--checkpoint', `--checkpoint: must be best or last, got ${checkpoint}`);
  }
  const run = await readRun(path);
  const printer = progressPrinter({ silent: flags.json === true || flags.quiet === true });
  await interruptible(printer.say, 'predict: stopping', async (signal) => {
    try {
      const engine = await startEngine({ ...run.config.engine, signal, onProgress: printer.listener });
      printer.stop();
      printer.say(describeEngine(engine));
      const network = await loadRunNetwork(run, checkpoint);
      try {
        const portraits = await portrayFiles(network, images, {
          config: run.config,
          onBadImage: flags.skipBadImages === true ? 'skip' : 'fatal',
          onProblem: ({ path: file, reason }) => {
            process.stderr.write(`wt-dfn: left out ${file}: ${reason}\n`);
          },
          signal,
          onProgress: printer.listener,
        });
        printer.stop();
        const answers = portraits.map((portrait) => answerOf(portrait, run.config.training.vote));
        process.stdout.write(
          flags.json === true ? `${JSON.stringify(answers, undefined, 2)}\n` : table(answers),
        );
        if (overlay === undefined) return;
        for (const [i, portrait] of portraits.entries()) {
          const name = basename(portrait.id, extname(portrait.id));
          const twin = portraits.findIndex(({ id }) => basename(id, extname(id)) === name) !== i;
          for (const file of await writePortrait(portrait, join(overlay, twin ? `${name}-${i + 1}` : name))) {
            printer.say(file);
          }
        }
      } finally {
        network.dispose();
      }
    } finally {
      printer.stop();
    }
  });
}

function answerOf({ id, probabilities }: CellPortrait, kind: CourseConfig['vote']): Answer {
  const voted = vote(
    {
      classes: CLASS_NAMES,
      ids: [id],
      subjects: [undefined],
      labels: Int32Array.of(0), // not known, and not looked at by a vote
      probabilities,
      cellAreas: undefined,
    },
    kind,
  );
  const lymphoblast = voted[1] ?? Number.NaN;
  const streams = STREAMS.flatMap((stream) => {
    const own = probabilities[stream]?.[1];
    return own === undefined ? [] : [[stream, own] as const];
  });
  return {
    image: id,
    streams: Object.fromEntries(streams),
    lymphoblast,
    class: CLASS_NAMES[lymphoblast > 0.5 ? 1 : 0],
  };
}

function table(answers: readonly Answer[]): string {
  const lines = answers.map(({ image, streams, lymphoblast, class: name }) => {
    const each = Object.entries(streams).map(([stream, p]) => `${stream} ${p.toFixed(3)}`);
    return `${lymphoblast.toFixed(3)}  ${name.padEnd(11)}  ${each.join('  ')}  ${image}`;
  });
  return `${['probability of lymphoblast, call at 0.5, streams, image', ...lines].join('\n')}\n`;
}
