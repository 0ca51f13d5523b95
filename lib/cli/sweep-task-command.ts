import type { Command } from 'commander';
import { runTask } from '../experiments/sweep/run-task.ts';
import { TASK_EXIT } from '../experiments/sweep/task-process.ts';
import { commandLine } from './command-line.ts';
import { interruptible } from './interruptible.ts';
import { wholeNumber } from './numbers.ts';

/**
 * Adds `wt-dfn sweep run-task`, which executors call: one start of one task, in this process.
 * @param sweep - the command `wt-dfn sweep`
 */
export function addSweepTaskCommand(sweep: Command): void {
  sweep
    .command('run-task', { hidden: true })
    .description('run one task of a sweep in this process (for executors)')
    .argument('<folder>', "the task's folder")
    .option('--token <n>', 'the claim under which it is started')
    .action(task);
}

async function task(folder: string, flags: { readonly token?: string }): Promise<void> {
  const say = (line: string): void => {
    process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  };
  const token = flags.token === undefined ? undefined : wholeNumber('--token', flags.token, 1);
  say(`process ${process.pid} starts on ${folder}`);
  const outcome = await interruptible(say, 'stopping at a checkpoint', (signal) =>
    runTask(folder, { token, signal, command: commandLine(), say }),
  );
  if (outcome.status === 'finished') {
    say('finished');
  } else {
    say(outcome.further ? 'stopped at a checkpoint' : 'stopped before it had got any further');
    process.exitCode = outcome.further ? TASK_EXIT.stopped : 1;
  }
}
