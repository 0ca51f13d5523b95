import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLocally, sweepStatus, type SweepEvent } from 'wt-dfn';
import { hasRoom, memoryNeed } from '../../../lib/experiments/sweep/memory-room.ts';
import { sweepSnapshot } from '../../../lib/experiments/sweep/sweep-snapshot.ts';
import { summaryLine, sweepTable, tableLines } from '../../../lib/cli/sweep-table.ts';
import { checkpointPath } from '../../../lib/training/run/checkpoint.ts';
import { attemptPath } from '../../../lib/experiments/sweep/task-attempt.ts';
import { drawTinyDataset, temporaryFolder } from '../../training/tiny-dataset.ts';
import { checkStore } from './check-store.ts';
import { openTiny, tinySpec } from './tiny-sweep.ts';

interface Told {
  readonly event: SweepEvent;
  readonly details: Readonly<Record<string, unknown>>;
}

describe('runLocally', function () {
  this.timeout(240_000);
  const temporary = temporaryFolder();
  let data = '';
  before(async function () {
    if (process.platform === 'win32') this.skip(); // no signals there
    data = await drawTinyDataset(temporary.path, { subjects: 4, cells: 2 });
  });
  after(temporary.remove);

  it('runs every task once, one killed in its middle, one without hope and a stop notwithstanding', async () => {
    const { set } = tinySpec(data);
    const spec = tinySpec(data, {
      set: { ...set, 'training.epochs': 2 },
      axes: { rate: { low: {}, wild: { set: { 'optimiser.learningRate': 1e30 } } } },
      folds: { parts: 2 },
    });
    const sweep = await openTiny(temporary.path, spec);
    const events: Told[] = [];
    const victim = sweep.tasks[0]!.id;
    const killed = new Set<number>();
    const stop = new AbortController();
    let pid: number | undefined;
    const options = {
      signal: stop.signal,
      onEvent: (event: SweepEvent, details: Readonly<Record<string, unknown>>) => {
        events.push({ event, details });
        if (event === 'started' && details.task === victim && details.start === 1)
          pid = Number(details.process);
        if (event === 'started' && details.task === 'low_part2of2_seed1') stop.abort();
      },
    };
    const killer = setInterval(() => {
      const saved = checkpointPath(attemptPath(join(sweep.path, victim), 1), 'last');
      if (pid === undefined || killed.has(pid) || !existsSync(saved)) return;
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }, 10);
    try {
      // A stop in the middle: what runs makes its checkpoint, nothing is lost.
      const first = await runLocally(sweep, options);
      assert.equal(first.status, 'stopped');
      assert.equal(killed.size, 1);
      const resumed = await openTiny(temporary.path, spec, { resume: true });
      const second = await runLocally(resumed, { onEvent: options.onEvent });
      assert.equal(second.status, 'failed', 'of the two wild ones');
    } finally {
      clearInterval(killer);
    }
    const count = (event: SweepEvent, task?: string): number =>
      events.filter((told) => told.event === event && (task === undefined || told.details.task === task))
        .length;
    assert.equal(count('crashed', victim), 1);
    assert.match(
      String(events.find(({ event }) => event === 'crashed')?.details.reason),
      /its process was ended by SIGKILL/,
    );
    const ids = sweep.tasks.map(({ id }) => id);
    for (const id of ids.filter((name) => name.startsWith('low'))) assert.equal(count('finished', id), 1, id);
    const wild = ids.filter((name) => name.startsWith('wild'));
    for (const id of wild) {
      const told = events.filter(({ event, details }) => event === 'failed' && details.task === id);
      assert.match(String(told.at(-1)?.details.reason), /diverged|the loss is/);
      assert.equal(existsSync(join(sweep.path, id, 'finished.json')), false);
    }
    await checkStore(
      sweep.path,
      ids.filter((name) => name.startsWith('low')),
    );

    // Once more: nothing is done twice.
    const starts = count('started');
    const done = ids
      .filter((name) => name.startsWith('low'))
      .map((id) => readFileSync(join(sweep.path, id, 'finished.json'), 'utf8'));
    const calm = tinySpec(data, { axes: { rate: { low: {} } } });
    const third = await runLocally(await openTiny(temporary.path, calm, { resume: true }), {
      onEvent: options.onEvent,
    });
    assert.equal(third.status, 'finished');
    assert.equal(count('started'), starts);
    assert.deepEqual(
      ids
        .filter((name) => name.startsWith('low'))
        .map((id) => readFileSync(join(sweep.path, id, 'finished.json'), 'utf8')),
      done,
    );
    const log = readFileSync(join(sweep.path, 'sweep-log.jsonl'), 'utf8').trim().split('\n');
    assert.equal(log.length, events.length);
    const status = await sweepStatus(sweep.path, sweep.tasks, () => Promise.resolve());
    assert.deepEqual([status.finished.length, status.failed.length, status.running.length], [2, 2, 0]);
    assert.equal(readdirSync(join(sweep.path, 'logs')).length, 4);
  });
});

