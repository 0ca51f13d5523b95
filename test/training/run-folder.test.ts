import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CheckpointError } from '../../lib/core/errors/checkpoint-error.ts';
import type { EpochMetrics } from '../../lib/training/epoch-metrics.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import { readRun, RunFolder, type RunSplit } from '../../lib/training/run/run-folder.ts';
import {
  imageListIdentity,
  RUN_VERSION,
  versionInfo,
  type RunInfo,
} from '../../lib/training/run/run-info.ts';
import { temporaryFolder } from './tiny-dataset.ts';

const nothing = imageListIdentity([]);
const info: RunInfo = {
  version: RUN_VERSION,
  status: 'running',
  versions: versionInfo(),
  seed: 1,
  data: { root: '/data', train: nothing, validation: nothing },
  sessions: [],
  finished: null,
};
const split: RunSplit = { train: ['a'], validation: [], trainSubjects: ['1'], validationSubjects: [] };
const metrics = (epoch: number): EpochMetrics => ({
  epoch,
  steps: epoch * 10,
  learningRate: 0.1,
  seconds: 1,
  imagesPerSecond: 10,
  train: { loss: 1, centreLoss: 0, streams: {}, attention: { mass: [1], entropy: 0, alive: 1 } },
  validation: null,
  best: true,
});
const refusal =
  (message: RegExp) =>
  (error: unknown): boolean =>
    error instanceof CheckpointError && message.test(error.message);

describe('RunFolder', () => {
  const temporary = temporaryFolder();
  after(temporary.remove);
  let number = 0;
  const newRun = async (): Promise<string> => {
    const path = join(temporary.path, `run-${number++}`);
    const folder = await RunFolder.take(path, { resume: false });
    await folder.begin(NANO_PRESET.config, info, split);
    await folder.release();
    return path;
  };

  it('gives back what was written', async () => {
    const record = await readRun(await newRun());
    assert.deepEqual(record.config, NANO_PRESET.config);
    assert.deepEqual(record.info, info);
    assert.deepEqual(record.split, split);
    assert.deepEqual(record.metrics, []);
  });

  it('refuses a run that is there already, unless it is to be resumed', async () => {
    const path = await newRun();
    await assert.rejects(
      RunFolder.take(path, { resume: false }),
      refusal(/holds a run already; go on with it .*--resume/),
    );
    const folder = await RunFolder.take(path, { resume: true });
    assert.equal(await folder.holdsRun(), true);
    await folder.release();
  });

  it("refuses a folder with other people's files", async () => {
    const path = join(temporary.path, 'thesis');
    mkdirSync(path);
    writeFileSync(join(path, 'thesis.tex'), '');
    for (const resume of [false, true]) {
      await assert.rejects(
        RunFolder.take(path, { resume }),
        refusal(/not empty and holds no run \(thesis\.tex\)/),
      );
    }
    assert.ok(readdirSync(path).includes('thesis.tex'));
  });

  it('takes a folder whose run was killed before it began', async () => {
    const path = join(temporary.path, 'early');
    mkdirSync(path);
    writeFileSync(join(path, 'split.json'), '{"tor');
    writeFileSync(join(path, '.run.json.unfinished'), '{');
    const folder = await RunFolder.take(path, { resume: true });
    assert.equal(await folder.holdsRun(), false);
    assert.ok(!readdirSync(path).includes('.run.json.unfinished'));
    await folder.release();
  });

  it('lets one process in at a time', async () => {
    const path = await newRun();
    const folder = await RunFolder.take(path, { resume: true });
    await assert.rejects(
      RunFolder.take(path, { resume: true }),
      refusal(new RegExp(`another process \\(${process.pid} on .*\\) trains into this folder`)),
    );
    await folder.release();
    await (await RunFolder.take(path, { resume: true })).release();
  });

  it('takes over the lock of a process that is dead', async () => {
    const path = await newRun();
    mkdirSync(join(path, '.lock'));
    writeFileSync(join(path, '.owner.json'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    const folder = await RunFolder.take(path, { resume: true });
    await folder.release();
  }).timeout(15_000);

  it('leaves a torn last line out and cuts back to a checkpoint', async () => {
    const path = await newRun();
    const folder = await RunFolder.take(path, { resume: true });
    for (const epoch of [1, 2, 3]) await folder.appendMetrics(metrics(epoch));
    appendFileSync(join(path, 'metrics.jsonl'), '{"epoch":4,"ste');
    assert.deepEqual(
      (await readRun(path)).metrics.map(({ epoch }) => epoch),
      [1, 2, 3],
    );
    assert.equal((await folder.truncateMetrics(2)).length, 2);
    await folder.appendMetrics(metrics(3));
    assert.equal(readFileSync(join(path, 'metrics.jsonl'), 'utf8').trim().split('\n').length, 3);
    await folder.release();
  });

  const damages: readonly (readonly [what: string, act: (path: string) => void, message: RegExp])[] = [
    [
      'no run.json',
      (path) => {
        rmSync(join(path, 'run.json'));
      },
      /lacks its run\.json/,
    ],
    [
      'no config.json',
      (path) => {
        rmSync(join(path, 'config.json'));
      },
      /is not the folder of a run/,
    ],
    [
      'a torn split.json',
      (path) => {
        writeFileSync(join(path, 'split.json'), '{"train":[');
      },
      /split\.json: damaged/,
    ],
    [
      'a split.json without lists',
      (path) => {
        writeFileSync(join(path, 'split.json'), '{}');
      },
      /lacks a list/,
    ],
    [
      'a future run.json',
      (path) => {
        writeFileSync(join(path, 'run.json'), '{"version":99}');
      },
      /of version 99/,
    ],
    [
      'damaged metrics',
      (path) => {
        writeFileSync(join(path, 'metrics.jsonl'), 'x\n{}\n');
      },
      /line 1 is damaged/,
    ],
  ];
  for (const [what, act, message] of damages) {
    it(`names ${what}`, async () => {
      const path = await newRun();
      act(path);
      await assert.rejects(readRun(path), refusal(message));
    });
  }

  it('tells a folder that is not there, and a file, from a run', async () => {
    await assert.rejects(readRun(join(temporary.path, 'nowhere')), refusal(/there is no such folder/));
    writeFileSync(join(temporary.path, 'file'), '');
    await assert.rejects(readRun(join(temporary.path, 'file')), refusal(/is a file, not the folder/));
  });
});
