import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { expandSweep } from '../experiments/sweep/expand-sweep.ts';
import { loadSweep } from '../experiments/sweep/load-sweep.ts';
import { hasEnded } from '../experiments/sweep/slurm/slurm-client.ts';
import { queuedTasks } from '../experiments/sweep/slurm/run-on-slurm.ts';
import { sweepStatus } from '../experiments/sweep/sweep-status.ts';
import { sweepPath } from '../experiments/sweep/sweep-folder.ts';
import { tableLines } from './sweep-table.ts';

/**
 * Adds `wt-dfn sweep status`.
 * @param sweep - the command `wt-dfn sweep`
 */
export function addSweepStatusCommand(sweep: Command): void {
  sweep
    .command('status')
    .description('say how a sweep stands, whoever runs it')
    .argument('<spec>', 'as for wt-dfn sweep')
    .action((path: string, _flags: unknown, command: Command) =>
      status(path, command.optsWithGlobals<{ readonly store: string; readonly json?: true }>()),
    );
}

/** Long enough for a start that is at work to report anew. */
const LOOK = 5000;

async function status(path: string, flags: { readonly store: string; readonly json?: true }): Promise<void> {
  const plan = await expandSweep(await loadSweep(path), path);
  const folder = sweepPath(flags.store, plan.spec.name);
  const snapshot = await sweepStatus(folder, plan.tasks, () => sleep(LOOK));
  // Throws where tasks were submitted, and this machine has no Slurm: then the files are all that can be told.
  const queue = await queuedTasks(folder).catch(() => undefined);
  const queued = queue === undefined ? [] : [...queue].filter(([, { state }]) => !hasEnded(state));
  if (flags.json === true) {
    const jobs = queued.map(([task, { job, index, state, node }]) => ({
      task,
      job: `${job}_${index}`,
      state,
      node,
    }));
    process.stdout.write(`${JSON.stringify({ sweep: folder, ...snapshot, queue: jobs }, undefined, 2)}\n`);
    return;
  }
  for (const { id, reason } of snapshot.failed) process.stdout.write(`  ${id}: ${reason}\n`);
  for (const line of tableLines(snapshot)) process.stdout.write(`${line}\n`);
  if (queue === undefined) {
    process.stdout.write('Slurm does not answer here: what is queued is not known\n');
  } else if (queued.length > 0) {
    const count = (state: string): number => queued.filter(([, task]) => task.state === state).length;
    process.stdout.write(`Slurm: ${count('RUNNING')} running, ${count('PENDING')} pending\n`);
  }
}
