import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { ExecutorError, runOnSlurm, type OpenSweep, type SweepEvent } from 'wt-dfn';
import { decideTask, publishTask } from '../../../../lib/experiments/sweep/finish-task.ts';
import { claimTask } from '../../../../lib/experiments/sweep/task-claim.ts';
import { ProgressFile } from '../../../../lib/experiments/sweep/task-progress.ts';
import { beginAttempt } from '../../../../lib/experiments/sweep/task-attempt.ts';
import {
  parseQueue,
  type QueueAnswer,
  type QueuedTask,
  type SlurmClient,
} from '../../../../lib/experiments/sweep/slurm/slurm-client.ts';
import {
  sbatchParameters,
  shellQuoted,
  slurmScript,
  type SlurmJob,
} from '../../../../lib/experiments/sweep/slurm/slurm-script.ts';
import { readSubmissions } from '../../../../lib/experiments/sweep/slurm/slurm-submissions.ts';
import { drawTinyDataset, temporaryFolder } from '../../../training/tiny-dataset.ts';
import { openTiny, tinySpec } from '../tiny-sweep.ts';

/** A cluster of words: what it answers is what the test says at each question, the last answer for ever. */
class FakeSlurm implements SlurmClient {
  readonly jobs: { readonly job: string; readonly tasks: number; readonly name: string }[] = [];
  /** What becomes of task `index` of job `job` at the n-th question about it. */
  readonly #course: (job: number, index: number, question: number) => Promise<string> | string;
  readonly #questions = new Map<string, number>();
  /** Questions (submissions included) that get no answer. */
  silence = 0;
  /** Submissions that arrive, but whose answer is lost. */
  lost = 0;

  constructor(course: (job: number, index: number, question: number) => Promise<string> | string) {
    this.#course = course;
  }

