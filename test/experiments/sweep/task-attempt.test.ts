import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attemptPath, beginAttempt } from '../../../lib/experiments/sweep/task-attempt.ts';
import { temporaryFolder } from '../../training/tiny-dataset.ts';

describe('beginAttempt', () => {
  const folder = temporaryFolder();
  after(folder.remove);

  it('begins with nothing, and goes on with the records and the TensorBoard events of the start before', async () => {
    const task = join(folder.path, 'task');
    assert.equal(await beginAttempt(task, 1), 0);
    const first = attemptPath(task, 1);
    const files = {
      'metrics.jsonl': '{}\n',
      'split.json': '{}',
      'events.out.tfevents.0000000001.x': 'events',
      'config.json': '{}',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(first, name), text);
    writeFileSync(join(first, 'notes.txt'), 'somebody else wrote this');
    assert.equal(await beginAttempt(task, 2), 1);
    const second = attemptPath(task, 2);
    assert.deepEqual(readdirSync(second).sort(), [...Object.keys(files), 'checkpoints'].sort());
    assert.equal(readFileSync(join(second, 'events.out.tfevents.0000000001.x'), 'utf8'), 'events');
  });

  it('passes over a start that was killed before its records were whole', async () => {
    const task = join(folder.path, 'torn');
    await beginAttempt(task, 1);
    writeFileSync(join(attemptPath(task, 1), 'config.json'), '{}');
    await beginAttempt(task, 2);
    mkdirSync(attemptPath(task, 3), { recursive: true });
    writeFileSync(join(attemptPath(task, 3), 'metrics.jsonl'), 'half');
    assert.equal(await beginAttempt(task, 4), 2);
    assert.ok(!readdirSync(attemptPath(task, 4)).includes('metrics.jsonl'));
  });
});
