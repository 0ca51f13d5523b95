import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeSafetensors } from '../../lib/nn/safetensors.ts';
import { exportWeights } from '../../lib/nn/weights.ts';
import { WtDfn } from '../../lib/nn/wt-dfn.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { drawTinyDataset, temporaryFolder } from '../training/tiny-dataset.ts';
import { runCli, type CliResult } from './run-cli.ts';

const BAD: readonly (readonly [args: string, message: RegExp])[] = [
  ['', /give one of --test, --hold-out or --part, to say who is judged/],
  ['--part 1/2 --hold-out 0.5', /give one of --test, --hold-out or --part/],
  ['--part 3/2', /--part: must be like 1\/3, 2\/3 or 3\/3, got 3\/2/],
  ['--part 1/2 --strides 8,x', /--strides: must be a whole number from 1 on, got "x"/],
  ['--part 1/2 --strides 32', /strides must be different ones of 2, 4, 8, 16, got 32/],
  ['--part 1/2 --size 8', /--size: must be a whole number from 32 on, got "8"/],
  ['--part 1/2 --backbone vgg', /--backbone: model\.backbone must be nano, .*, got "vgg"/],
  ['--part 1/2 --set model.weights=other.pth', /model\.weights: other\.pth/],
  ['--part 1/2 --bootstrap 1', /--bootstrap: must be a whole number from 10 on/],
];

describe('wt-dfn frozen', function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  let data: string;
  before(async () => {
    data = await drawTinyDataset(folder.path, { subjects: 6, cells: 3 });
    await startEngine();
    const network = new WtDfn({ backbone: 'nano' });
    writeFileSync(join(folder.path, 'nano.safetensors'), encodeSafetensors(exportWeights(network)));
    network.dispose();
  });
  after(folder.remove);
  const frozen = (...args: string[]): Promise<CliResult> =>
    runCli(
      [
        'frozen',
        '--data',
        data,
        '--weights',
        'nano.safetensors',
        '--backbone',
        'nano',
        '--size',
        '32',
        ...args,
      ],
      { cwd: folder.path },
    );

  it('judges one part of the people by the others, and knows the cells the next time', async () => {
    const args = ['--part', '1/2', '--bootstrap', '50', '--cache', 'cache', '--out', 'out'];
    const first = await frozen(...args);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /Evaluation: .*frozen nano\n/);
    assert.match(first.stderr, /18 cells to learn from, 18 to judge/);
    const record = JSON.parse(readFileSync(join(folder.path, 'out/frozen.json'), 'utf8')) as {
      columns: number;
      regression: { coefficients: number[] };
      origin: { config: { streams: { used: string[] } } };
    };
    assert.deepEqual([record.columns, record.regression.coefficients.length], [192, 192]);
    assert.deepEqual(record.origin.config.streams.used, ['raw']);
    for (const name of ['predictions.csv', 'report.json', 'report.txt', 'report.md']) {
      assert.ok(existsSync(join(folder.path, 'out', name)), name);
    }
    const csv = readFileSync(join(folder.path, 'out/predictions.csv'), 'utf8');
    const again = await frozen(...args, '--json');
    assert.equal(again.code, 0, again.stderr);
    assert.equal(readFileSync(join(folder.path, 'out/predictions.csv'), 'utf8'), csv);
    assert.equal((JSON.parse(again.stdout) as { headline: string }).headline, 'raw');
    const score = await runCli(['score', 'out/predictions.csv', '--bootstrap', '50'], { cwd: folder.path });
    assert.equal(score.code, 0, score.stderr);
  });

  for (const [args, message] of BAD) {
    it(`refuses "${args}" in one sentence`, async () => {
      const { code, stderr } = await frozen(...args.split(' ').filter(Boolean), '--out', 'bad', '--quiet');
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.ok(!existsSync(join(folder.path, 'bad')));
    });
  }
});
