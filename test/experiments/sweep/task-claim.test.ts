import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FencedError, readFinished, type FinishedTask } from 'wt-dfn';
import { createExclusively } from '../../../lib/core/create-exclusively.ts';
import { decideTask, publishTask } from '../../../lib/experiments/sweep/finish-task.ts';
import { attemptPath } from '../../../lib/experiments/sweep/task-attempt.ts';
import {
  assertNewest,
  claimAfter,
  claimTask,
  newestToken,
  processName,
  readClaim,
} from '../../../lib/experiments/sweep/task-claim.ts';
import { BreathWatch, type TaskState } from '../../../lib/experiments/sweep/task-state.ts';
import type { TaskProgress } from '../../../lib/experiments/sweep/task-progress.ts';
import { temporaryFolder } from '../../training/tiny-dataset.ts';

const result = (token: number): FinishedTask => ({
  task: 't',
  token,
  finished: '2022-01-01T00:00:00.000Z',
  secondsPerEpoch: 1,
  passes: 10,
  peakMiB: 100,
  testImages: 3,
  scores: { weightedF1: 0.5, auroc: null },
});

describe('claims of a task', () => {
  const temporary = temporaryFolder();
  after(temporary.remove);
  let task = '';
  let number = 0;
  beforeEach(() => {
    task = join(temporary.path, `task-${number++}`);
    mkdirSync(task);
  });

  it('grow by one with each start, and leave one that may write', async () => {
    assert.equal(await newestToken(task), 0);
    const first = await claimTask(task);
    await assertNewest(task, first.token);
    const second = await claimTask(task);
    assert.deepEqual([first.token, second.token], [1, 2]);
    await assertNewest(task, second.token);
    await assert.rejects(
      assertNewest(task, first.token),
      (error: unknown) =>
        error instanceof FencedError &&
        error.message.includes(`start 2 of this task has begun (process ${process.pid} on`),
    );
    assert.deepEqual((await readClaim(task, 2))?.owner, processName());
  });

  it('give each of many that come at once a token of its own', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimTask(task)));
    assert.deepEqual(
      claims.map(({ token }) => token).sort((a, b) => a - b),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });

  it('let one of many have a task that all have seen free', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimAfter(task, 0)));
    assert.equal(claims.filter((claim) => claim !== undefined).length, 1);
    assert.equal(await newestToken(task), 1);
    assert.equal(await claimAfter(task, 0), undefined);
    assert.equal((await claimAfter(task, 1))?.token, 2);
  });

  it('leave whole files and no litter', async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, i) => createExclusively(join(task, 'one'), String(i).repeat(1000))),
    );
    assert.equal(made.filter(Boolean).length, 1);
    assert.deepEqual(readdirSync(task), ['one']);
    assert.match(readFileSync(join(task, 'one'), 'utf8'), /^(\d)\1{999}$/);
  });

  it('have one run taken for the task, ever', async () => {
    const decisions = await Promise.all([1, 2, 3].map((token) => decideTask(task, result(token))));
    assert.equal(decisions.filter(Boolean).length, 1);
  });

  it('publish once, wherever a publisher was killed', async () => {
    // After every number of moved files: what is left to move, and what has arrived.
    const files = ['metrics.jsonl', 'run.json', 'config.json'];
    for (let moved = 0; moved <= files.length; moved++) {
      const folder = join(task, String(moved));
      const from = attemptPath(folder, 2);
      mkdirSync(from, { recursive: true });
      for (const [i, name] of files.entries())
        writeFileSync(join(i < moved ? folder : from, name), `new ${name}`);
      mkdirSync(attemptPath(folder, 1));
      writeFileSync(join(attemptPath(folder, 1), 'run.json'), 'old');
      assert.ok(await decideTask(folder, result(2)));
      const published = await Promise.all([publishTask(folder), publishTask(folder)]);
      assert.deepEqual(published, [result(2), result(2)]);
      assert.deepEqual(await readFinished(folder), result(2));
      for (const name of files) assert.equal(readFileSync(join(folder, name), 'utf8'), `new ${name}`);
      assert.deepEqual(readdirSync(folder).sort(), [
        '.decided.json',
        'config.json',
        'finished.json',
        'metrics.jsonl',
        'run.json',
      ]);
    }
  });

  it('say that a damaged finished mark is damaged', async () => {
    writeFileSync(join(task, 'finished.json'), '{"tas');
    await assert.rejects(readFinished(task), /finished\.json: damaged \(not JSON\); delete it/);
    rmSync(join(task, 'finished.json'));
    assert.equal(await readFinished(task), undefined);
  });
});

describe('BreathWatch', () => {
  const far = { host: 'another machine', space: '', pid: 1 };
  const state = (
    beat: number,
    change: Partial<TaskProgress> = {},
  ): Extract<TaskState, { status: 'begun' }> => ({
    status: 'begun',
    token: change.token ?? 1,
    claim: undefined,
    progress: {
      token: 1,
      process: far,
      job: null,
      beat,
      status: 'training',
      error: '',
      hopeless: false,
      done: 0,
      total: 0,
      rate: null,
      secondsLeft: null,
      detail: '',
      peakMiB: 0,
      residentMiB: 0,
      ...change,
    },
  });

  it('takes movement for life, and long silence for death', async () => {
    const watch = new BreathWatch(50);
    assert.equal(watch.look('t', state(1)), 'unknown');
    assert.equal(watch.look('t', state(1)), 'unknown');
    assert.equal(watch.look('t', state(2)), 'alive');
    assert.equal(watch.look('t', state(2)), 'alive');
    await setTimeout(80);
    assert.equal(watch.look('t', state(2)), 'ended');
    assert.equal(watch.look('t', state(3)), 'alive'); // it was frozen, and goes on
  });

  it('knows nothing of a new start by the old one', () => {
    const watch = new BreathWatch(50);
    watch.look('t', state(1));
    assert.equal(watch.look('t', state(2)), 'alive');
    assert.equal(watch.look('t', state(1, { token: 2 })), 'unknown');
  });

  it('believes a start that says it has ended, and sees one that is gone from this machine', () => {
    const watch = new BreathWatch();
    for (const status of ['stopped', 'failed', 'fenced'] as const) {
      assert.equal(watch.look('t', state(1, { status })), 'ended');
    }
    assert.equal(watch.look('t', state(1, { process: { ...processName(), pid: 2 ** 22 + 1 } })), 'ended');
    assert.notEqual(watch.look('u', state(1, { process: processName() })), 'ended');
  });
});
