import assert from 'node:assert/strict';
import { AbortError } from '../../lib/core/errors/abort-error.ts';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { WorkerPool } from '../../lib/data/worker-pool.ts';

function pool(workers = 1): WorkerPool<string, string> {
  return new WorkerPool({
    module: new URL('./dying-worker.ts', import.meta.url),
    workers,
    setup: undefined,
    name: 'Test',
    busyWith: () => 'cell.bmp',
  });
}

describe('WorkerPool', function () {
  this.timeout(90_000); // threads start slowly on a busy machine

  it('does tasks, and reports one that fails without losing the thread', async () => {
    const two = pool(2);
    assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((task) => two.run(task))), [
      'did a',
      'did b',
      'did c',
    ]);
    await assert.rejects(two.run('fail'), (error: unknown) => {
      return error instanceof DataError && error.message === 'Test: this task cannot be done';
    });
    assert.equal(await two.run('d'), 'did d');
    await two.close();
  });

  for (const [task, why] of [
    ['exit', /a worker thread died \(exit code 3\) while at cell.bmp/],
    ['crash', /a worker thread died \(out of luck\) while at cell.bmp/],
  ] as const) {
    it(`reports a thread that dies (${task}) to everyone who waits, and does not hang`, async () => {
      const one = pool();
      const waiting = [one.run(task), one.run('a')];
      for (const run of waiting) await assert.rejects(run, why);
      await assert.rejects(one.run('b'), why);
      await one.close();
    });
  }

  it('ends with its queue unfinished', async () => {
    const one = pool();
    await one.run('a');
    const left = [one.run('sleep'), one.run('b')].map((run) => assert.rejects(run, AbortError));
    await one.close();
    await Promise.all(left);
    await assert.rejects(one.run('c'), /closed/);
  });
});