describe('memory of a sweep', () => {
  const report = (done: number, peakMiB: number, residentMiB: number) =>
    ({ done, peakMiB, residentMiB }) as unknown as Parameters<typeof memoryNeed>[2][number];

  it('is what the spec says, else what the tasks have shown, else a guess', () => {
    assert.equal(memoryNeed(900, [], [report(5, 1000, 800)]), 900);
    assert.equal(memoryNeed(undefined, [], []), 2048);
    assert.equal(memoryNeed(undefined, [], [report(0, 300, 300)]), 2048); // it has not trained yet
    assert.equal(memoryNeed(undefined, [], [report(8, 1000, 800)]), 1150);
  });

  it('sets aside what the running tasks have yet to take', () => {
    assert.equal(hasRoom(1000, 1, []), true); // alone, it must be tried
    assert.equal(hasRoom(1000, 1900, [report(0, 0, 200)]), true); // 800 to come, 1,000 needed
    assert.equal(hasRoom(1000, 1700, [report(0, 0, 200)]), false);
    assert.equal(hasRoom(1000, 999, [report(0, 0, 1500)]), false);
  });
});

describe('the table of a sweep', () => {
  const progress = {
    status: 'training',
    done: 25,
    total: 100,
    rate: 12.34,
    secondsLeft: 75,
    detail: 'epoch 1/4',
  } as unknown as NonNullable<ReturnType<typeof sweepSnapshot>['running'][number]['progress']>;
  const tasks = Array.from({ length: 5 }, (_, i) => ({
    id: `t${i}`,
    config: { training: { epochs: 4 } },
  })) as never;
  const snapshot = sweepSnapshot({
    tasks,
    finished: [],
    running: [
      { id: 't0', token: 2, progress, where: 'n1' },
      { id: 't1', token: 1, progress: undefined, where: 'n2' },
    ],
    failed: [{ id: 't2', reason: 'why' }],
    parallel: 2,
  });

  it('has a line a running task and one for the whole, with the time left', () => {
    // One task left to itself takes 100 images at 12.34 a second, 8.1 s: 75 s of the first and two of them, by two.
    assert.deepEqual(tableLines(snapshot), [
      '  t0   25% | 12.3 images/s | 1 min 15 s left | epoch 1/4 | start 2 | n1',
      '  t1  starting | n2',
      '0 finished, 2 running, 1 failed, 2 waiting; about 1 min 15 s',
    ]);
    assert.equal(
      summaryLine({ ...snapshot, secondsLeft: undefined }),
      '0 finished, 2 running, 1 failed, 2 waiting',
    );
  });

  it('is redrawn in a terminal, and a line now and then elsewhere', () => {
    const written: string[] = [];
    const stream = (isTTY: boolean): NodeJS.WriteStream =>
      ({
        isTTY,
        columns: 30,
        write: (text: string) => written.push(text) > 0,
      }) as unknown as NodeJS.WriteStream;
    const live = sweepTable({}, stream(true));
    live.show(snapshot);
    live.show(snapshot);
    live.stop();
    assert.equal(written[1], '\u001b[3A\u001b[J');
    assert.equal(written.at(-1), '\u001b[3A\u001b[J');
    assert.ok(written[0]!.split('\n').every((line) => line.length < 30));
    written.length = 0;
    const plain = sweepTable({}, stream(false));
    plain.show(snapshot);
    plain.show(snapshot);
    plain.tell('crashed', { task: 't0', reason: 'oh', crashes: 1, retries: 2 });
    assert.deepEqual(written, [
      '0 finished, 2 running, 1 failed, 2 waiting; about 1 min 15 s\n',
      't0: oh (crash 1, 2 are allowed)\n',
    ]);
  });
});
