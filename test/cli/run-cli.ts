import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The command line's entry. */
export const BIN: string = fileURLToPath(new URL('../../bin/wt-dfn.mjs', import.meta.url));

/** What a command left. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `wt-dfn` as a person would, and waits for its end. */
export async function runCli(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    /** Beside this process's own. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly onStart?: (child: ChildProcess) => void;
  } = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  options.onStart?.(child);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}
