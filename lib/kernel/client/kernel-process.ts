import { spawn, type ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { KernelError } from '../../core/errors/kernel-error.ts';
import type { KernelSpec } from './kernel-spec.ts';

/** How a kernel's process is started. */
export interface KernelProcessOptions {
  readonly spec: KernelSpec;
  readonly connectionFile: string;
  /** Folder that the kernel works in. */
  readonly cwd?: string | undefined;
  /** Environment variables beside this process's own and those of the kernelspec. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Folder of the kernelspec, for `{resource_dir}`. */
  readonly resourceFolder?: string | undefined;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started at all. */
  readonly error?: Error;
}

/** Characters of the error stream that are kept, to tell why a kernel died. */
const KEPT = 4000;
/** Milliseconds to wait for them after its end. */
const LAST_WORDS = 100;

/** A kernel's process with all that it starts: a group of its own, out of the terminal's reach. */
export class KernelProcess {
  /** Settles when the process has ended, or could not be started; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Once it has ended. */
  end: ProcessEnd | undefined;
  readonly #child: ChildProcess;
  readonly #program: string;
  #lastWords = '';

  constructor({ spec, connectionFile, cwd, env, resourceFolder }: KernelProcessOptions) {
    const [program = '', ...parameters] = spec.argv.map((word) =>
      word
        .replaceAll('{connection_file}', () => connectionFile)
        .replaceAll('{resource_dir}', () => resourceFolder ?? dirname(connectionFile)),
    );
    this.#program = program;
    this.#child = spawn(program, parameters, {
      cwd,
      detached: process.platform !== 'win32', // there it would open a window
      stdio: ['ignore', 'pipe', 'pipe'],
      // JPY_PARENT_PID tells a kernel whose end is its own end.
      env: { ...process.env, ...expanded(spec.env), ...env, JPY_PARENT_PID: String(process.pid) },
    });
    this.#child.stdout?.resume(); // what a kernel prints past Jupyter is nobody's; a full pipe would stop it
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-KEPT);
    });
    process.on('exit', this.kill);
    this.ended = new Promise((resolve) => {
      const finish = (end: ProcessEnd): void => {
        if (this.end !== undefined) return;
        this.kill(); // whatever it has started does not outlive it
        this.end = end;
        process.off('exit', this.kill);
        // Its last words may still be in the pipe; a process that it left elsewhere may hold the pipe open for ever.
        const close = (): void => {
          clearTimeout(timer);
          this.#child.stdout?.destroy();
          this.#child.stderr?.destroy();
          resolve(end);
        };
        const timer = setTimeout(close, LAST_WORDS);
        this.#child.once('close', close);
      };
      this.#child.once('error', (error) => {
        finish({ code: null, signal: null, error });
      });
      this.#child.once('exit', (code, signal) => {
        finish({ code, signal });
      });
    });
  }

  /** Number of the process, where it could be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends SIGINT to the kernel and all that it has started, as Ctrl-C in a terminal does. */
  interrupt(): void {
    this.#signal('SIGINT');
  }

  /** Ends the kernel and all that it has started at once. */
  readonly kill = (): void => {
    this.#signal('SIGKILL');
  };

  /** What happened to it, as the end of a sentence: "ended with exit code 3 (out of memory)". */
  describeEnd(): string {
    const { code, signal, error } = this.end ?? {};
    if (error !== undefined) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return missing
        ? `cannot be started: ${this.#program} is not there`
        : `cannot be started: ${error.message}`;
    }
    const how =
      code === null || code === undefined ? `was ended by ${String(signal)}` : `ended with exit code ${code}`;
    const lines = this.#lastWords.trim().split('\n');
    // Node ends with its version, after the error and the stack.
    const words = (
      lines.findLast((line) => /^[\w ]*(error|exception)\b[^:]*:/i.test(line)) ??
      lines.at(-1) ??
      ''
    ).trim();
    const hint = words === '' && signal === 'SIGKILL' ? 'out of memory?' : words;
    return hint === '' ? how : `${how} (${hint})`;
  }

  /** @returns the error for requests that this process can no longer answer */
  failure(name: string): KernelError {
    return new KernelError(
      this.end?.error === undefined ? 'died' : 'start',
      `kernel ${name}: ${this.describeEnd()}`,
    );
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined || this.end !== undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // Nobody is left in the group.
    }
  }
}

/** Values of a kernelspec's environment, with `${NAME}` put in where there is such a variable. */
function expanded(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{(\w+)\}/g, (whole, variable: string) => process.env[variable] ?? whole),
    ]),
  );
}