  submit(parameters: readonly string[]): Promise<{ job: string } | 'no answer'> {
    if (this.#isSilent()) return Promise.resolve('no answer');
    const value = (name: string): string =>
      parameters.find((each) => each.startsWith(name))!.slice(name.length);
    const job = String(100 + this.jobs.length);
    this.jobs.push({
      job,
      tasks: Number(/^0-(\d+)/.exec(value('--array='))![1]) + 1,
      name: value('--job-name='),
    });
    if (this.lost-- > 0) return Promise.resolve('no answer');
    return Promise.resolve({ job });
  }

  async queue(job: string): Promise<QueueAnswer> {
    if (this.#isSilent()) return 'no answer';
    const number = this.jobs.findIndex((each) => each.job === job);
    const question = (this.#questions.get(job) ?? 0) + 1;
    this.#questions.set(job, question);
    const answer: QueuedTask[] = [];
    for (let index = 0; index < this.jobs[number]!.tasks; index++) {
      const state = await this.#course(number, index, question);
      if (state !== 'forgotten') answer.push({ index, state, reason: 'None', node: 'n1' });
    }
    return answer;
  }

  jobsNamed(name: string): Promise<readonly string[] | 'no answer'> {
    if (this.#isSilent()) return Promise.resolve('no answer');
    return Promise.resolve(this.jobs.filter((each) => each.name === name).map(({ job }) => job));
  }

  endings(): Promise<ReadonlyMap<number, string>> {
    return Promise.resolve(new Map([[0, 'NODE_FAIL']]));
  }

  #isSilent(): boolean {
    return this.silence-- > 0;
  }
}

describe('runOnSlurm, of a cluster that we play', function () {
  this.timeout(60_000);
  const temporary = temporaryFolder();
  let data = '';
  let number = 0;
  before(async () => {
    data = await drawTinyDataset(temporary.path, { subjects: 4, cells: 1 });
  });
  after(temporary.remove);

  const open = (retries = 1): Promise<OpenSweep> =>
    openTiny(temporary.path, tinySpec(data, { name: `s${number++}`, executor: { kind: 'slurm', retries } }));
  /** What the task itself does on its node. */
  const finish = async (sweep: OpenSweep, index: number): Promise<void> => {
    const { id } = sweep.tasks[index]!;
    const task = join(sweep.path, id);
    const { token } = await claimTask(task);
    await decideTask(task, {
      task: id,
      token,
      finished: '',
      secondsPerEpoch: 1,
      passes: 1,
      peakMiB: 1,
      testImages: 1,
      scores: { weightedF1: 1, auroc: 1 },
    });
    await publishTask(task);
  };
  const run = async (sweep: OpenSweep, client: FakeSlurm, signal?: AbortSignal) => {
    const events: { event: SweepEvent; details: Readonly<Record<string, unknown>> }[] = [];
    const outcome = await runOnSlurm(sweep, {
      client,
      pollEvery: 10,
      silence: 50,
      signal,
      onEvent: (event, details) => events.push({ event, details }),
    });
    const count = (event: SweepEvent): number => events.filter((each) => each.event === event).length;
    return { outcome, events, count };
  };

  it('submits one array, waits, and is done when the tasks say so', async () => {
    const sweep = await open();
    const client = new FakeSlurm(async (_job, index, question) => {
      if (question === 3) await finish(sweep, index);
      return question < 2 ? 'PENDING' : question < 3 ? 'RUNNING' : 'COMPLETED';
    });
    const { outcome, count } = await run(sweep, client);
    assert.equal(outcome.status, 'finished');
    assert.deepEqual(
      client.jobs.map(({ tasks }) => tasks),
      [2],
    );
    assert.equal(count('finished'), 2);
  });

  it('never takes silence for "no jobs"', async () => {
    const sweep = await open();
    const client = new FakeSlurm(async (_job, index, question) => {
      if (question === 2) client.silence = 15;
      if (question === 3) await finish(sweep, index);
      return 'RUNNING';
    });
    const { outcome, count } = await run(sweep, client);
    assert.equal(outcome.status, 'finished');
    assert.equal(client.jobs.length, 1);
    assert.equal(count('crashed'), 0);
    assert.ok(count('no-answer') >= 1);
  });

  it('finds a job whose answer was lost, rather than submit it twice', async () => {
    const sweep = await open();
    const client = new FakeSlurm(async (_job, index, question) => {
      if (question === 3) await finish(sweep, index);
      return 'RUNNING';
    });
    client.lost = 1;
    const { outcome } = await run(sweep, client);
    assert.equal(outcome.status, 'finished');
    assert.equal(client.jobs.length, 1);
    assert.deepEqual(
      (await readSubmissions(sweep.path)).map(({ job }) => job),
      ['100'],
    );
  });

  it('submits again only what Slurm has dropped unfinished, as often as is stated', async () => {
    const sweep = await open(1);
    const client = new FakeSlurm(async (job, index, question) => {
      if (job === 0 && index === 0 && question === 2) await finish(sweep, 0);
      if (question < 3) return 'RUNNING';
      return job === 0 && index === 1 ? 'TIMEOUT' : 'forgotten';
    });
    const { outcome, events, count } = await run(sweep, client);
    assert.equal(outcome.status, 'failed');
    assert.deepEqual(
      client.jobs.map(({ tasks }) => tasks),
      [2, 1],
    );
    assert.equal(count('crashed'), 2);
    assert.match(
      String(events.find(({ event }) => event === 'crashed')?.details.reason),
      /ended unfinished \(TIMEOUT\)/,
    );
    assert.match(outcome.snapshot.failed[0]!.reason, /ended unfinished \(TIMEOUT\), 2 times/);

    // Resumed, the one that is missing gets its chances anew, and the other is left alone.
    const again = new FakeSlurm(async (_job, index, question) => {
      assert.equal(index, 0);
      if (question === 2) await finish(sweep, 1);
      return 'RUNNING';
    });
    again.jobs.push(...client.jobs);
    const second = new FakeSlurm(() => 'RUNNING');
    second.jobs.push(...client.jobs);
    second.queue = (job) => (Number(job) < 102 ? Promise.resolve([]) : again.queue(job));
    second.submit = (parameters) => again.submit(parameters);
    assert.equal((await run(sweep, second)).outcome.status, 'finished');
    assert.deepEqual(
      again.jobs.slice(2).map(({ tasks }) => tasks),
      [1],
    );
  });

  it('leaves alone what is queued or running, of whichever controller', async () => {
    const sweep = await open();
    const stop = new AbortController();
    const first = new FakeSlurm((_job, _index, question) => {
      if (question === 2) stop.abort();
      return 'PENDING';
    });
    assert.equal((await run(sweep, first, stop.signal)).outcome.status, 'stopped');
    const second = new FakeSlurm(async (_job, index, question) => {
      if (question === 4) await finish(sweep, index);
      return question < 3 ? 'PENDING' : 'RUNNING';
    });
    second.jobs.push(...first.jobs);
    const { outcome, count } = await run(sweep, second);
    assert.equal(outcome.status, 'finished');
    assert.equal(count('submitted'), 0);
  });

  it('gives up a task that says that it cannot work', async () => {
    const sweep = await open(5);
    const client = new FakeSlurm(async (_job, index, question) => {
      if (index === 0 && question === 2) await finish(sweep, 0);
      if (index === 1 && question === 2) {
        const task = join(sweep.path, sweep.tasks[1]!.id);
        const { token } = await claimTask(task);
        await beginAttempt(task, token);
        const progress = new ProgressFile(task, token);
        progress.note({ status: 'failed', error: 'the data have gone', hopeless: true });
        await progress.beat();
      }
      return question < 2 ? 'RUNNING' : 'FAILED';
    });
    const { outcome } = await run(sweep, client);
    assert.equal(outcome.status, 'failed');
    assert.deepEqual(outcome.snapshot.failed, [{ id: sweep.tasks[1]!.id, reason: 'the data have gone' }]);
    assert.equal(client.jobs.length, 1);
  });

  it('says that there is no Slurm here', async () => {
    const sweep = await open();
    const client = new FakeSlurm(() => 'RUNNING');
    client.submit = () => Promise.reject(new ExecutorError('slurm: there is no sbatch on this machine'));
    await assert.rejects(run(sweep, client), /there is no sbatch/);
  });
});

describe('what Slurm is given and gives', function () {
  this.timeout(30_000);
  const temporary = temporaryFolder();
  after(temporary.remove);
  const job = (change: Partial<SlurmJob> = {}): SlurmJob => ({
    name: 'wt-dfn-a-1',
    sweep: '/store/a',
    script: '/store/a/slurm/0001.sh',
    list: '/store/a/slurm/0001.tasks',
    tasks: 24,
    from: '/work',
    executor: {
      parallel: 4,
      limitHours: 1.51,
      memoryMiB: 900,
      threads: 3,
      slurm: { partition: 'gpu', gpus: 1, signalSeconds: 60, extra: ['--constraint=a b'] },
    },
    ...change,
  });

  it('are arguments by list, the limit in whole minutes', () => {
    assert.deepEqual(sbatchParameters(job({ sweep: '/100%/a' })), [
      '--parsable',
      '--array=0-23%4',
      '--job-name=wt-dfn-a-1',
      '--requeue',
      '--open-mode=append',
      '--kill-on-invalid-dep=yes',
      '--signal=B:USR1@60',
      '--mem=900M',
      '--cpus-per-task=3',
      '--time=91',
      '--partition=gpu',
      '--gres=gpu:1',
      '--chdir=/work',
      '--output=/100%%/a/logs/slurm-%A_%a.log',
      '--constraint=a b',
      '/store/a/slurm/0001.sh',
    ]);
  });

  it('quote any text for the shell', function () {
    if (process.platform === 'win32') this.skip();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        fc.pre(!text.includes('\u0000') && Buffer.from(text).toString() === text);
        const printed = execFileSync('/bin/sh', ['-c', `printf %s ${shellQuoted(text)}`]);
        assert.equal(printed.toString(), text);
      }),
      { numRuns: 25 },
    );
  });

  it('is read line by line, other jobs and arrays as a whole left out', () => {
    const output =
      '17|0|RUNNING|None|n1\n17|1|PENDING|Resources|\n18|0|RUNNING|None|n2\n17|N/A|PENDING|None|\n\n';
    assert.deepEqual(parseQueue(output, '17'), [
      { index: 0, state: 'RUNNING', reason: 'None', node: 'n1' },
      { index: 1, state: 'PENDING', reason: 'Resources', node: '' },
    ]);
  });

  /** Runs the script with a program in Node's place, and one in scontrol's that notes its parameters. */
  const runScript = async (program: string, signal: NodeJS.Signals | undefined) => {
    const folder = join(temporary.path, `it's ${signal ?? 'calm'} ${program.length}`);
    const [sweep, bin] = [join(folder, 'sweep $(x)'), join(folder, 'bin')];
    mkdirSync(join(sweep, 'logs'), { recursive: true });
    mkdirSync(bin);
    const list = join(folder, 'tasks');
    writeFileSync(list, 'first\nsecond\n');
    writeFileSync(join(bin, 'scontrol'), `#!/bin/sh\necho "$@" > "${join(folder, 'requeued')}"\n`);
    writeFileSync(join(bin, 'node'), `#!/bin/bash\n${program}\n`);
    for (const name of ['scontrol', 'node']) chmodSync(join(bin, name), 0o755);
    const text = slurmScript(job({ sweep, list }));
    const script = join(folder, 'job.sh');
    writeFileSync(script, text.replace(/^node=.*$/m, `node=${shellQuoted(join(bin, 'node'))}`));
    const child = spawn('/bin/bash', [script], {
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH ?? ''}`,
        SLURM_ARRAY_TASK_ID: '1',
        SLURM_JOB_ID: '42',
      },
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const log = join(sweep, 'logs', 'second.log');
    const read = (path: string): string => {
      try {
        return readFileSync(path, 'utf8').trim();
      } catch {
        return '';
      }
    };
    if (signal !== undefined) {
      while (!read(log).includes('ready')) await setTimeout(10);
      child.kill(signal);
    }
    return { code: await ended, log: read(log), requeued: read(join(folder, 'requeued')), sweep };
  };
  const waiting = (code: number): string =>
    `trap 'sleep 0.3; exit ${code}' TERM; echo ready; while :; do sleep 0.05; done`;

  it('run the task of the array by its line, and pass its exit code on', async function () {
    if (process.platform === 'win32') this.skip();
    const { code, log, requeued, sweep } = await runScript(
      'shift; echo "$WT_DFN_THREADS $@"; exit 7',
      undefined,
    );
    assert.equal(code, 7);
    assert.equal(log, `3 sweep run-task ${sweep}/second`);
    assert.equal(requeued, '');
  });

  it('ask for a checkpoint before the limit, wait for it, and queue the job anew where it has got further', async function () {
    if (process.platform === 'win32') this.skip();
    const further = await runScript(waiting(75), 'SIGUSR1');
    assert.deepEqual([further.code, further.requeued], [75, 'requeue 42']);
    const stuck = await runScript(waiting(1), 'SIGUSR1');
    assert.deepEqual([stuck.code, stuck.requeued], [1, '']);
  });
});
