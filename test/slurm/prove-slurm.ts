// Called by test/slurm/run, which says what it needs.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expandSweep, loadSweep, type SweepSpec } from 'wt-dfn';
import { newestToken } from '../../lib/experiments/sweep/task-claim.ts';
import { BIN } from '../cli/run-cli.ts';
import { checkStore } from '../experiments/sweep/check-store.ts';
import { PROOF } from '../sweep/proof-spec.ts';
import { drawTinyDataset } from '../training/tiny-dataset.ts';

interface LogLine {
  readonly event: string;
  readonly pid: number;
  readonly task?: string;
  readonly tasks?: number;
  readonly node?: string;
}

const { WT_SLURM_DIR = '', WT_SLURM_SHARED = '' } = process.env;
const [, , up = ''] = process.argv;
const began = Date.now();
const say = (line: string): void => {
  process.stdout.write(`[${Math.round((Date.now() - began) / 1000)} s] ${line}\n`);
};
const kill = (daemon: string, signal: NodeJS.Signals): void => {
  const [pid = ''] = readFileSync(join(WT_SLURM_DIR, 'pid', daemon), 'utf8').split(' ');
  process.kill(Number(pid), signal);
};
const revive = (): void => {
  execFileSync(up, ['2'], { stdio: 'ignore' });
};
const until = async (what: string, ready: () => boolean, seconds: number): Promise<void> => {
  const end = Date.now() + 1000 * seconds;
  while (!ready()) {
    assert.ok(Date.now() < end, `${what}: not within ${seconds} s`);
    await setTimeout(500);
  }
};

const folder = mkdtempSync(join(WT_SLURM_SHARED, 'sweep-'));
const store = join(folder, 'runs');

/** One sweep with its controllers. */
class Proof {
  readonly spec: string;
  readonly path: string;
  readonly name: string;

  constructor(spec: SweepSpec) {
    this.name = spec.name;
    this.spec = join(folder, `${spec.name}.json`);
    this.path = join(store, spec.name);
    writeFileSync(this.spec, JSON.stringify(spec));
  }

  lines(event?: string): LogLine[] {
    let text: string;
    try {
      text = readFileSync(join(this.path, 'sweep-log.jsonl'), 'utf8');
    } catch {
      return []; // not yet there
    }
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine);
    return event === undefined ? lines : lines.filter((line) => line.event === event);
  }

  submitted(): number {
    return this.lines('submitted').reduce((sum, { tasks = 0 }) => sum + tasks, 0);
  }

  run(...more: string[]): { ended: Promise<number | null> } {
    const child = spawn(process.execPath, [BIN, 'sweep', this.spec, '--store', store, ...more], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.trimEnd().split('\n')) say(`${this.name}: ${line}`);
      });
    }
    return {
      ended: new Promise((resolve) =>
        child.once('exit', (code) => {
          resolve(code);
        }),
      ),
    };
  }

  async ids(): Promise<string[]> {
    return (await expandSweep(await loadSweep(this.spec))).tasks.map(({ id }) => id);
  }
}

try {
  const data = await drawTinyDataset(folder, { subjects: 4, cells: 2 });
  // Room for a machine with other work: a start that is asked to stop before its first step has got no further.
  const executor = { kind: 'slurm', threads: 1, memoryMiB: 500, limitHours: 0.1 } as const;
  const many = new Proof({ ...PROOF, data, executor });
  const long = new Proof({
    ...PROOF,
    name: 'long',
    data,
    axes: {},
    set: { ...PROOF.set, 'training.batch': 4, 'training.epochs': 150 },
    folds: { parts: 2, only: [1] },
    seeds: [1],
    executor: { ...executor, limitHours: 2 / 60, slurm: { signalSeconds: 60 } },
  });
  const [longTask = ''] = await long.ids();
  say('two sweeps on one store: 24 short tasks, and one that is longer than its limit of two minutes');
  const running = [long.run()];
  await until('the long task', () => long.submitted() === 1, 120);
  running.push(many.run());
  await until('first results', () => many.lines('finished').length >= 3, 300);

  const second = many.run('--resume');
  await until(
    'second controller',
    () => new Set(many.lines('sweep-began').map(({ pid }) => pid)).size === 2,
    60,
  );
  say('a second controller of the same sweep watches as well');

  kill('slurmctld', 'SIGTERM');
  say("Slurm's controller is away");
  await until('no answer', () => many.lines('no-answer').length > 0, 120);
  revive();
  say("Slurm's controller is back");

  // Tasks that n2 is in the middle of: the newest start of each is what counts.
  const onN2 = (): string[] => {
    const finished = new Set(many.lines('finished').map(({ task }) => task));
    const nodes = new Map(many.lines('started').map(({ task = '', node }) => [task, node]));
    return [...nodes].flatMap(([task, node]) => (node === 'n2' && !finished.has(task) ? [task] : []));
  };
  await until('work on n2', () => onN2().length > 0, 300);
  const struck = onN2();
  kill('n2', 'SIGKILL');
  say(`node n2 is killed, in the middle of ${struck.join(', ')}`);
  await setTimeout(35_000);
  revive();
  say('node n2 is back');

  for (const { ended } of [...running, second]) assert.equal(await ended, 0);
  const ids = await many.ids();
  await checkStore(many.path, ids);
  await checkStore(long.path, [longTask]);
  const starts = await newestToken(join(long.path, longTask));
  assert.ok(starts > 1, 'the long task was never over its limit');
  const submitted = [many.submitted(), long.submitted()];

  say('once more, with everything finished');
  assert.equal(await many.run('--resume').ended, 0);
  assert.equal(many.submitted(), submitted[0], 'a finished task was submitted again');
  const perTask = await Promise.all(ids.map((id) => newestToken(join(many.path, id))));
  const twice = ids.filter((id, i) => struck.includes(id) && (perTask[i] ?? 0) > 1);
  assert.ok(twice.length > 0, 'the killed node had nothing to do');
  const again = perTask.filter((count) => count > 1).length;
  say(
    `ok: ${ids.length} + 1 tasks, every one finished once; ${again} of the short ones were started more than once, the long one ${starts} times; submitted ${submitted.join(' + ')}; the store is whole`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
