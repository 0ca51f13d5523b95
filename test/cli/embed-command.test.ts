import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../lib/core/random.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { encodeNpy } from '../../lib/data/npy.ts';
import { runFeatures } from '../../lib/experiments/run-features.ts';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { readRun } from '../../lib/training/run/run-folder.ts';
import { trainRun } from '../../lib/training/train-run.ts';
import { drawTinyDataset, temporaryFolder } from '../training/tiny-dataset.ts';
import { runCli, type CliResult } from './run-cli.ts';

const CELLS = 60;

/** Arguments that cannot be used, and what is to be said. */
const BAD: readonly (readonly [args: string, message: RegExp])[] = [
  ['features.csv', /required option '--out <file>'/],
  ['features.csv --out map.pdf', /--out: must end in \.html, \.png, \.svg, \.csv, got "map\.pdf"/],
  ['features.csv --out m.csv --method pca', /--method: must be tsne, umap, got pca/],
  ['features.csv --out m.csv --color blood', /--color: must be label, .*all, got blood/],
  ['features.csv --out m.csv --metric hamming', /--metric: must be euclidean, .* got hamming/],
  ['features.csv --out m.csv --pca 0', /--pca: must be a whole number from 1 on, or none, got "0"/],
  ['features.csv --out m.csv --pca few', /--pca: must be a whole number from 1 on, or none, got "few"/],
  [
    'features.csv --out m.csv --pca 4',
    /pca must be a whole number from 1 to 3, the number of features, or none, got 4/,
  ],
  ['features.csv --out m.csv --perplexity 0', /--perplexity: must be a number above 0, got "0"/],
  ['features.csv --out m.csv --neighbors 5', /--neighbors: goes with --method umap/],
  ['features.csv --out m.csv --method umap --perplexity 5', /--perplexity: goes with --method tsne/],
  ['features.csv --out m.csv --method umap --neighbors 1', /--neighbors: must be a whole number from 2/],
  ['features.csv --out m.csv --seed x', /--seed: must be a whole number, got "x"/],
  [
    'features.csv --out m.csv --split test',
    /--split: is for the folder of a run, and features\.csv is a file/,
  ],
  ['features.csv --out m.csv --test-into-train', /--test-into-train: is for the folder of a run/],
  ['features.csv --out m.csv --cells notes.csv', /--cells: goes with a \.npy file/],
  ['nowhere --out m.csv', /nowhere: there is no such file or folder/],
  ['notes.txt --out m.csv', /must be the folder of a run, a \.npy or a \.csv file/],
  ['notes.csv --out m.csv', /notes\.csv: has no feature/],
  ['torn.npy --out m.csv', /torn\.npy: is no \.npy file/],
  ['nan.npy --out m.csv', /nan\.npy: numbers must be finite, got NaN in row 1, column 0/],
  ['few.npy --out m.csv', /at least 3 cells that make the map, got 2/],
  ['features.npy --out m.csv --cells few.csv', /--cells: few\.csv must have one row a cell \(60\), got 1/],
  ['. --out m.csv', /is not the folder of a run/],
  ['. --out m.csv --stream blue', /--stream: must be raw, crop, erase, voted, got blue/],
];

/** Features of cells of six people, three of each class: both person and class lie apart. */
function write(folder: string): void {
  const random = Random.fromSeed(5);
  const lines = ['image,label,subject,fold,stain,area,f1,f2,f3'];
  const notes = ['image,label,subject'];
  const numbers: number[] = [];
  for (let i = 0; i < CELLS; i++) {
    const subject = i % 6;
    const kind = subject % 2;
    const features = [6 * kind + random.normal(), subject + random.normal(), random.normal()];
    numbers.push(...features);
    lines.push(
      [
        `c${i}.png`,
        kind === 1 ? 'ALL' : 'HEM',
        `P${subject}`,
        `fold_${i % 3}`,
        100 + i,
        2000 + i,
        ...features,
      ].join(','),
    );
    notes.push([`c${i}.png`, kind, `P${subject}`].join(','));
  }
  writeFileSync(join(folder, 'features.csv'), lines.join('\n'));
  writeFileSync(join(folder, 'notes.csv'), notes.join('\n'));
  writeFileSync(
    join(folder, 'features.npy'),
    encodeNpy({ data: Float32Array.from(numbers), rows: CELLS, columns: 3 }),
  );
}

