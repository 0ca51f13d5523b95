import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { parseParameter } from '../kernel/client/parse-parameter.ts';
import type { Json } from '../kernel/protocol/message.ts';
import { interruptible } from './interruptible.ts';
import { makeOutFolder } from './out-folder.ts';
import type { WatchedNotebook } from './watch-notebooks.ts';

type Status = 'done' | 'failed' | 'stopped';

interface RunFlags {
  readonly out?: string;
  readonly parameter: readonly string[];
  readonly timeout?: string;
  readonly html?: true;
  readonly watch?: true;
  readonly kernel?: string;
  readonly quiet?: true;
}

/** Adds `wt-dfn run`. */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('execute notebooks from their first cell to their last and save them with their outputs')
    .argument('<notebook...>', 'notebooks (.ipynb)')
    .option('--out <dir>', 'save the executed notebooks there (default: in place)')
    .option(
      '-p, --parameter <name=value>',
      'set a variable of the cell tagged "parameters"; may be repeated',
      collect,
      [],
    )
    .option('--timeout <s>', 'seconds that a cell may take')
    .option('--kernel <name>', 'run with another of the installed kernels')
    .option('--html', 'write NAME.html beside each, an offline page with live figures')
    .option('--watch', 'run again when a notebook, or a local module that it imports, changes')
    .option('--quiet', 'show neither progress nor outputs')
    .addHelpText(
      'after',
      `
A value is a number, true, false, other JSON, or else text. A cell's number is its place among those that run, from 1, as
Jupyter shows it in brackets. An error ends a notebook unless its cell is tagged raises-exception; what ran is saved in
any case, and the exit code is 1. Cells tagged skip-execution are left as they are.

Examples:
  $ wt-dfn run notebooks/00-start.ipynb
  $ wt-dfn run notebooks/*.ipynb --out out -p epochs=2 --timeout 600`,
    )
    .action(run);
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

async function run(notebooks: string[], flags: RunFlags): Promise<void> {
  const timeout = flags.timeout === undefined ? undefined : seconds(flags.timeout);
  const parameters: Readonly<Record<string, Json>> = Object.fromEntries(flags.parameter.map(parseParameter));
  const targets = new Map(notebooks.map((path) => [path, target(path, flags.out)]));
  if (new Set(targets.values()).size < notebooks.length) {
    throw new ParameterError('--out', '--out: two of the notebooks have the same name; run them one by one');
  }
  if (flags.out !== undefined) await makeOutFolder(flags.out);
  const { runFile } = await import('./run-file.ts');
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const runAll = async (paths: Iterable<string>, signal: AbortSignal): Promise<Status> => {
    let failed = false;
    for (const path of paths) {
      const { kernel, html = false, quiet = false } = flags;
      const saveTo = targets.get(path) ?? path;
      const ended = await runFile(path, { saveTo, parameters, timeout, kernel, signal, html, quiet });
      if (ended.problem !== undefined) say(`wt-dfn: ${ended.problem}`);
      if (ended.status === 'stopped') return 'stopped';
      failed ||= ended.status === 'failed';
    }
    return failed ? 'failed' : 'done';
  };
  const stopping = 'stopping: the cell is interrupted, and what ran is saved';
  const status = await interruptible(say, stopping, async (signal) =>
    flags.watch === true
      ? await watch([...targets.keys()], signal, async (paths) => {
          await runAll(paths, signal);
          if (!signal.aborted) say('waiting for changes; Ctrl-C ends');
        })
      : await runAll(targets.keys(), signal),
  );
  if (status === 'failed') process.exitCode = 1;
  if (status === 'stopped') process.exitCode = 130;
}

/** Runs notebooks again and again, until somebody has enough. */
async function watch(
  notebooks: readonly string[],
  signal: AbortSignal,
  runAll: (paths: readonly string[]) => Promise<void>,
): Promise<Status> {
  const { changedNotebooks, lookAt } = await import('./watch-notebooks.ts');
  const watched = new Map<string, WatchedNotebook>();
  let changed = notebooks;
  while (!signal.aborted) {
    // As they are before the run: what changes during it is run again.
    for (const path of changed) watched.set(path, await lookAt(path));
    await runAll(changed);
    changed = await changedNotebooks([...watched.values()], signal);
  }
  return 'stopped';
}

function target(path: string, out: string | undefined): string {
  return out === undefined ? path : join(out, basename(path));
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new ParameterError('--timeout', `--timeout: must be seconds above 0, got ${JSON.stringify(text)}`);
}
