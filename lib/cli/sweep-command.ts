import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { estimateSweep, type SweepEstimate } from '../experiments/sweep/sweep-estimate.ts';
import { expandSweep, type SweepPlan } from '../experiments/sweep/expand-sweep.ts';
import { readFinished, type FinishedTask } from '../experiments/sweep/finish-task.ts';
import { loadSweep } from '../experiments/sweep/load-sweep.ts';
import { runLocally } from '../experiments/sweep/run-locally.ts';
import { runOnSlurm } from '../experiments/sweep/slurm/run-on-slurm.ts';
import { openSweep, sweepPath, taskPath } from '../experiments/sweep/sweep-folder.ts';
import type { SweepOutcome } from '../experiments/sweep/sweep-outcome.ts';
import type { SweepExecutor, SweepSpec } from '../experiments/sweep/sweep-spec.ts';
import { interruptible } from './interruptible.ts';
import { wholeNumber } from './numbers.ts';
import { addSweepStatusCommand } from './sweep-status-command.ts';
import { summaryLine, sweepTable } from './sweep-table.ts';
import { addSweepTaskCommand } from './sweep-task-command.ts';

interface SweepFlags {
  readonly store: string;
  readonly executor?: string;
  readonly parallel?: string;
  readonly limitHours?: string;
  readonly resume?: true;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `wt-dfn sweep` with its parts. */
export function addSweepCommand(program: Command): void {
  const command = program
    .command('sweep')
    .description(
      'train and evaluate every combination of variants, folds and seeds, here or on a Slurm cluster',
    )
    .argument('<spec>', 'JSON file, or TypeScript whose default export is defineSweep({ … })')
    .option('--store <dir>', 'folder of all runs; the sweep gets a folder of its name there', 'runs')
    .option('--executor <local|slurm>', "where tasks run (default: the spec's, else local)")
    .option('--parallel <n>', "tasks at a time, in place of the spec's")
    .option(
      '--limit-hours <h>',
      "hours after which a task makes its checkpoint and is started anew, in place of the spec's",
    )
    .option('--resume', 'go on with a sweep that has begun: what is missing is done, nothing twice')
    .option('--dry-run', 'say how many runs, passes and hours, and stop')
    .option('--json', 'print the result as JSON, and nothing else')
    .option('--quiet', 'no table')
    .addHelpText(
      'after',
      `
A spec, as JSON or TypeScript (docs/sweeps.md has every key):
  {
    "name": "streams", "data": "C-NMC_Leukemia", "preset": "quick", "seeds": [1, 2, 3],
    "axes": {"streams": {"ternary": {}, "raw": {"set": {"streams.used": ["raw"], "training.vote": "raw"}}}},
    "folds": {"parts": 3}
  }

Examples:
  $ wt-dfn sweep streams.json --dry-run
  $ wt-dfn sweep streams.json --parallel 2
  $ wt-dfn sweep streams.json --resume --executor slurm
  $ wt-dfn sweep status streams.json`,
    )
    .action(sweep);
  addSweepStatusCommand(command);
  addSweepTaskCommand(command);
}

async function sweep(path: string, flags: SweepFlags): Promise<void> {
  const table = sweepTable({ silent: flags.json === true || flags.quiet === true });
  const spec = withFlags(await loadSweep(path), flags);
  const plan = await expandSweep(spec, path);
  for (const note of plan.notes) table.say(note);
  if (flags.dryRun === true) {
    await dryRun(plan, flags);
    return;
  }
  const onSlurm = spec.executor?.kind === 'slurm';
  const opened = await openSweep(plan, { store: flags.store, resume: flags.resume === true });
  const outcome = await interruptible(
    table.say,
    onSlurm
      ? 'sweep: leaving; the jobs go on, and --resume watches them again'
      : 'sweep: stopping every task at a checkpoint; once more ends at once',
    async (signal) => {
      try {
        const options = { signal, onSnapshot: table.show, onEvent: table.tell };
        return await (onSlurm ? runOnSlurm(opened, options) : runLocally(opened, options));
      } finally {
        table.stop();
      }
    },
  );
  report(opened.path, outcome, { flags, spec: path });
}

/** The spec with what the command says in its place. */
function withFlags(spec: SweepSpec, { executor, parallel, limitHours }: SweepFlags): SweepSpec {
  if (executor !== undefined && executor !== 'local' && executor !== 'slurm') {
    throw new ParameterError(
      '--executor',
      `--executor: must be local or slurm, got ${JSON.stringify(executor)}`,
    );
  }
  const changed: SweepExecutor = {
    ...spec.executor,
    ...(executor === undefined ? {} : { kind: executor }),
    ...(parallel === undefined ? {} : { parallel: wholeNumber('--parallel', parallel, 1) }),
    ...(limitHours === undefined ? {} : { limitHours: hours(limitHours) }),
  };
  return { ...spec, executor: changed };
}

function hours(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new ParameterError(
    '--limit-hours',
    `--limit-hours: must be hours above 0, got ${JSON.stringify(text)}`,
  );
}

async function dryRun(plan: SweepPlan, flags: SweepFlags): Promise<void> {
  const path = sweepPath(flags.store, plan.spec.name);
  const finished: FinishedTask[] = [];
  if (existsSync(path)) {
    for (const { id } of plan.tasks) finished.push(...((await maybe(taskPath(path, id))) ?? []));
  }
  const estimate = estimateSweep(plan.tasks, finished);
  if (flags.json === true) {
    process.stdout.write(
      `${JSON.stringify({ ...estimate, tasks: plan.tasks.map(({ id }) => id) }, undefined, 2)}\n`,
    );
    return;
  }
  for (const { id, images } of plan.tasks) {
    process.stdout.write(
      `  ${id}: ${images.train.images} training, ${images.validation.images} validation, ${images.test.images} test images\n`,
    );
  }
  process.stdout.write(`${estimateWords(estimate, plan.spec)}\n`);
}

async function maybe(folder: string): Promise<FinishedTask[] | undefined> {
  const mark = await readFinished(folder);
  return mark === undefined ? undefined : [mark];
}

function estimateWords(estimate: SweepEstimate, spec: SweepSpec): string {
  const { runs, finished, passes, missingPasses, hours: alone, measured } = estimate;
  const parallel = spec.executor?.parallel;
  const shared =
    alone === null || parallel === undefined
      ? ''
      : `, ${(alone / parallel).toFixed(2)} with ${parallel} at a time`;
  const time =
    runs === finished
      ? 'none'
      : alone === null
        ? measured === 0
          ? 'not known before a first run has finished'
          : 'not known before a run of each kind (network, input size, streams, batch) has finished'
        : `about ${alone.toFixed(2)} one after another${shared}, by the rate of the ${measured} finished; evaluation not counted`;
  return [
    `runs: ${runs}, ${finished} finished, ${runs - finished} missing`,
    `training passes (images x streams x epochs): ${passes.toLocaleString('en')}, ${missingPasses.toLocaleString('en')} missing`,
    `hours: ${time}`,
  ].join('\n');
}

function report(
  path: string,
  { status, snapshot }: SweepOutcome,
  of: { flags: SweepFlags; spec: string },
): void {
  const { finished, failed, tasks } = snapshot;
  if (of.flags.json === true) {
    process.stdout.write(
      `${JSON.stringify({ sweep: path, status, tasks, finished, failed }, undefined, 2)}\n`,
    );
  } else {
    for (const { id, reason } of failed) process.stdout.write(`failed ${id}: ${reason}\n`);
    const next = status === 'finished' ? '' : `; go on with: wt-dfn sweep ${of.spec} --resume`;
    process.stdout.write(`${summaryLine(snapshot)}: ${path}${next}\n`);
  }
  if (status === 'stopped') process.exitCode = 130;
  if (status === 'failed') process.exitCode = 1;
}