describe('wt-dfn embed', function () {
  this.timeout(240_000);
  const folder = temporaryFolder();
  after(folder.remove);
  before(() => {
    write(folder.path);
  });
  const embed = (...args: string[]) => runCli(['embed', ...args, '--threads', '1'], { cwd: folder.path });
  const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8');

  it('makes a page of a CSV, with findings on the output and progress beside it', async () => {
    const { code, stdout, stderr } = await embed('features.csv', '--out', 'map.html', '--perplexity', '8');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Cells lie beside .*\n(.*\n)*map\.html\n$/);
    assert.match(stdout, /the class is there across people/);
    assert.match(stderr, /map quality: 100% 60\/60 rows/);
    const html = read('map.html');
    assert.match(html, /60 cells of features\.csv; t-SNE, perplexity 8, metric euclidean, seed 1/);
    assert.match(html, /Trustworthiness/);
    assert.match(html, /<code>wt-dfn embed features\.csv/);
  });

  it('gives the same places for the same seed and any threads, and the same by UMAP', async () => {
    for (const method of ['tsne', 'umap']) {
      const args = ['features.npy', '--cells', 'notes.csv', '--method', method, '--quiet'];
      const results = await Promise.all([
        embed(...args, '--out', `${method}-a.csv`),
        runCli(['embed', ...args, '--threads', '2', '--out', `${method}-b.csv`], { cwd: folder.path }),
        embed(...args, '--seed', '2', '--out', `${method}-c.csv`),
      ]);
      for (const { code, stderr } of results) assert.deepEqual([code, stderr], [0, '']);
      assert.equal(read(`${method}-a.csv`), read(`${method}-b.csv`));
      const [header, ...rows] = read(`${method}-a.csv`).trim().split('\n');
      assert.equal(header, 'image,label,subject,fold,x,y');
      assert.equal(rows.length, CELLS);
      assert.match(rows[1]!, /^c1\.png,lymphoblast,P1,,-?\d+\.?\d*(e-?\d+)?,-?\d+\.?\d*(e-?\d+)?$/);
    }
    // t-SNE begins with principal components, whatever the seed; UMAP draws what it pushes apart.
    assert.notEqual(read('umap-a.csv'), read('umap-c.csv'));
  });

  it('says how many principal components it took, and what they keep', async () => {
    const random = Random.fromSeed(7);
    const data = Float32Array.from({ length: CELLS * 101 }, (_, i) => random.normal() / (1 + (i % 101)));
    writeFileSync(join(folder.path, 'wide.npy'), encodeNpy({ data, rows: CELLS, columns: 101 }));
    const args = ['wide.npy', '--quiet', '--out'];
    const [fifty, asked, none] = await Promise.all([
      embed(...args, 'wide.csv', '--pca', '50'),
      embed(...args, 'asked.svg', '--pca', '1'),
      embed(...args, 'none.csv'),
    ]);
    assert.match(
      fifty.stdout,
      /^The map is made of 50 principal components of 101 features, (99|100)\.\d % of the variance\.\nwide\.csv\n$/,
    );
    assert.match(asked.stdout, /^The map is made of 1 principal component of 101 features, \d\d\.\d % /);
    assert.match(read('asked.svg'), /1 principal component of 101 features/);
    assert.equal(none.stdout, 'none.csv\n');
    assert.notEqual(read('wide.csv'), read('none.csv'));
  });

  it('draws figures by subject and the whole audit', async () => {
    const results = await Promise.all([
      embed('features.csv', '--color', 'subject', '--out', 'map.png', '--quiet'),
      embed('features.csv', '--color', 'all', '--out', 'audit.svg', '--quiet'),
    ]);
    for (const { code, stderr } of results) assert.equal(code, 0, stderr);
    const { width, height } = await sharp(join(folder.path, 'map.png')).metadata();
    assert.ok(width >= 1400 && height >= 700);
    assert.match(read('audit.svg'), /Subject \(6\)[^]*rank correlation with 15 neighbours/);
  });

  it('stops at Ctrl-C with 130, and leaves no file', async () => {
    const random = Random.fromSeed(6);
    const data = Float32Array.from({ length: 3000 * 40 }, () => random.normal());
    writeFileSync(join(folder.path, 'many.npy'), encodeNpy({ data, rows: 3000, columns: 40 }));
    const { code, stderr } = await runCli(['embed', 'many.npy', '--out', 'never.html'], {
      cwd: folder.path,
      onStart: (child) => {
        child.stderr?.once('data', () => child.kill('SIGINT'));
      },
    });
    assert.equal(code, 130, stderr);
    assert.match(stderr, /embed: stopping/);
    assert.ok(!existsSync(join(folder.path, 'never.html')));
  });

  it('maps the cells of a run, and places those it has not seen among those it was trained on', async () => {
    const data = await drawTinyDataset(folder.path, { subjects: 4, cells: 3 });
    const { images } = await openDataset(data);
    const config = setInConfig(NANO_PRESET.config, [
      'training.epochs=1',
      'training.batch=6',
      'training.workers=0',
      'input.size=32',
      'input.detailSize=32',
    ]);
    const isTest = (subject: string | undefined): boolean => subject === '4' || subject === 'H4';
    await trainRun({
      path: join(folder.path, 'run'),
      dataRoot: data,
      engine: await startEngine(),
      config,
      train: images.filter(({ subject }) => !isTest(subject)),
    });
    const placed = await embed(
      'run',
      '--test-into-train',
      '--stream',
      'voted',
      '--out',
      'run.csv',
      '--quiet',
    );
    assert.deepEqual([placed.code, placed.stderr], [0, ''], placed.stderr);
    const rows = read('run.csv')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    assert.equal(rows.length, 24);
    assert.equal(rows.filter((row) => row[6] === '1').length, 6);
    for (const row of rows) {
      assert.equal(row[6], isTest(row[2]) ? '1' : '0');
      assert.ok(Number.isFinite(Number(row[4])) && Number(row[7]) > 50 && Number(row[8]) > 300, row.join());
    }
    const page = await embed('run', '--split', 'train', '--out', 'run.html');
    assert.equal(page.code, 0, page.stderr);
    assert.match(page.stderr, /The network was trained on these cells/);
    assert.match(read('run.html'), /data:image\/webp;base64/);
    const wrong = await embed('run', '--split', 'validation', '--out', 'x.html', '--data', 'nowhere');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /there is no folder/);

    const run = await readRun(join(folder.path, 'run'));
    const raw = { ...run, config: setInConfig(run.config, ['streams.used=["raw"]']) };
    const bad: readonly [() => Promise<unknown>, RegExp][] = [
      [() => runFeatures(raw, { stream: 'voted' }), /^runFeatures: stream must be .*\(raw\), got voted$/],
      [
        () => runFeatures(run, { testIntoTrain: true, split: 'train' }),
        /^runFeatures: split names the cells/,
      ],
      [
        () => runFeatures({ ...run, split: { ...run.split, validation: [] } }, { split: 'validation' }),
        /^runFeatures: .* has no validation cells in its data set; choose another split/,
      ],
    ];
    for (const [call, message] of bad) await assert.rejects(call, { message });
  });

  describe('on bad input', () => {
    const results = new Map<string, CliResult>();
    before(async () => {
      writeFileSync(join(folder.path, 'notes.txt'), 'x');
      writeFileSync(join(folder.path, 'few.csv'), 'label\n1\n');
      writeFileSync(join(folder.path, 'torn.npy'), 'x');
      const table = (data: number[]): Uint8Array =>
        encodeNpy({ data: Float32Array.from(data), rows: 2, columns: data.length / 2 });
      writeFileSync(join(folder.path, 'nan.npy'), table([1, 2, Number.NaN, 4]));
      writeFileSync(join(folder.path, 'few.npy'), table([1, 2, 3, 4]));
      const queue = BAD.map(([args]) => args);
      const work = async (): Promise<void> => {
        for (let args = queue.shift(); args !== undefined; args = queue.shift()) {
          results.set(args, await runCli(['embed', ...args.split(' ')], { cwd: folder.path }));
        }
      };
      await Promise.all([work(), work()]);
    });

    for (const [args, message] of BAD) {
      it(`wt-dfn embed ${args}`, () => {
        const { code, stdout, stderr } = results.get(args)!;
        assert.equal(code, 2, stderr);
        assert.match(stderr, message);
        assert.doesNotMatch(stderr, /a bug|\n\s+at /);
        assert.equal(stdout, '');
        assert.ok(!existsSync(join(folder.path, 'm.csv')));
      });
    }
  });
});
