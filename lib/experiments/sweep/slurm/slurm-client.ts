import { execFile } from 'node:child_process';
import { ExecutorError } from '../../../core/errors/executor-error.ts';

/** One of an array's tasks, as the controller sees it. */
export interface QueuedTask {
  /** Index in its array. */
  readonly index: number;
  /** Slurm's word: `PENDING`, `RUNNING`, `TIMEOUT`, …. */
  readonly state: string;
  /** Why it is pending, or how it ended. */
  readonly reason: string;
  readonly node: string;
}

/** What the controller says of an array: its tasks, nothing where it has forgotten the job. */
export type QueueAnswer = readonly QueuedTask[] | 'no answer';

/** The calls that a sweep makes of Slurm; tests put others in their place. */
export interface SlurmClient {
  /**
   * Submits a job.
   * @returns its id; without an answer, nobody knows whether it has been submitted
   * @throws {ExecutorError} if there is no Slurm here, or it refuses the job
   */
  submit(parameters: readonly string[]): Promise<{ readonly job: string } | 'no answer'>;
  /** What has become of an array; never "nothing" for lack of an answer. */
  queue(job: string): Promise<QueueAnswer>;
  /** The ids of the jobs of a name, of what the controller remembers. */
  jobsNamed(name: string): Promise<readonly string[] | 'no answer'>;
  /** How an array's tasks ended, by index, where the site keeps accounts: `TIMEOUT`, `NODE_FAIL`. */
  endings(job: string): Promise<ReadonlyMap<number, string>>;
}

/** Milliseconds after which a call counts as unanswered: with the controller away, a client hangs for 9 to 18 s. */
const PATIENCE = 30_000;

/** What the commands say where the controller is away, rather than of a mind to refuse. */
const NO_CONTACT =
  /unable to contact|socket timed out|connection refused|zero bytes were transmitted|communication/i;

/** States in which a task will not run any more, unless somebody submits it anew. */
const ENDED = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
]);

/**
 * Whether Slurm will do no more for a task.
 * @param state - Slurm's word
 */
export function hasEnded(state: string): boolean {
  return ENDED.has(state);
}

/** The commands of the Slurm that is installed here. */
export const SLURM: SlurmClient = {
  async submit(parameters) {
    const { code, output, errors } = await call('sbatch', parameters);
    const job = /^(\d+)(?:;|$)/m.exec(output.trim())?.[1];
    if (code === 0 && job !== undefined) return { job };
    if (errors.trim() === '' || NO_CONTACT.test(errors)) return 'no answer';
    throw new ExecutorError(`slurm: sbatch refused the job: ${oneLine(errors, code)}`);
  },
  async queue(job) {
    const format = '%F|%K|%T|%r|%N';
    const { code, output, errors } = await call('squeue', ['-h', '-r', '-t', 'all', '-j', job, '-o', format]);
    if (code === 0) return parseQueue(output, job);
    // The job has ended, MinJobAge ago or more; every other failure says nothing about it.
    return errors.includes('Invalid job id') ? [] : 'no answer';
  },
  async jobsNamed(name) {
    const { code, output } = await call('squeue', ['-h', '-t', 'all', `--name=${name}`, '-o', '%F']);
    return code === 0 ? [...new Set(output.split('\n').filter((line) => line !== ''))] : 'no answer';
  },
  async endings(job) {
    const answer = await call('sacct', ['-n', '-P', '-X', '-j', job, '-o', 'JobID,State']).catch(
      () => undefined,
    );
    const endings = new Map<number, string>();
    if (answer?.code !== 0) return endings; // most small sites keep no accounts
    for (const line of answer.output.split('\n')) {
      const [, index, state] = /^\d+_(\d+)\|(\w+)/.exec(line) ?? [];
      if (index !== undefined && state !== undefined) endings.set(Number(index), state);
    }
    return endings;
  },
};

/**
 * Reads what squeue printed with `-o '%F|%K|%T|%r|%N'`.
 * @param output - its lines
 * @param job - the array's id; lines of other jobs are left out
 */
export function parseQueue(output: string, job: string): QueuedTask[] {
  return output.split('\n').flatMap((line) => {
    const [array, index, state, reason = '', node = ''] = line.trim().split('|');
    if (array !== job || state === undefined || !/^\d+$/.test(index ?? '')) return [];
    return { index: Number(index), state, reason, node };
  });
}

interface Answer {
  /** 1 where it had to be ended. */
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function call(program: string, parameters: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      parameters,
      { timeout: PATIENCE, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 },
      (error, output, errors) => {
        if (error?.code === 'ENOENT') {
          reject(
            new ExecutorError(
              `slurm: there is no ${program} on this machine; run the sweep where Slurm's commands are, or with --executor local`,
              { cause: error },
            ),
          );
          return;
        }
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, output, errors });
      },
    );
  });
}

function oneLine(errors: string, code: number): string {
  const [first] = errors.split('\n').filter((line) => line.trim() !== '');
  return first?.replace(/^sbatch: error: /, '') ?? `no answer (exit code ${code})`;
}
