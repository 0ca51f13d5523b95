import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Random } from '../../lib/core/random.ts';
import { checkpointPath, readCheckpoint } from '../../lib/training/run/checkpoint.ts';
import { readRun } from '../../lib/training/run/run-folder.ts';
import { drawTinyDataset, temporaryFolder } from './tiny-dataset.ts';

const bin = fileURLToPath(new URL('../../bin/wt-dfn.mjs', import.meta.url));

describe('a run that is killed', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  let data = '';
  before(async () => {
    data = await drawTinyDataset(folder.path);
  });
  after(folder.remove);

  const settings = [
    'training.batch=4',
    'training.workers=0',
    'training.epochs=6',
    'training.checkpointEverySteps=1',
    'optimiser.learningRate=0.001',
    'input.detailSize=32',
  ].flatMap((setting) => ['--set', setting]);
  const train = (out: string): ReturnType<typeof spawn> =>
    spawn(
      process.execPath,
      [bin, 'train', '--data', data, '--preset', 'nano', '--out', out, '--resume', '--quiet', ...settings],
      // The computing process itself, without the one that takes signals for it: it is the one to be killed.
      { stdio: 'ignore', env: { ...process.env, WT_DFN_SUPERVISED: '1' } },
    );
  const exit = (child: ReturnType<typeof spawn>): Promise<number | null> =>
    new Promise((resolve) => {
      child.once('exit', (code) => {
        resolve(code);
      });
    });

  it('resumes to the same weights bit for bit, wherever SIGKILL struck', async () => {
    const [whole, killed] = [join(folder.path, 'whole'), join(folder.path, 'killed')];
    assert.equal(await exit(train(whole)), 0);

    const random = Random.derive(Date.now(), 'kill'); // other moments every time; any must do
    const owner = join(killed, '.owner.json');
    const moments: number[] = [];
    for (let kill = 0; kill < 4; kill++) {
      const child = train(killed);
      const gone = exit(child);
      // The first strikes anywhere, the second after a checkpoint, the others once the run's folder is taken.
      const ready = [
        () => true,
        () => existsSync(checkpointPath(killed, 'last')),
        () => existsSync(owner) && readFileSync(owner, 'utf8').includes(`:${child.pid!},`),
      ][Math.min(kill, 2)]!;
      while (child.exitCode === null && !ready()) await setTimeout(5);
      const moment = random.uniform(0, kill === 1 ? 400 : 3000);
      moments.push(Math.round(moment));
      await Promise.race([gone, setTimeout(moment)]);
      child.kill('SIGKILL');
      await gone;
    }
    assert.equal(await exit(train(killed)), 0, `after kills at ${moments.join(', ')} ms`);

    for (const name of ['last', 'best'] as const) {
      const one = await readCheckpoint(checkpointPath(whole, name));
      const two = await readCheckpoint(checkpointPath(killed, name));
      assert.deepEqual(two.position, one.position, `${name}, killed at ${moments.join(', ')} ms`);
      assert.deepEqual([...two.tensors.keys()], [...one.tensors.keys()]);
      for (const [tensor, { data: values }] of one.tensors) {
        const other = two.tensors.get(tensor)!.data;
        assert.ok(
          Buffer.from(values.buffer).equals(Buffer.from(other.buffer)),
          `${name}: ${tensor}, killed at ${moments.join(', ')} ms`,
        );
      }
    }
    const [one, two] = [await readRun(whole), await readRun(killed)];
    assert.equal(two.info.status, 'finished');
    assert.ok(two.info.sessions.some(({ from }) => from.epoch > 0 || from.batch > 0));
    assert.deepEqual(
      two.metrics.map(({ epoch, train: { loss }, validation }) => ({ epoch, loss, validation })),
      one.metrics.map(({ epoch, train: { loss }, validation }) => ({ epoch, loss, validation })),
    );
  });
});
