import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDataset } from '../../lib/data/open-dataset.ts';
import type { CellImage } from '../../lib/data/dataset.ts';
import type { ImageBatch } from '../../lib/data/image-batch.ts';
import { frozenFeatures, type FeatureExtractor } from '../../lib/training/frozen-features.ts';
import { drawTinyDataset, temporaryFolder } from './tiny-dataset.ts';

const loading = { size: 16, batch: 5, seed: 1, workers: 0, onBadImage: 'skip' as const };

/** Mean of each colour, and how many images it has looked at. */
class MeanColours implements FeatureExtractor {
  readonly columns = 3;
  seen = 0;
  constructor(readonly fingerprint = 'mean colours') {}
  extract({ images, labels, size }: ImageBatch): Float32Array {
    this.seen += labels.length;
    const out = new Float32Array(3 * labels.length);
    for (const [i, value] of images.entries()) {
      const cell = Math.floor(i / (3 * size * size));
      out[3 * cell + (i % 3)]! += value / (size * size);
    }
    return out;
  }
}

describe('frozenFeatures', () => {
  const folder = temporaryFolder();
  const cacheDirectory = join(folder.path, 'cache');
  let images: readonly CellImage[];
  before(async () => {
    ({ images } = await openDataset(await drawTinyDataset(folder.path, { subjects: 2, cells: 3 })));
  });
  after(folder.remove);
  const entries = (): string[] =>
    readdirSync(cacheDirectory, { recursive: true, encoding: 'utf8' })
      .map((name) => join(cacheDirectory, name))
      .filter((path) => statSync(path).isFile());

  it('gives the same numbers with and without a cache, and looks at an image once', async () => {
    const plain = await frozenFeatures(new MeanColours(), images, { loading });
    const first = new MeanColours();
    const told: number[] = [];
    const cold = await frozenFeatures(first, images, {
      loading,
      cacheDirectory,
      onProgress: ({ done }) => told.push(done),
    });
    assert.equal(first.seen, images.length);
    assert.deepEqual([cold.cached, cold.features], [0, plain.features]);
    assert.deepEqual(told.slice(-1), [images.length]);
    const second = new MeanColours();
    const warm = await frozenFeatures(second, [...images].reverse(), { loading, cacheDirectory });
    assert.deepEqual([second.seen, warm.cached], [0, images.length]);
    assert.deepEqual(warm.features.data.slice(-3), plain.features.data.slice(0, 3));
  });

  it('knows an image by its bytes, and features by network and input', async () => {
    const [one, other] = [images[0]!, images[1]!];
    renameSync(one.path, `${one.path}.moved.png`);
    const moved = new MeanColours();
    await frozenFeatures(moved, [{ ...one, path: `${one.path}.moved.png` }], { loading, cacheDirectory });
    assert.equal(moved.seen, 0);
    renameSync(`${one.path}.moved.png`, one.path);
    const kept = readFileSync(one.path);
    copyFileSync(other.path, one.path);
    const changed = new MeanColours();
    const { features } = await frozenFeatures(changed, [one, other], { loading, cacheDirectory });
    assert.deepEqual(features.data.slice(0, 3), features.data.slice(3));
    assert.equal(changed.seen, 0, 'the other image was known, whatever it is called');
    writeFileSync(one.path, kept);
    for (const [extractor, size] of [
      [new MeanColours('other weights'), 16],
      [new MeanColours(), 24],
    ] as const) {
      await frozenFeatures(extractor, [one], { loading: { ...loading, size }, cacheDirectory });
      assert.equal(extractor.seen, 1);
    }
  });

  it('passes over damaged entries and leaves unreadable images out', async () => {
    for (const path of entries()) writeFileSync(path, readFileSync(path).fill(7, 30));
    const again = new MeanColours();
    const broken = join(folder.path, 'broken.png');
    writeFileSync(broken, 'no picture');
    const gone = join(folder.path, 'gone.png');
    const list = [{ ...images[0]!, path: broken }, images[1]!, { ...images[2]!, path: gone }, images[3]!];
    const found = await frozenFeatures(again, list, { loading, cacheDirectory });
    assert.deepEqual([...found.indices], [1, 3]);
    assert.deepEqual([again.seen, found.cached, found.features.rows], [2, 0, 2]);
    assert.deepEqual(found.problems.map(({ path }) => path).sort(), [broken, gone]);
    await assert.rejects(
      frozenFeatures(again, list, { loading: { ...loading, onBadImage: 'fatal' }, cacheDirectory }),
      /cannot be used/,
    );
    await assert.rejects(frozenFeatures(again, [], { loading }), /images must be at least one/);
  });

  it('stops on a signal and keeps what it found', async () => {
    const stop = new AbortController();
    const fresh = join(folder.path, 'stopped');
    const slow = new MeanColours();
    const work = frozenFeatures(slow, images, {
      loading: { ...loading, batch: 2 },
      cacheDirectory: fresh,
      signal: stop.signal,
      onProgress: () => {
        stop.abort();
      },
    });
    await assert.rejects(work, { name: 'AbortError' });
    const rest = new MeanColours();
    const { cached } = await frozenFeatures(rest, images, { loading, cacheDirectory: fresh });
    assert.deepEqual([cached, rest.seen], [2, images.length - 2]);
  });
});
