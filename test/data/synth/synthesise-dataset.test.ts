import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError } from '../../../lib/core/errors/abort-error.ts';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import type { Progress } from '../../../lib/core/progress.ts';
import { openDataset } from '../../../lib/data/open-dataset.ts';
import type { SynthManifest } from '../../../lib/data/synth/dataset-notes.ts';
import { synthesiseDataset } from '../../../lib/data/synth/synthesise-dataset.ts';

const small = { subjects: 12, cells: 1, format: 'png' } as const;

describe('synthesiseDataset', function () {
  this.timeout(90_000);
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wt-dfn-synth-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const digest = async (path: string): Promise<string> =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');

  it('writes BMP tiles that openDataset takes for C-NMC, with a manifest that says that they are drawn', async () => {
    const root = join(folder, 'bmp');
    const progress: Progress[] = [];
    const made = await synthesiseDataset(root, {
      ...small,
      format: 'bmp',
      onProgress: (p) => progress.push(p),
    });
    assert.equal(made.root, root);
    const dataset = await openDataset(root);
    assert.equal(dataset.kind, 'c-nmc');
    assert.deepEqual(dataset.problems, []);
    assert.equal(dataset.images.length, 24);
    for (const label of [0, 1]) {
      const ofClass = dataset.images.filter((image) => image.label === label);
      assert.equal(new Set(ofClass.map((image) => image.subject)).size, 12);
      assert.equal(new Set(ofClass.map((image) => image.fold)).size, 3);
    }
    const bytes = await readFile(dataset.images[0]!.path);
    assert.equal(bytes.length, 608_454, 'the size of an official training file');
    assert.equal(bytes.readUInt32LE(10), 54);
    const manifest = JSON.parse(await readFile(join(root, 'manifest.json'), 'utf8')) as SynthManifest;
    assert.deepEqual(manifest, made.manifest);
    assert.equal(manifest.seed, 1);
    assert.match(await readFile(join(root, 'README.md'), 'utf8'), /drawn by a program/);
    assert.deepEqual(
      [progress.at(-1)!.done, progress.at(-1)!.total, progress.at(-1)!.unit],
      [24, 24, 'cells'],
    );
  });

  it('draws the same bytes from the same seed, whatever the number of threads', async () => {
    await synthesiseDataset(join(folder, 'one'), { ...small, smears: 1, workers: 1 });
    await synthesiseDataset(join(folder, 'three'), { ...small, smears: 1, workers: 3 });
    const names = (await readdir(join(folder, 'one'), { recursive: true })).filter((name) =>
      name.endsWith('.png'),
    );
    assert.equal(names.length, 25);
    for (const name of names) {
      const hash = await digest(join(folder, 'one', name));
      assert.equal(await digest(join(folder, 'three', name)), hash, name);
    }
  });

  it('replaces an earlier synthetic data set only with force, and anything else never', async () => {
    const ours = join(folder, 'one');
    await assert.rejects(synthesiseDataset(ours, small), /pass --force/);
    await synthesiseDataset(ours, { ...small, seed: 5, force: true });
    const manifest = JSON.parse(await readFile(join(ours, 'manifest.json'), 'utf8')) as SynthManifest;
    assert.equal(manifest.seed, 5);
    await assert.rejects(readdir(join(ours, 'smears')), { code: 'ENOENT' });

    await writeFile(join(ours, 'thesis.txt'), 'do not delete');
    const refused = synthesiseDataset(ours, { ...small, force: true });
    await assert.rejects(refused, ParameterError);
    assert.equal(await readFile(join(ours, 'thesis.txt'), 'utf8'), 'do not delete');
  });

  it('leaves nothing behind when it is stopped', async () => {
    const parent = join(folder, 'stopped');
    await mkdir(parent);
    const stop = new AbortController();
    const run = synthesiseDataset(join(parent, 'cells'), {
      ...small,
      cells: 20,
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    await assert.rejects(run, AbortError);
    assert.deepEqual(await readdir(parent), []);
    await assert.rejects(
      synthesiseDataset(join(parent, 'cells'), { ...small, signal: AbortSignal.abort() }),
      AbortError,
    );
  });

  it('names the parameter that is wrong', async () => {
    const cases: readonly [object, string][] = [
      [{ subjects: 11 }, 'subjects'],
      [{ cells: 0 }, 'cells'],
      [{ cells: 1.5 }, 'cells'],
      [{ seed: NaN }, 'seed'],
      [{ smears: -1 }, 'smears'],
      [{ workers: 0 }, 'workers'],
    ];
    for (const [options, parameter] of cases) {
      await assert.rejects(
        synthesiseDataset(join(folder, 'never'), options),
        (error) => error instanceof ParameterError && error.parameter === parameter,
      );
    }
    await assert.rejects(readdir(join(folder, 'never')), { code: 'ENOENT' });
  });

  it('refuses a path that is a file, or lies in one', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await assert.rejects(synthesiseDataset(file, small), /is a file/);
    await assert.rejects(synthesiseDataset(join(file, 'below'), small), /file/);
  });
});
