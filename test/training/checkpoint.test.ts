import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { CheckpointError } from '../../lib/core/errors/checkpoint-error.ts';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { NO_SUMS } from '../../lib/training/epoch-sums.ts';
import {
  CHECKPOINT_VERSION,
  checkpointPath,
  readCheckpoint,
  readLastGood,
  writeCheckpoint,
  type Checkpoint,
} from '../../lib/training/run/checkpoint.ts';
import { writeAtomically } from '../../lib/core/write-atomically.ts';
import { temporaryFolder } from './tiny-dataset.ts';

function checkpointOf(epoch: number): Checkpoint {
  return {
    tensors: new Map([
      ['conv1.weight', { shape: [2, 2], data: Float32Array.of(epoch, -0, 1e-45, Math.PI) }],
      ['trainer.centres', { shape: [3], data: Float32Array.of(0.1, 0.2, 0.3) }],
    ]),
    position: {
      version: CHECKPOINT_VERSION,
      epoch,
      batchesDone: 3,
      batchesPerEpoch: 7,
      random: [1, -2, 3, 4],
      sums: NO_SUMS,
      best: null,
    },
  };
}

describe('checkpoint', () => {
  const folder = temporaryFolder();
  after(folder.remove);
  let number = 0;
  const newRun = async (): Promise<string> => {
    const run = join(folder.path, `run-${number++}`);
    await mkdir(join(run, 'checkpoints'), { recursive: true });
    return run;
  };

  it('gives back every bit', async () => {
    const run = await newRun();
    await writeCheckpoint(run, 'last', checkpointOf(2));
    const { tensors, position } = await readCheckpoint(checkpointPath(run, 'last'));
    assert.deepEqual(position, checkpointOf(2).position);
    const values = tensors.get('conv1.weight')!.data;
    assert.deepEqual(
      [...values].map((v) => Object.is(v, -0)),
      [false, true, false, false],
    );
    assert.deepEqual(values, checkpointOf(2).tensors.get('conv1.weight')!.data);
  });

  it('keeps the one before, and falls back on it when the last is damaged', async () => {
    const run = await newRun();
    assert.equal(await readLastGood(run), undefined);
    await writeCheckpoint(run, 'last', checkpointOf(1));
    await writeCheckpoint(run, 'last', checkpointOf(2));
    assert.equal((await readLastGood(run))?.checkpoint.position.epoch, 2);
    const bytes = readFileSync(checkpointPath(run, 'last'));
    writeFileSync(checkpointPath(run, 'last'), bytes.subarray(0, bytes.length - 5));
    const good = await readLastGood(run);
    assert.equal(good?.checkpoint.position.epoch, 1);
    assert.match(good.notice, /damaged.*going on from the one before/);
  });

  it('takes the one before in silence where the process was killed between the renames', async () => {
    const run = await newRun();
    await writeCheckpoint(run, 'last', checkpointOf(1));
    renameSync(checkpointPath(run, 'last'), checkpointPath(run, 'previous'));
    const good = await readLastGood(run);
    assert.equal(good?.checkpoint.position.epoch, 1);
    assert.equal(good.notice, '');
  });

  it('says so where none is whole', async () => {
    const run = await newRun();
    await writeCheckpoint(run, 'last', checkpointOf(1));
    writeFileSync(checkpointPath(run, 'last'), '');
    await assert.rejects(
      readLastGood(run),
      (error) => error instanceof CheckpointError && /empty file/.test(error.message),
    );
    await assert.rejects(readCheckpoint(join(run, 'nothing')), /there is no such checkpoint/);
  });

  it('notices any changed byte', async () => {
    const run = await newRun();
    await writeCheckpoint(run, 'last', checkpointOf(1));
    const path = checkpointPath(run, 'last');
    const bytes = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ flip;
        writeFileSync(path, changed);
        let read: Checkpoint | undefined;
        try {
          read = await readCheckpoint(path);
        } catch (error) {
          return error instanceof CheckpointError;
        }
        // Blanks that pad the header carry nothing: what was read must then be what was written.
        return (
          JSON.stringify(read.position) === JSON.stringify(checkpointOf(1).position) &&
          [...read.tensors].every(([name, { data }]) =>
            Buffer.from(data.buffer).equals(Buffer.from(checkpointOf(1).tensors.get(name)!.data.buffer)),
          )
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('writeAtomically', () => {
  const folder = temporaryFolder();
  after(folder.remove);

  it('leaves the old file where the new one fails', async () => {
    const path = join(folder.path, 'file');
    await writeAtomically(path, 'old');
    const failing = (): Promise<void> => Promise.reject(new Error('power cut'));
    await assert.rejects(writeAtomically(path, 'new', failing), /power cut/);
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.equal(existsSync(join(folder.path, '.file.unfinished')), false);
  });

  it('tells a person why it cannot write', async () => {
    writeFileSync(join(folder.path, 'plain'), '');
    await assert.rejects(
      writeAtomically(join(folder.path, 'plain', 'below'), 'x'),
      (error) =>
        error instanceof DataError &&
        /cannot be written, a (part of the path is a file|file stands)/.test(error.message),
    );
  });
});
