import { spawn } from 'node:child_process';
import { constants, accessSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AbortError } from '../../core/errors/abort-error.ts';

/** How a program ended. */
export interface ProgramResult {
  /** Exit code; undefined where it was killed or never started. */
  readonly code: number | undefined;
  /** What killed it, or why it did not start. */
  readonly failure: string | undefined;
  /** The last 64 KB of what it wrote. */
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a program. */
export interface ProgramOptions {
  readonly signal?: AbortSignal | undefined;
  /** Variables beside our own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Kill it after so many seconds. */
  readonly timeoutSeconds?: number;
}

const KEPT = 65_536;

/**
 * Runs a program with an argument array (never through a shell) and keeps the end of what it writes.
 * @param program - a name on the PATH or a path
 * @param args - its arguments, as they are
 * @param options - signal, environment, time limit
 * @throws {AbortError} once the signal is aborted; the program is ended first
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const { signal, environment = {}, timeoutSeconds } = options;
  const result = await new Promise<ProgramResult>((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(signal === undefined ? {} : { signal }),
      ...(timeoutSeconds === undefined ? {} : { timeout: timeoutSeconds * 1000, killSignal: 'SIGKILL' }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-KEPT)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-KEPT)));
    child.on('error', (error) => {
      resolve({ code: undefined, failure: error.message, stdout, stderr });
    });
    child.on('close', (code, killedBy) => {
      resolve({ code: code ?? undefined, failure: killedBy ?? undefined, stdout, stderr });
    });
  });
  if (signal?.aborted === true) throw new AbortError(`${program}: stopped on request`);
  return result;
}

/**
 * Where a program lies on the PATH, without starting it.
 * @param name - the program, without folders
 */
export function findExecutable(name: string): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      try {
        accessSync(path, constants.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not here: the next folder.
      }
    }
  }
  return undefined;
}
