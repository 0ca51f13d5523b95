import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readFinished, readRun } from 'wt-dfn';
import { checkpointPath, readCheckpoint } from '../../../lib/training/run/checkpoint.ts';
import { attemptPath } from '../../../lib/experiments/sweep/task-attempt.ts';
import { BIN } from '../../cli/run-cli.ts';
import { drawTinyDataset, temporaryFolder } from '../../training/tiny-dataset.ts';
import { openTiny, tinySpec } from './tiny-sweep.ts';

/** Every file below a folder with its time of change and content, so that any write shows. */
function filesOf(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    const entry = statSync(path, { throwIfNoEntry: false });
    if (entry?.isFile() === true)
      files.set(name, `${entry.mtimeMs} ${readFileSync(path).toString('base64')}`);
  }
  return files;
}

describe('a frozen start and its twin', function () {
  this.timeout(180_000);
  const temporary = temporaryFolder();
  const children: ChildProcess[] = [];
  before(function () {
    if (process.platform === 'win32') this.skip(); // no signals there
  });
  after(() => {
    for (const child of children) child.kill('SIGKILL');
    temporary.remove();
  });
  const start = (
    task: string,
  ): { child: ChildProcess; ended: Promise<number | null>; lines: () => string } => {
    const child = spawn(process.execPath, [BIN, 'sweep', 'run-task', task], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, WT_DFN_SUPERVISED: '1', WT_DFN_THREADS: '1' },
    });
    children.push(child);
    let lines = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (lines += text));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, ended, lines: () => lines };
  };
  const until = async (ready: () => boolean): Promise<void> => {
    while (!ready()) await setTimeout(20);
  };

  it('leaves the newer one alone, to the bit, when it goes on', async () => {
    const data = await drawTinyDataset(temporary.path, { subjects: 4, cells: 3 });
    const { set } = tinySpec(data);
    const spec = tinySpec(data, { set: { ...set, 'training.epochs': 8 }, folds: { parts: 2, only: [1] } });
    const sweep = await openTiny(temporary.path, spec);
    const task = join(sweep.path, sweep.tasks[0]!.id);

    const first = start(task);
    await until(() => existsSync(checkpointPath(attemptPath(task, 1), 'last')));
    first.child.kill('SIGSTOP');
    const frozenAt = (await readCheckpoint(checkpointPath(attemptPath(task, 1), 'last'))).position;

    const twin = start(task);
    await until(() => existsSync(checkpointPath(attemptPath(task, 2), 'last')));
    first.child.kill('SIGCONT');
    assert.equal(await first.ended, 3, first.lines());
    assert.match(
      first.lines(),
      /start 2 of this task has begun \(process \d+ on .*\); start 1, which is this one, stops/,
    );
    assert.equal(existsSync(join(task, 'finished.json')), false, 'the twin was still at work');

    assert.equal(await twin.ended, 0, twin.lines());
    assert.match(twin.lines(), /going on after/);
    assert.equal((await readFinished(task))?.token, 2);
    const run = await readRun(task);
    assert.equal(run.info.status, 'finished');
    assert.deepEqual(
      run.metrics.map(({ epoch }) => epoch),
      Array.from({ length: 8 }, (_, i) => i + 1),
    );
    const { from } = run.info.sessions[1]!;
    assert.ok(from.epoch > frozenAt.epoch || from.batch >= frozenAt.batchesDone);

    // A third start finds the finished task, and changes nothing at all.
    const before = filesOf(task);
    const late = start(task);
    assert.equal(await late.ended, 0, late.lines());
    assert.deepEqual(filesOf(task), before);
  });

  it('writes nothing any more where the twin has finished before it goes on', async () => {
    const data = await drawTinyDataset(join(temporary.path, 'other'), { subjects: 4, cells: 3 });
    const { set } = tinySpec(data);
    const spec = tinySpec(data, {
      name: 'late',
      set: { ...set, 'training.epochs': 3 },
      folds: { parts: 2, only: [1] },
    });
    const sweep = await openTiny(temporary.path, spec);
    const task = join(sweep.path, sweep.tasks[0]!.id);
    const first = start(task);
    await until(() => existsSync(checkpointPath(attemptPath(task, 1), 'last')));
    first.child.kill('SIGSTOP');
    const twin = start(task);
    assert.equal(await twin.ended, 0, twin.lines());
    const before = filesOf(task);
    first.child.kill('SIGCONT');
    assert.equal(await first.ended, 3, first.lines());
    const after = filesOf(task);
    for (const [name, content] of before) assert.equal(after.get(name), content, name);
    // At most, a folder of the frozen one comes back, which nobody reads.
    for (const name of after.keys()) assert.ok(before.has(name) || name.startsWith('.attempts/'), name);
  });
});
