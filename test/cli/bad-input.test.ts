import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import { RunFolder } from '../../lib/training/run/run-folder.ts';
import { imageListIdentity, RUN_VERSION, versionInfo } from '../../lib/training/run/run-info.ts';
import { drawTinyDataset, temporaryFolder } from '../training/tiny-dataset.ts';
import { BIN, runCli, type CliResult } from './run-cli.ts';

/** Arguments, with DIR for a data set, RUN for a run without checkpoints, TMP for a folder; and what is to be said. */
const CASES: readonly (readonly [command: string, message: RegExp])[] = [
  ['', /Usage: wt-dfn/],
  ['trian --data DIR', /unknown command 'trian'/],
  ['train', /--data is missing/],
  ['train --data TMP/nowhere', /there is no folder/],
  ['train --data TMP/empty', /holds no images/],
  ['train --data TMP/file.txt', /is a file; give the folder/],
  ['train --data DIR --preset quik', /did you mean quick\?/],
  ['train --data DIR --set training.epoch=3', /did you mean training\.epochs\?/],
  ['train --data DIR --set training.epochs=many', /training\.epochs must be a whole number/],
  ['train --data DIR --set oops', /expected SECTION\.SETTING=VALUE/],
  ['train --data DIR --config TMP/nowhere.json', /nowhere\.json cannot be read/],
  ['train --data DIR --config TMP/file.txt', /is not JSON/],
  ['train --data DIR --config TMP/unknown.json', /unknown\.json: model\.depth is not a setting/],
  ['train --data DIR --hold-out 2', /--hold-out: must be a share/],
  ['train --data DIR --folds fold_9', /there is no fold fold_9; there are fold_0/],
  ['train --data DIR --out RUN', /holds a run already; go on with it/],
  ['train --data DIR --out TMP/thesis', /not empty and holds no run/],
  ['train --data DIR --out TMP/file.txt/run', /cannot be written/],
  [
    'train --data DIR --out TMP/new --set model.weights=TMP/nowhere.safetensors',
    /model\.weights: .*cannot be used/,
  ],
  ['train --out TMP/nowhere --resume', /there is no such folder/],
  ['train --data DIR --test DIR --preset nano --out TMP/overlap', /in both train and test/],
  ['evaluate TMP/empty --data DIR', /is not the folder of a run/],
  ['evaluate TMP/nowhere --data DIR', /there is no such folder/],
  ['evaluate RUN', /required option '--data <dir>' not specified/],
  ['evaluate RUN --data DIR --checkpoint newest', /--checkpoint: must be best or last/],
  ['evaluate RUN --data DIR --bootstrap 1', /--bootstrap: must be a whole number from 10/],
  ['evaluate RUN --data DIR', /there is no such checkpoint/],
  ['predict RUN', /missing required argument 'images'/],
  ['predict RUN TMP/nowhere.png', /there is no such checkpoint/],
  ['figure rok RUN', /did you mean roc\?/],
  ['figure roc RUN', /run wt-dfn evaluate first/],
  ['figure learning-curves RUN', /no epoch has ended yet/],
  ['figure roc RUN --format pdf', /--format: must be svg, png, json, html, got pdf/],
  ['embed RUN', /required option '--out <file>' not specified/],
  ['embed TMP/file.txt --out TMP/map.svg', /must be the folder of a run, a \.npy or a \.csv file/],
  ['embed TMP/nowhere.npy --out TMP/map.svg', /there is no such file or folder/],
  ['start --backend gpu', /--backend: must be auto, tensorflow, wasm, cpu/],
];

describe('the command line on bad input', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const results = new Map<string, CliResult>();
  after(folder.remove);

  before(async () => {
    const data = await drawTinyDataset(folder.path, { subjects: 4, cells: 1 });
    const tmp = folder.path;
    mkdirSync(join(tmp, 'empty'));
    mkdirSync(join(tmp, 'thesis'));
    writeFileSync(join(tmp, 'thesis', 'thesis.tex'), '');
    writeFileSync(join(tmp, 'file.txt'), 'hello');
    writeFileSync(join(tmp, 'unknown.json'), '{"model":{"depth":3}}');
    const nothing = imageListIdentity([]);
    const run = await RunFolder.take(join(tmp, 'run'), { resume: false });
    await run.begin(
      NANO_PRESET.config,
      {
        version: RUN_VERSION,
        status: 'stopped',
        versions: versionInfo(),
        seed: 1,
        data: { root: data, train: nothing, validation: nothing },
        sessions: [],
        finished: null,
      },
      { train: [], validation: [], trainSubjects: [], validationSubjects: [] },
    );
    await run.release();
    const queue = CASES.map(([command]) => command);
    const work = async (): Promise<void> => {
      for (let command = queue.shift(); command !== undefined; command = queue.shift()) {
        const args = command.split(' ').filter((word) => word !== '');
        const real = args.map((word) =>
          word.replace('DIR', data).replace('RUN', join(tmp, 'run')).replace('TMP', tmp),
        );
        results.set(command, await runCli(real, { cwd: tmp }));
      }
    };
    await Promise.all([work(), work(), work()]);
  });

  for (const [command, message] of CASES) {
    it(`wt-dfn ${command}`, () => {
      const { code, stdout, stderr } = results.get(command)!;
      assert.match(stderr, message);
      assert.equal(code, command === '' ? 2 : 2, stderr);
      assert.doesNotMatch(stderr, /a bug|\n\s+at /);
      assert.equal(stdout, '');
    });
  }

  it('says nothing when its reader closes the pipe early', async () => {
    const child = spawn(process.execPath, [BIN, 'train', '--preset', 'nano', '--print-config'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(stderr, '');
    assert.equal(code, 0);
  });

  it('helps with every command, with an example', async () => {
    for (const command of ['train', 'evaluate', 'predict', 'figure', 'embed', 'start']) {
      const { code, stdout } = await runCli([command, '--help']);
      assert.equal(code, 0);
      assert.match(stdout, /Examples?:\n {2}\$ (wt-dfn|npm start)/);
    }
  });
});
