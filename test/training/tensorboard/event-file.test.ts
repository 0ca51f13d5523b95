import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { testScalars } from '../../../lib/experiments/test-scalars.ts';
import { evaluatePredictions } from '../../../lib/evaluation/report.ts';
import { NANO_PRESET } from '../../../lib/training/presets/nano.ts';
import { RunFolder } from '../../../lib/training/run/run-folder.ts';
import { crc32c, maskedCrc32c } from '../../../lib/training/run/tensorboard/crc32c.ts';
import { epochScalars } from '../../../lib/training/run/tensorboard/epoch-scalars.ts';
import { EVENT_FILE, EventFile, writeEventFile } from '../../../lib/training/run/tensorboard/event-file.ts';
import { encodeEvent } from '../../../lib/training/run/tensorboard/event-message.ts';
import { tfRecord } from '../../../lib/training/run/tensorboard/tf-record.ts';
import { samplePredictions } from '../../evaluation/sample-predictions.ts';
import { sampleMetrics } from '../../experiments/store/sample-runs.ts';
import { temporaryFolder } from '../tiny-dataset.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('crc32c', () => {
  it('gives the sums of RFC 3720, B.4', () => {
    assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
    assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
    assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
    assert.equal(crc32c(Buffer.from('123456789')), 0xe3069283);
  });
});

describe('tfRecord', () => {
  it('frames bytes by length and masked sums, as at the head of every file of TensorFlow', () => {
    const record = tfRecord(new Uint8Array(24));
    assert.equal(hex(record.subarray(0, 12)), '1800000000000000a37f4b22');
    assert.equal(Buffer.from(record).readUInt32LE(36), maskedCrc32c(new Uint8Array(24)));
    assert.equal(record.length, 40);
  });
});

describe('encodeEvent', () => {
  it('writes the protocol buffer, by hand', () => {
    assert.equal(hex(encodeEvent({ wallTime: 1, fileVersion: 'a' })), '09000000000000f03f1a0161');
    // Step 300 is ac 02; the value "a" = 1 is 0a 01 61, 15 00 00 80 3f.
    assert.equal(
      hex(encodeEvent({ wallTime: 0, step: 300, scalars: { a: 1, lost: Number.NaN } })),
      '09000000000000000010ac022a0a0a080a0161150000803f',
    );
    assert.equal(hex(encodeEvent({ wallTime: 0, step: 1, start: true })), '09000000000000000010013a020801');
  });

  it('writes whole numbers of any size as varints', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (step) => {
        const bytes = encodeEvent({ wallTime: 0, step }).subarray(10);
        let value = 0n;
        for (const [i, byte] of bytes.entries()) value |= BigInt(byte & 0x7f) << BigInt(7 * i);
        assert.equal(value, BigInt(step));
        assert.ok(bytes.every((byte, i) => byte >= 0x80 === i < bytes.length - 1));
      }),
    );
  });
});

/** A Python that has tensorboard; none where nobody installed one. */
function tensorBoardPython(): string | undefined {
  const candidates = [process.env['WT_DFN_TENSORBOARD_PYTHON'], 'python3'].filter(
    (name) => name !== undefined,
  );
  return candidates.find((name) => spawnSync(name, ['-c', 'import tensorboard']).status === 0);
}

describe('the events of a run', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let python: string | undefined;
  before(() => {
    python = tensorBoardPython();
  });
  after(folder.remove);

  /** What TensorBoard reads; skips the test where it is not there. */
  function read(path: string, test: Mocha.Context): Record<string, [number, number][]> {
    // Not there: pip install tensorboard, or name a Python by WT_DFN_TENSORBOARD_PYTHON.
    if (python === undefined) return test.skip();
    const script = fileURLToPath(new URL('read_events.py', import.meta.url));
    const { status, stdout, stderr } = spawnSync(python, [script, path], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as Record<string, [number, number][]>;
  }

  const steps = (events: Record<string, [number, number][]>, tag = 'train/loss'): number[] =>
    events[tag]!.map(([step]) => step);

  it('a run folder grows one file a session; none before the first epoch', async () => {
    const path = join(folder.path, 'run');
    const names = (): string[] => readdirSync(path).filter((name) => name.startsWith(EVENT_FILE));
    for (const epoch of [1, 2]) {
      const run = await RunFolder.take(path, { resume: epoch > 1 });
      try {
        assert.equal(names().length, epoch - 1);
        if (epoch === 1) await run.begin(NANO_PRESET.config, {} as never, {} as never);
        await run.appendMetrics(sampleMetrics(epoch));
      } finally {
        await run.release();
      }
    }
    assert.equal(names().length, 2);
    assert.deepEqual(names(), names().sort());
  });

  it('TensorBoard reads every scalar of every epoch', async function () {
    const path = join(folder.path, 'plain');
    mkdirSync(path);
    const file = await EventFile.begin(path, 0);
    for (const epoch of [1, 2, 3]) await file.append(sampleMetrics(epoch));
    const events = read(path, this);
    assert.deepEqual(Object.keys(events).sort(), Object.keys(epochScalars(sampleMetrics(1))).sort());
    for (const [tag, points] of Object.entries(events)) {
      assert.deepEqual(
        points,
        [1, 2, 3].map((epoch) => [epoch, Math.fround(epochScalars(sampleMetrics(epoch))[tag]!)]),
        tag,
      );
    }
  });

  it('TensorBoard sees a resumed run without gap, doubled epoch or loss, also after a kill in mid-write', async function () {
    const path = join(folder.path, 'resumed');
    mkdirSync(path);
    const first = await EventFile.begin(path, 0);
    for (const epoch of [1, 2, 3]) await first.append(sampleMetrics(epoch));
    // Killed while epoch 4 was written; the checkpoint knows two epochs, so 3 comes again, with other numbers.
    const [name] = readdirSync(path);
    const whole = readFileSync(join(path, name!));
    appendFileSync(join(path, name!), whole.subarray(0, 50));
    const second = await EventFile.begin(path, 2);
    await second.append({ ...sampleMetrics(3), learningRate: 0.5 });
    await second.append(sampleMetrics(4));
    const third = await EventFile.begin(path, 4);
    await third.append(sampleMetrics(5));
    const events = read(path, this);
    assert.deepEqual(steps(events), [1, 2, 3, 4, 5]);
    assert.equal(events['train/learning rate']![2]![1], 0.5);
  });

  it('TensorBoard reads the scores of a test, the outline beside them', async function () {
    const path = join(folder.path, 'evaluation');
    const predictions = samplePredictions();
    const report = evaluatePredictions(predictions, {
      replicates: 20,
      silhouette: { names: ['area'], features: predictions.cellAreas!.slice() },
    });
    const scalars = testScalars(report);
    for (const replaced of [{}, scalars]) await writeEventFile(path, 'test', { step: 7, scalars: replaced });
    const events = read(path, this);
    const expected = Object.entries(scalars).map(([tag, value]) => [tag, [[7, Math.fround(value)]]]);
    assert.deepEqual(events, Object.fromEntries(expected));
    for (const tag of ['test/auroc', 'test/crop/wf1s', 'test/size-matched auroc', 'test/outline/auroc']) {
      assert.ok(tag in events, tag);
    }
  });
});
