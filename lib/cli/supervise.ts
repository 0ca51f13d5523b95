import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { processEnvironment } from '../engine/native-environment.ts';

/** What the supervising process tells the computing one. */
export interface StopMessage {
  readonly stop: 'SIGINT' | 'SIGTERM' | 'SIGHUP';
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command in a second process that no signal reaches, and passes Ctrl-C on to it as a message.
 *
 * A signal that strikes a computing process can destroy it: some of oneDNN's kernels (TensorFlow's matrix products on
 * AVX processors) put the stack pointer into a heap buffer, and the system writes the handler's frame below it. So the
 * computing process is a session of its own, out of the terminal's reach, and installs no handlers. It is also the
 * way to give it memory settings, which the C library reads at its start.
 * @param script - of the second process, absolute path
 * @param parameters - its parameters
 * @returns the exit code to end with
 */
export async function supervise(script: string, parameters: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, script, ...parameters], {
    detached: process.platform !== 'win32', // there it would open a window
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...processEnvironment(), WT_DFN_SUPERVISED: '1' },
  });
  const wasAsked = passSignalsOn(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code !== null) {
        resolve(code);
      } else if (wasAsked()) {
        resolve(130);
      } else {
        // Nobody else would say so: the shell sees an ordinary exit code.
        process.stderr.write(
          `\nwt-dfn: the computing process was ended by ${String(signal)} (out of memory?); what it had finished is kept, and train goes on with --resume\n`,
        );
        resolve(128 + constants.signals[signal ?? 'SIGKILL']);
      }
    });
  });
}

/** @returns tells whether a stop has been asked for */
function passSignalsOn(child: ChildProcess): () => boolean {
  let asked = false;
  for (const stop of FORWARDED) {
    process.on(stop, () => {
      // The first asks it to stop at a safe place; the second is meant.
      if (asked || !child.connected) child.kill('SIGKILL');
      else child.send({ stop } satisfies StopMessage);
      asked = true;
    });
  }
  if (process.platform === 'win32') return () => asked;
  // Ctrl-Z: neither signal runs a handler in the child, so both are safe for it.
  process.on('SIGTSTP', () => {
    child.kill('SIGSTOP');
    process.kill(process.pid, 'SIGSTOP');
  });
  process.on('SIGCONT', () => child.kill('SIGCONT'));
  return () => asked;
}

const listeners = new Set<() => void>();

/**
 * In the second process: from now on, a request to stop ends it at once, unless {@link onStopRequest} has somebody who
 * knows better. The end of the supervising process is such a request. Without one, signals do what they always do.
 */
export function listenForStops(): void {
  const stop = (): void => {
    if (listeners.size === 0) process.exit(130);
    for (const listener of [...listeners]) listener();
  };
  process.on('message', (message) => {
    if (typeof message === 'object' && message !== null && 'stop' in message) stop();
  });
  process.on('disconnect', stop);
  process.channel?.unref(); // listening does not keep the process alive
}

/** Whether long work is on that can be stopped in order, so that nothing else may end the process. */
export function canStopInOrder(): boolean {
  return listeners.size > 0;
}

/**
 * Calls back when the person wants this process to stop.
 * @param listener - is called once for each request
 * @returns ends the listening
 */
export function onStopRequest(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
