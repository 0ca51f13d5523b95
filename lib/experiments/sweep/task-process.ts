import { spawn, type ChildProcess } from 'node:child_process';
import { close, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../../core/make-folder.ts';
import { writeError } from '../../core/write-atomically.ts';
import { processEnvironment } from '../../engine/native-environment.ts';

/** The command line's entry, by which every task is run: in a process of its own. */
export const ENTRY: string = fileURLToPath(new URL('../../../bin/wt-dfn.mjs', import.meta.url));

/** What the command for one task exits with, beside a person's mistake (2) and a failure (1). */
export const TASK_EXIT = {
  finished: 0,
  /** Stopped at a checkpoint, further than before: worth another start. */
  stopped: 75,
  /** A newer start has taken the task over. */
  fenced: 3,
} as const;

/** A start of a task on this machine. */
export interface TaskProcess {
  readonly child: ChildProcess;
  /** Asks for a checkpoint and the end. */
  readonly stop: () => void;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/**
 * Where a task's own lines go.
 * @param sweep - the sweep's folder
 * @param id - of the task
 */
export function taskLog(sweep: string, id: string): string {
  return join(sweep, 'logs', `${id}.log`);
}

/**
 * Starts a task in a process of its own. It is out of the terminal's reach and installs no signal handlers, which could
 * destroy it (lib/cli/supervise.ts says why); it is asked to stop by a message, and stops by itself where we are gone.
 * @param sweep - the sweep's folder
 * @param start - task, claim and threads
 */
export async function startTask(
  sweep: string,
  { id, token, threads }: { readonly id: string; readonly token: number; readonly threads: number },
): Promise<TaskProcess> {
  const log = taskLog(sweep, id);
  let output: number;
  try {
    await makeFolder(join(sweep, 'logs'));
    output = openSync(log, 'a');
  } catch (error) {
    throw writeError(log, error);
  }
  const child = spawn(
    process.execPath,
    [ENTRY, 'sweep', 'run-task', join(sweep, id), '--token', String(token)],
    {
      detached: process.platform !== 'win32',
      stdio: ['ignore', output, output, 'ipc'],
      env: {
        ...process.env,
        ...processEnvironment(),
        WT_DFN_THREADS: process.env.WT_DFN_THREADS ?? String(threads),
        WT_DFN_SUPERVISED: '1',
      },
    },
  );
  close(output);
  return {
    child,
    stop: () => {
      if (child.connected) child.send({ stop: 'SIGTERM' }, () => undefined);
    },
    ended: new Promise((resolve) => {
      child.once('error', () => {
        resolve({ code: 1, signal: null });
      });
      child.once('exit', (code, signal) => {
        resolve({ code, signal });
      });
    }),
  };
}
