import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFinished, readManifest, readRun, readTask } from 'wt-dfn';
import { checkpointPath, readCheckpoint } from '../../../lib/training/run/checkpoint.ts';

/**
 * Makes sure that a sweep's folder is whole: every one of the tasks is finished, once, with a run whose every file can be
 * read and fits, and nothing unfinished lies about.
 * @param path - the sweep's folder
 * @param ids - tasks that must be finished
 */
export async function checkStore(path: string, ids: readonly string[]): Promise<void> {
  const manifest = await readManifest(path);
  const known = manifest!.tasks.map(({ id }) => id);
  assert.equal(new Set(known).size, known.length);
  for (const id of ids) {
    assert.ok(known.includes(id), id);
    const folder = join(path, id);
    const task = await readTask(folder);
    const finished = await readFinished(folder);
    assert.ok(finished !== undefined, `${id} is not finished`);
    assert.equal(finished.task, id);
    const run = await readRun(folder);
    assert.equal(run.info.status, 'finished', id);
    assert.deepEqual(run.config, task.config);
    assert.equal(run.info.data.train.sha256, task.images.train.sha256);
    const { epochs } = task.config.training;
    // Every epoch once, in order: none repeated, none lost.
    assert.deepEqual(
      run.metrics.map(({ epoch }) => epoch),
      Array.from({ length: epochs }, (_, i) => i + 1),
      id,
    );
    const last = await readCheckpoint(checkpointPath(folder, 'last'));
    const best = await readCheckpoint(checkpointPath(folder, 'best'));
    assert.equal(last.position.epoch, epochs);
    assert.equal(best.position.best?.epoch, last.position.best?.epoch, id);
    const report = JSON.parse(readFileSync(join(folder, 'evaluation', 'report.json'), 'utf8')) as {
      readonly counts: { readonly cells: number };
    };
    assert.equal(report.counts.cells, task.images.test.images);
    assert.equal(finished.testImages, task.images.test.images);
    assert.equal(existsSync(join(folder, '.attempts')), false, `${id} has starts left over`);
  }
  const litter = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.unfinished'),
  );
  assert.deepEqual(litter, []);
}
