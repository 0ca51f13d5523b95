import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  CheckpointError,
  estimateSweep,
  expandSweep,
  openDataset,
  openSweep,
  ParameterError,
  readManifest,
  type CellImage,
  type FinishedTask,
} from 'wt-dfn';
import { foldsOf, imagesOfFold } from '../../../lib/experiments/sweep/sweep-folds.ts';
import { claimTask } from '../../../lib/experiments/sweep/task-claim.ts';
import { drawTinyDataset, temporaryFolder } from '../../training/tiny-dataset.ts';
import { openTiny, tinySpec } from './tiny-sweep.ts';

const axes = {
  streams: { ternary: {}, raw: { set: { 'streams.used': ['raw'], 'training.vote': 'raw' } } },
  batch: { b4: {}, b6: { set: { 'training.batch': 6 } } },
} as const;

describe('a sweep before it runs', function () {
  this.timeout(60_000);
  const temporary = temporaryFolder();
  let data = '';
  before(async () => {
    data = await drawTinyDataset(temporary.path, { subjects: 4, cells: 2 });
  });
  after(temporary.remove);

  it('is every combination of variants, folds and seeds, named readably', async () => {
    const { tasks } = await expandSweep(tinySpec(data, { axes, seeds: [1, 7] }));
    assert.equal(tasks.length, 2 * 2 * 2 * 2);
    assert.equal(new Set(tasks.map(({ id }) => id)).size, 16);
    assert.equal(tasks[0]!.id, 'b4_ternary_part1of2_seed1');
    const raw = tasks.find(({ id }) => id === 'b6_raw_part2of2_seed7')!;
    assert.deepEqual(raw.variants, { batch: 'b6', streams: 'raw' });
    assert.deepEqual(raw.config.streams.used, ['raw']);
    assert.equal(raw.config.training.batch, 6);
    assert.equal(raw.config.training.seed, 7);
  });

  it('is the same sweep whatever the order of its axes and keys', async () => {
    const one = await expandSweep(tinySpec(data, { axes }));
    const other = await expandSweep(tinySpec(data, { axes: { batch: axes.batch, streams: axes.streams } }));
    assert.deepEqual(other.tasks, one.tasks);
  });

  it('tests each part once, the same people for every seed and variant', async () => {
    const { tasks } = await expandSweep(tinySpec(data, { axes, seeds: [1, 2, 3] }));
    const parts = new Map<string, Set<string>>();
    for (const { fold, images } of tasks) {
      parts.set(fold.name, (parts.get(fold.name) ?? new Set()).add(images.test.sha256));
    }
    assert.deepEqual(
      [...parts].map(([name, tests]) => [name, tests.size]),
      [
        ['part1of2', 1],
        ['part2of2', 1],
      ],
    );
  });

  it('names task and setting where a combination cannot be had', async () => {
    const tooLarge = { size: { s48: { set: { 'input.size': 48 } } } };
    await assert.rejects(
      expandSweep(tinySpec(data, { axes: tooLarge }), 'my.json'),
      (error: unknown) =>
        error instanceof ParameterError &&
        /^my\.json, task s48_part1of2_seed1: input\.detailSize must be at least/.test(error.message),
    );
    await assert.rejects(
      expandSweep(tinySpec(data, { set: { 'training.epoch': 2 } })),
      /training\.epoch is not a setting; did you mean training\.epochs\?/,
    );
  });

  it('knows the folds of the data set', async () => {
    await assert.rejects(
      expandSweep(tinySpec(data, { folds: [{ name: 'a', train: ['fold_1'], test: ['fold_0'] }] })),
      /fold a: there is no fold_1; did you mean fold_0\?/,
    );
  });

  it('adds and leaves, and never makes one task into another', async () => {
    const spec = tinySpec(data, { name: 'growing', axes: { streams: axes.streams } });
    const sweep = await openTiny(temporary.path, spec);
    const first = join(sweep.path, 'ternary_part1of2_seed1');
    const before = readFileSync(join(first, 'task.json'), 'utf8');
    assert.ok(await claimTask(first)); // it has begun
    await assert.rejects(openTiny(temporary.path, spec), /holds a sweep that has begun .*--resume/);

    const more = tinySpec(data, { name: 'growing', seeds: [2] });
    await openTiny(temporary.path, more, { resume: true });
    const manifest = await readManifest(sweep.path);
    assert.deepEqual(
      manifest!.tasks.map(({ id, inSpec }) => [id, inSpec]),
      [
        ['part1of2_seed2', true],
        ['part2of2_seed2', true],
        ['ternary_part1of2_seed1', false],
        ['raw_part1of2_seed1', false],
        ['ternary_part2of2_seed1', false],
        ['raw_part2of2_seed1', false],
      ],
    );
    assert.equal(readFileSync(join(first, 'task.json'), 'utf8'), before);

    const other = { ...spec, set: { ...spec.set, 'training.epochs': 3 } };
    await assert.rejects(
      openTiny(temporary.path, other, { resume: true }),
      (error: unknown) =>
        error instanceof CheckpointError &&
        /training\.epochs was 2, now 3; name the variant/.test(error.message),
    );
    assert.equal(readFileSync(join(first, 'task.json'), 'utf8'), before);
  });

  it('touches no run that is not its own', async () => {
    const spec = tinySpec(data, { name: 'taken' });
    const sweep = await openTiny(temporary.path, spec);
    const stranger = join(sweep.path, 'part1of2_seed9');
    await openTiny(temporary.path, tinySpec(data, { name: 'taken', seeds: [9] }));
    assert.ok(existsSync(join(stranger, 'task.json')));
    const run = join(sweep.path, 'part1of2_seed5');
    await import('node:fs/promises').then(({ mkdir }) => mkdir(run));
    writeFileSync(join(run, 'config.json'), '{}');
    await assert.rejects(
      openTiny(temporary.path, tinySpec(data, { name: 'taken', seeds: [5] })),
      /holds a run that is no task of this sweep/,
    );
  });

  it('lets many open it at once', async () => {
    const plan = await expandSweep(tinySpec(data, { name: 'crowd', axes }));
    const store = join(temporary.path, 'runs');
    await Promise.all(Array.from({ length: 6 }, () => openSweep(plan, { store, resume: false })));
    assert.equal((await readManifest(join(store, 'crowd')))!.tasks.length, 8);
  });

  it('says what it takes: images times streams times epochs, and hours by what was measured', async () => {
    const { tasks } = await expandSweep(tinySpec(data, { axes: { streams: axes.streams } }));
    const images = tasks[0]!.images.train.images;
    const passes = 2 * (images * 3 * 2 + images * 1 * 2);
    assert.deepEqual(estimateSweep(tasks, []), {
      runs: 4,
      finished: 0,
      passes,
      missingPasses: passes,
      hours: null,
      measured: 0,
    });
    // One ternary run took 36 s for two epochs: the other one will take as long; raw ones are not known.
    const mark: FinishedTask = {
      task: tasks[0]!.id,
      token: 1,
      finished: '',
      secondsPerEpoch: 18,
      passes: images * 6,
      peakMiB: 100,
      testImages: 8,
      scores: { weightedF1: null, auroc: null },
    };
    assert.equal(estimateSweep(tasks, [mark]).hours, null);
    const raw = { ...mark, task: tasks[1]!.id, secondsPerEpoch: 9, passes: images * 2 };
    const estimate = estimateSweep(tasks, [mark, raw]);
    assert.equal(estimate.missingPasses, passes / 2);
    assert.ok(Math.abs(estimate.hours! - (36 + 18) / 3600) < 1e-9);
  });

  it('never has a person on two sides, however the folds are named', async () => {
    const { images } = await openDataset(data);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 2 })), {
          minLength: 12,
          maxLength: 40,
        }),
        fc.integer({ min: 0, max: 99 }),
        (cells, seed) => {
          // People of class (number mod 2), whose cells lie in any of three folders.
          const drawn = cells.map(([person, folder], i): CellImage => ({
            ...images[0]!,
            id: String(i),
            label: (person % 2) as 0 | 1,
            subject: String(person),
            fold: `fold_${folder}`,
          }));
          const folders = new Set(drawn.map(({ fold }) => fold));
          fc.pre(folders.size === 3);
          const [fold] = foldsOf([{ name: 'a', train: ['fold_0', 'fold_1'], test: ['fold_2'] }]);
          const people = (list: readonly CellImage[]): Set<string> =>
            new Set(list.map(({ subject }) => subject!));
          const tested = people(drawn.filter((image) => image.fold === 'fold_2'));
          const left = drawn.filter((image) => image.fold !== 'fold_2' && !tested.has(image.subject!));
          fc.pre(left.length > 0);
          const split = imagesOfFold(drawn, fold!, { seed, validationFraction: 0 });
          assert.deepEqual(people(split.test), tested);
          for (const person of people(split.train)) assert.ok(!tested.has(person));
          assert.equal(split.train.length, left.length);
          assert.equal(split.leftOut + split.train.length + split.test.length, drawn.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});
