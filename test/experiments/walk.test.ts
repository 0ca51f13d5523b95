import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../lib/engine/engine.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { walk, type WalkOptions } from '../../lib/experiments/walk.ts';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import { readRun } from '../../lib/training/run/run-folder.ts';
import { drawTinyDataset, temporaryFolder } from '../training/tiny-dataset.ts';

describe('walk', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let engine: Engine;
  let data = '';
  after(folder.remove);
  before(async () => {
    engine = await startEngine();
    data = await drawTinyDataset(folder.path);
  });

  const options = (more: Partial<WalkOptions> = {}): WalkOptions => ({
    data,
    out: join(folder.path, 'out'),
    engine,
    changes: (config) =>
      setInConfig(config, [
        'training.epochs=2',
        'training.batch=4',
        'training.workers=0',
        'input.size=32',
        'input.detailSize=32',
      ]),
    ...more,
  });

  it('stops on request, goes on from there, and ends at a report of unseen people', async () => {
    const controller = new AbortController();
    const stopped = await walk(
      options({
        signal: controller.signal,
        onProgress: ({ phase, done }) => {
          if (phase === 'train' && done > 0) controller.abort();
        },
      }),
    );
    assert.equal(stopped.status, 'stopped');
    assert.equal(existsSync(join(folder.path, 'out', 'report.html')), false);

    const said: string[] = [];
    const { status, page, report } = await walk(options({ say: (line) => said.push(line) }));
    assert.equal(status, 'finished');
    assert.ok(said.includes('going on with the walk that was stopped'), said.join('\n'));
    const run = await readRun(join(folder.path, 'out', 'run'));
    assert.equal(run.info.sessions.length, 2);
    assert.equal(run.metrics.length, 2);
    const seen = new Set([...run.split.trainSubjects, ...run.split.validationSubjects]);
    assert.ok(report!.subjects!.subjects.every(({ subject }) => !seen.has(subject)));
    assert.equal(page, join(folder.path, 'out', 'report.html'));
    const html = readFileSync(page, 'utf8');
    assert.match(html, /<svg/);
    assert.doesNotMatch(html, /drawn by a program/); // said of synthetic cells alone
  });

  it('begins anew where the walk before it had ended', async () => {
    const { status } = await walk(options());
    assert.equal(status, 'finished');
    assert.equal((await readRun(join(folder.path, 'out', 'run'))).info.sessions.length, 1);
  });
});
