import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import { readRun } from '../../lib/training/run/run-folder.ts';
import { trainRun, type TrainRunOptions } from '../../lib/training/train-run.ts';
import { drawTinyDataset, temporaryFolder } from './tiny-dataset.ts';

const CELL = Symbol.for('wt-dfn.cell');

describe('trainRun', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let run: TrainRunOptions;

  before(async () => {
    const engine = await startEngine();
    const dataset = await openDataset(await drawTinyDataset(folder.path));
    const config = setInConfig(NANO_PRESET.config, [
      'training.batch=4',
      'training.workers=0',
      'training.epochs=1',
      'input.detailSize=32',
    ]);
    const path = join(folder.path, 'run');
    run = { path, dataRoot: dataset.root, engine, config, train: dataset.images };
  });
  after(folder.remove);

  it('is stopped by a notebook, which waits until the run folder is whole and free', async () => {
    const stop = new AbortController();
    const holds = new Set<symbol>();
    let locksAtEnd: string[] | undefined;
    const hold = (): (() => void) => {
      const mine = Symbol('hold');
      holds.add(mine);
      return () => {
        holds.delete(mine);
        if (holds.size === 0) locksAtEnd = readdirSync(run.path).filter((name) => name.includes('lock'));
      };
    };
    Object.assign(globalThis, { [CELL]: { signal: stop.signal, hold } });
    try {
      const result = await trainRun({
        ...run,
        onStep: () => {
          stop.abort();
        },
      });
      assert.equal(result.status, 'stopped');
      assert.equal(result.position.batchesDone, 1);
    } finally {
      Reflect.deleteProperty(globalThis, CELL);
    }
    assert.deepEqual(
      locksAtEnd,
      [],
      'the cell may end once nothing holds it: the folder must be free by then',
    );
    assert.equal((await readRun(run.path)).info.status, 'stopped');
    assert.equal((await trainRun({ ...run, resume: true })).status, 'finished');
  });
});
