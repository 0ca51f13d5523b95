import { relative } from 'node:path';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import type { EngineBackend } from '../engine/engine.ts';
import { startEngine } from '../engine/start-engine.ts';
import { headlineAuroc } from '../experiments/evaluation-page.ts';
import { walk } from '../experiments/walk.ts';
import { setInConfig } from '../training/config/change-config.ts';
import { commandLine } from './command-line.ts';
import { describeEngine } from './describe-engine.ts';
import { interruptible } from './interruptible.ts';
import { duration, progressPrinter } from './progress-printer.ts';

interface StartFlags {
  readonly data?: string;
  readonly out: string;
  readonly backend: string;
  readonly set: readonly string[];
  readonly quiet?: true;
}

/** Adds `wt-dfn start`. */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description(
      'the whole line in minutes: data, training with three streams, evaluation, report with pictures',
    )
    .option('--data <dir>', 'a C-NMC folder of your own (default: synthetic cells are drawn)')
    .option('--out <dir>', 'folder for everything that is made', 'out')
    .option('--backend <name>', 'auto, tensorflow, wasm or cpu', 'auto')
    .option('--set <key=value>', 'change one setting of the quick preset; may be repeated', collect, [])
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
A walk that was stopped goes on when the same command is given again.

Examples:
  $ npm start
  $ npm start -- --data C-NMC_Leukemia --out out/real`,
    )
    .action(start);
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

async function start(flags: StartFlags): Promise<void> {
  const begun = performance.now();
  const printer = progressPrinter({ silent: flags.quiet === true });
  const { say } = printer;
  const again = flags.data === undefined ? 'the same command' : `the same command with --data ${flags.data}`;
  await interruptible(say, `stopping after this step; ${again} goes on from there`, async (signal) => {
    try {
      const engine = await startEngine({
        backend: backendOf(flags.backend),
        signal,
        onProgress: printer.listener,
      });
      printer.stop();
      say(describeEngine(engine));
      const { status, page, report } = await walk({
        data: flags.data,
        out: flags.out,
        engine,
        ...(flags.set.length === 0 ? {} : { changes: (config) => setInConfig(config, flags.set) }),
        command: commandLine(),
        signal,
        onProgress: printer.listener,
        onEpoch: ({ epoch, train, validation }) => {
          const auroc = validation?.voted.auroc?.toFixed(3) ?? 'unknown';
          say(`epoch ${epoch}: loss ${train.loss.toFixed(3)}, validation AUROC ${auroc}`);
        },
        say,
      });
      printer.stop();
      if (status === 'stopped' || page === undefined || report === undefined) {
        say(`stopped; ${again} goes on from there`);
        process.exitCode = 130;
        return;
      }
      const outline = report.silhouette?.scores.auroc.value?.toFixed(3);
      say(
        `voted AUROC ${headlineAuroc(report)} on ${report.counts.subjects} unseen subjects` +
          `${outline === undefined ? '' : `; the outline alone ${outline}`}; ${duration((performance.now() - begun) / 1000)} in all`,
      );
      process.stdout.write(`report: ${relative(process.cwd(), page) || page}\n`);
    } finally {
      printer.stop();
    }
  });
}

function backendOf(name: string): 'auto' | EngineBackend {
  const known = ['auto', 'tensorflow', 'wasm', 'cpu'] as const;
  const found = known.find((candidate) => candidate === name);
  if (found !== undefined) return found;
  throw new ParameterError(
    '--backend',
    `--backend: must be ${known.join(', ')}, got ${JSON.stringify(name)}`,
  );
}
