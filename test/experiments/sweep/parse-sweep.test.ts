import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineSweep, loadSweep, ParameterError, parseSweep, type SweepSpec } from 'wt-dfn';

const good = defineSweep({
  name: 'streams',
  data: 'cells',
  preset: 'nano',
  set: { 'training.epochs': 2 },
  axes: {
    streams: { ternary: {}, raw: { set: { 'streams.used': ['raw'], 'training.vote': 'raw' } } },
    size: { s32: { set: { 'input.size': 32 } }, s64: { set: { 'input.size': 64 } } },
  },
  folds: { parts: 3, seed: 2, only: [1, 3] },
  seeds: [1, 2],
  evaluation: { replicates: 100, checkpoint: 'last', report: 'scores' },
  executor: { kind: 'slurm', parallel: 4, slurm: { partition: 'main', extra: ['--constraint=avx2'] } },
});
const named = [{ name: 'a', train: ['fold_0', 'fold_1'], test: ['fold_2'] }];

describe('parseSweep', () => {
  it('takes a spec with every kind of key, and gives it back', () => {
    assert.deepEqual(parseSweep(good), good);
    assert.deepEqual(parseSweep(JSON.parse(JSON.stringify(good))), good);
    assert.deepEqual(parseSweep({ ...good, folds: named }).folds, named);
  });

  const bad: readonly [what: string, change: Record<string, unknown>, message: RegExp][] = [
    ['no name', { name: undefined }, /name is missing; it must be a folder name/],
    ['a name that leaves the store', { name: '../x' }, /name must be a folder name .*, got "\.\.\/x"/],
    ['a hidden name', { name: '.x' }, /name must be a folder name/],
    ['no data', { data: undefined }, /data is missing; it must be the data set's folder/],
    ['data without a root', { data: {} }, /data\.root is missing; it must be text/],
    [
      'a slip in data',
      { data: { root: 'x', subjectcsv: 'y' } },
      /data\.subjectcsv is not a key .* did you mean subjectCsv\?/,
    ],
    [
      'two sources of subjects',
      { data: { root: 'x', subjectCsv: 'y', subjectPattern: 'z' } },
      /give either subjectPattern or subjectCsv/,
    ],
    ['a slip in a key', { sedes: [1] }, /sedes is not a key of a sweep; did you mean seeds\?/],
    ['no preset of that name', { preset: 'quik' }, /there is no "quik"; did you mean quick\?/],
    ['no seeds', { seeds: [] }, /seeds must be a list of different whole numbers, at least one, got \[\]/],
    ['seeds twice', { seeds: [1, 1] }, /seeds must be a list of different whole numbers/],
    ['a broken seed', { seeds: [1.5] }, /seeds\.0 must be a whole number from 0 on, got 1\.5/],
    ['one part', { folds: { parts: 1 } }, /folds\.parts must be a whole number from 2 on, got 1/],
    ['a part beyond', { folds: { parts: 3, only: [4] } }, /folds\.only: there are 3 parts, got 4/],
    ['a part twice', { folds: { parts: 3, only: [1, 1] } }, /1 and 1 would share one folder/],
    ['folds as text', { folds: 'fold_0' }, /folds must be \{"parts": k\} or a list of folds/],
    ['an empty list of folds', { folds: [] }, /folds must be a list of folds .*, at least one, got \[\]/],
    [
      'a fold without test',
      { folds: [{ name: 'a', train: ['x'] }] },
      /folds\.0\.test is missing; it must be a list of fold names/,
    ],
    [
      'a fold on both sides',
      { folds: [{ name: 'a', train: ['x', 'y'], test: ['y'] }] },
      /fold a both trains and tests on y/,
    ],
    [
      'two folds of one name',
      { folds: [...named, { name: 'A', train: ['x'], test: ['y'] }] },
      /a and A would share one folder/,
    ],
    [
      'an axis without variants',
      { axes: { size: {} } },
      /axes\.size must be an object of at least one named variant/,
    ],
    [
      'a variant with a bad name',
      { axes: { size: { a_b: {} } } },
      /axes\.size\.a_b must be named with at most 40/,
    ],
    [
      'variants that differ in case',
      { axes: { size: { raw: {}, Raw: {} } } },
      /raw and Raw would share one folder/,
    ],
    [
      'a slip in a variant',
      { axes: { size: { a: { sett: {} } } } },
      /axes\.size\.a\.sett is not a key .* did you mean set\?/,
    ],
    ['a setting without section', { set: { epochs: 3 } }, /set\.epochs must be a setting by its path/],
    [
      'a setting of objects',
      { set: { 'training.epochs': { a: 1 } } },
      /set\.training\.epochs|must be text, a number/,
    ],
    ['the seed as a setting', { set: { 'training.seed': 3 } }, /set: training\.seed comes from seeds/],
    [
      'two axes with one setting',
      { axes: { a: { x: { set: { 'input.size': 32 } } }, b: { y: { set: { 'input.size': 64 } } } } },
      /axes a and b both change input\.size/,
    ],
    [
      'two axes with presets',
      { axes: { a: { x: { preset: 'nano' } }, b: { y: { preset: 'quick' } } } },
      /axes a and b both change the preset/,
    ],
    [
      'an executor of another kind',
      { executor: { kind: 'pbs' } },
      /executor\.kind must be local or slurm, got "pbs"/,
    ],
    [
      'no processes',
      { executor: { parallel: 0 } },
      /executor\.parallel must be a whole number from 1 on, got 0/,
    ],
    [
      'no time',
      { executor: { limitHours: 0 } },
      /executor\.limitHours must be a number of hours above 0, got 0/,
    ],
    [
      'a slip in slurm',
      { executor: { slurm: { partitoin: 'x' } } },
      /executor\.slurm\.partitoin is not a key .* did you mean partition\?/,
    ],
    [
      'an argument that is none',
      { executor: { slurm: { extra: ['rm -rf'] } } },
      /executor\.slurm\.extra\.0 must be an argument that starts with --/,
    ],
    [
      'few replicates',
      { evaluation: { replicates: 1 } },
      /evaluation\.replicates must be a whole number from 10 on/,
    ],
  ];
  for (const [what, change, message] of bad) {
    it(`refuses ${what}, in one sentence`, () => {
      assert.throws(
        () => parseSweep({ ...good, ...change }, 'my.json'),
        (error: unknown) => {
          assert.ok(error instanceof ParameterError);
          assert.match(error.message, message);
          assert.equal(error.message.split('\n').length, 1);
          return true;
        },
      );
    });
  }

  it('refuses what is no object', () => {
    for (const value of [null, [], 3, 'x']) {
      assert.throws(() => parseSweep(value), /the spec must be an object with name, data, folds and seeds/);
    }
  });
});

describe('loadSweep', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wt-dfn-spec-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const load = (name: string, text: string): Promise<SweepSpec> => {
    writeFileSync(join(folder, name), text);
    return loadSweep(join(folder, name));
  };

  it('reads JSON and TypeScript alike, wherever the file lies', async () => {
    assert.deepEqual(await load('a.json', JSON.stringify(good)), good);
    const source = `import { defineSweep, type SweepSpec } from 'wt-dfn';\nconst spec: SweepSpec = ${JSON.stringify(good)};\nexport default defineSweep(spec);\n`;
    assert.deepEqual(await load('a.ts', source), good);
  });

  it('says in one sentence what is wrong with the file', async () => {
    await assert.rejects(load('b.json', '{"name": '), /b\.json is not JSON/);
    await assert.rejects(load('b.ts', 'throw new Error("oh no");'), /b\.ts cannot be run \(oh no\)/);
    await assert.rejects(load('c.ts', 'export const spec = 1;'), /c\.ts has no default export/);
    await assert.rejects(loadSweep(join(folder, 'none.json')), /none\.json cannot be read/);
    await assert.rejects(load('d.json', '{}'), /d\.json: name is missing/);
  });
});
