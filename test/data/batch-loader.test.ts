import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AbortError } from '../../lib/core/errors/abort-error.ts';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { CELL_AUGMENT } from '../../lib/data/augment-options.ts';
import { AUGMENT_METHOD_DEFAULTS } from '../../lib/data/baselines/augment-methods.ts';
import { BatchLoader, type EpochOptions } from '../../lib/data/batch-loader.ts';
import type { BatchLoaderOptions } from '../../lib/data/batch-loader-options.ts';
import type { CellImage } from '../../lib/data/dataset.ts';
import type { ImageBatch } from '../../lib/data/image-batch.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { resizeArea } from '../../lib/data/resize-area.ts';
import { bmpBytes, noise, put, putCnmc, SHARED_DATA, withFolder } from './make-images.ts';

const PLAIN = { size: 8, batch: 4, seed: 3, workers: 0, onBadImage: 'fatal' } as const;

/** The batches of an epoch; the loader is closed after. */
async function batchesOf(
  images: readonly CellImage[],
  options: BatchLoaderOptions,
  epoch = 0,
  epochOptions: EpochOptions = {},
): Promise<ImageBatch[]> {
  const loader = new BatchLoader(images, options);
  try {
    return await all(loader.epoch(epoch, epochOptions));
  } finally {
    await loader.close();
  }
}

async function all(epoch: AsyncIterable<ImageBatch>): Promise<ImageBatch[]> {
  const batches: ImageBatch[] = [];
  for await (const batch of epoch) batches.push(batch);
  return batches;
}

function indices(batches: readonly ImageBatch[]): number[] {
  return batches.flatMap((batch) => [...batch.indices]);
}

function withCells<T>(work: (images: readonly CellImage[], folder: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    await putCnmc(folder);
    return work((await openDataset(folder)).images, folder);
  });
}

function withNoise<T>(count: number, work: (images: CellImage[], folder: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    const images: CellImage[] = [];
    for (let i = 0; i < count; i++) {
      const path = await put(join(folder, `${i}.bmp`), bmpBytes(noise(16, 16, i)));
      images.push({ id: `${i}.bmp`, path, label: i % 3 === 0 ? 0 : 1, subject: undefined, fold: undefined });
    }
    return work(images, folder);
  });
}

describe('BatchLoader', function () {
  this.timeout(90_000); // threads start slowly on a busy machine

  it('gives exact resizes in the order of the list where nothing is left to chance', () =>
    withNoise(6, async (images) => {
      const batches = await batchesOf(images, { ...PLAIN, detailSize: 16 });
      assert.deepEqual(indices(batches), [0, 1, 2, 3, 4, 5]);
      assert.deepEqual([...batches[1]!.labels], [1, 1]);
      const { data } = noise(16, 16, 4);
      const [image, detail] = [batches[1]!.images.subarray(0, 192), batches[1]!.details!.subarray(0, 768)];
      assert.deepEqual(detail, data);
      assert.deepEqual(image, resizeArea({ width: 16, height: 16, data }, { left: 0, top: 0, side: 16 }, 8));
      assert.equal(batches[1]!.details!.length, 2 * 768);
    }));

  it('gives the same bits whatever the threads and caches, other bits in another epoch or for another seed', () =>
    withCells(async (images, folder) => {
      const options = {
        ...PLAIN,
        detailSize: 12,
        augment: { ...CELL_AUGMENT, randomCrop: true },
        viewFraction: 0.875,
      };
      const expected = await batchesOf(images, options, 2);
      for (const other of [
        { workers: 1 },
        { workers: 3, prefetch: 5 },
        { cacheBytes: 0 },
        { workers: 2, cacheBytes: 2000, cacheDirectory: join(folder, 'cache') },
      ]) {
        assert.deepEqual(await batchesOf(images, { ...options, ...other }, 2), expected);
      }
      const loader = new BatchLoader(images, { ...options, workers: 2 });
      await all(loader.epoch(0));
      assert.deepEqual(await all(loader.epoch(2)), expected); // now from memory
      assert.notDeepEqual((await all(loader.epoch(3)))[0]!.images, expected[0]!.images);
      await loader.close();
      assert.notDeepEqual(
        (await batchesOf(images, { ...options, seed: 4 }, 2))[0]!.images,
        expected[0]!.images,
      );
      assert.notDeepEqual(
        indices(expected),
        [...indices(expected)].sort((a, b) => a - b),
      );
      assert.equal(new Set(indices(expected)).size, images.length);
    }));

  it('gives the bits that it gave before there were augmentation methods, where none is asked for', () =>
    withNoise(7, async (images) => {
      const augment = { ...CELL_AUGMENT, randomCrop: true };
      const options = { ...PLAIN, batch: 3, detailSize: 12, augment, viewFraction: 0.875 };
      const hash = createHash('sha256');
      for (const epoch of [0, 5]) {
        for (const { images: pixels, details, indices: order } of await batchesOf(images, options, epoch)) {
          hash.update(pixels).update(details!).update(new Uint8Array(order.buffer));
        }
      }
      // Of the version that had none (2c11299).
      assert.equal(hash.digest('hex'), 'a2fc932a7a98d38519b3bfe29fe5ae02240804689c9997f4a8bee814c2397bad');
    }));

  it('applies a method after turns and jitter, to details at the same place, and leaves those as they were', () =>
    withNoise(6, async (images) => {
      const plain = { ...PLAIN, batch: 6, detailSize: 16, augment: { flipHorizontal: true, rotate: 180 } };
      const options = { ...AUGMENT_METHOD_DEFAULTS, cutout: { length: 0.5, fill: 'noise' } } as const;
      const imageMethod = { method: 'cutout', options, epochs: 4 } as const;
      const [[without], [withIt], [threads]] = [
        await batchesOf(images, plain, 1),
        await batchesOf(images, { ...plain, imageMethod }, 1),
        await batchesOf(images, { ...plain, imageMethod, workers: 1 }, 1),
      ];
      assert.deepEqual(threads!.images, withIt!.images);
      assert.deepEqual(threads!.details, withIt!.details);
      let changed = 0;
      for (let i = 0; i < without!.images.length; i += 3) {
        if (without!.images[i] === withIt!.images[i]) continue;
        changed++;
        // The same place at twice the resolution has changed as well (at the corners, a quarter of it).
        const [image, pixel] = [Math.floor(i / 192), (i % 192) / 3];
        const at = ((image * 16 + 2 * Math.floor(pixel / 8)) * 16 + 2 * (pixel % 8)) * 3;
        const detail = [0, 3, 48, 51].filter(
          (by) => without!.details![at + by] !== withIt!.details![at + by],
        );
        assert.ok(detail.length >= 1);
      }
      assert.ok(changed > 6 * 4 && changed <= 6 * 16, String(changed));
      assert.throws(() => new BatchLoader(images, { ...PLAIN, imageMethod }), ParameterError);
    }));

  it('draws by size on request, and wants the areas for it', () =>
    withNoise(9, async (images) => {
      const options = { ...PLAIN, batch: 9, augment: {}, sampler: 'sizeBalanced' } as const;
      const sizes = { areas: images.map((_, i) => i), bins: 1 };
      const [batch] = await batchesOf(images, { ...options, sizes });
      const ones = batch!.labels.filter((label) => label === 1).length;
      assert.ok(ones === 4 || ones === 5);
      assert.throws(() => new BatchLoader(images, options), /sampler sizeBalanced needs sizes\.areas/);
    }));

  it('goes on in the middle of an epoch with what would have come', () =>
    withCells(async (images) => {
      const options = { ...PLAIN, batch: 5, augment: CELL_AUGMENT };
      const whole = await batchesOf(images, options, 1);
      assert.deepEqual(await batchesOf(images, options, 1, { startBatch: 2 }), whole.slice(2));
      assert.deepEqual(await batchesOf(images, options, 1, { startBatch: 99 }), []);
      await assert.rejects(batchesOf(images, options, 1, { startBatch: -1 }), ParameterError);
    }));

  it('keeps or drops a last batch that is not full', () =>
    withNoise(6, async (images) => {
      assert.deepEqual(
        (await batchesOf(images, PLAIN)).map(({ indices: taken }) => taken.length),
        [4, 2],
      );
      assert.deepEqual(
        (await batchesOf(images, { ...PLAIN, dropLast: true })).map(({ indices: taken }) => taken.length),
        [4],
      );
      assert.equal(new BatchLoader(images, PLAIN).batchesPerEpoch, 2);
      assert.equal(new BatchLoader(images, { ...PLAIN, dropLast: true }).batchesPerEpoch, 1);
    }));

  it('draws as many of each class on request, a repeated image differently each time', () =>
    withNoise(9, async (images) => {
      const options = { ...PLAIN, batch: 9, augment: CELL_AUGMENT, sampler: 'classBalanced' } as const;
      const [batch] = await batchesOf(images, options);
      assert.equal(batch!.labels.filter((label) => label === 0).length, 5);
      const twice = [...batch!.indices.keys()].filter((i) =>
        [...batch!.indices].some((other, j) => j !== i && other === batch!.indices[i]),
      );
      assert.ok(twice.length >= 2);
      const pictures = new Set(twice.map((i) => batch!.images.subarray(i * 192, (i + 1) * 192).join()));
      assert.equal(pictures.size, twice.length);
    }));

  describe('with images that cannot be used', () => {
    async function spoil(images: readonly CellImage[]): Promise<void> {
      await writeFile(images[1]!.path, 'this is a text');
      await writeFile(images[2]!.path, '');
      for (const { path } of images.slice(4, 8)) await writeFile(path, bmpBytes(noise(4, 4)).subarray(0, 60));
    }

    for (const workers of [0, 2]) {
      it(`ends with their names, or goes on without them and lists them (${workers} threads)`, () =>
        withNoise(10, async (images) => {
          await spoil(images);
          await assert.rejects(batchesOf(images, { ...PLAIN, workers }), (error: unknown) => {
            assert.ok(error instanceof DataError);
            assert.deepEqual(
              error.problems.map(({ path, reason }) => [path, reason]),
              [
                [images[1]!.path, 'not an image (text)'],
                [images[2]!.path, 'empty file'],
              ],
            );
            assert.match(error.message, /1\.bmp: not an image \(text\); 2\.bmp: empty file/);
            return true;
          });
          const loader = new BatchLoader(images, { ...PLAIN, workers, onBadImage: 'skip' });
          for (const epoch of [0, 1]) {
            const batches = await all(loader.epoch(epoch));
            // The second batch has no usable image: it is left out, never empty.
            assert.deepEqual(
              batches.map((batch) => [...batch.indices]),
              [
                [0, 3],
                [8, 9],
              ],
            );
            assert.deepEqual(
              batches.map(({ number }) => number),
              [0, 2], // so that a resumed run knows how far it was
            );
            assert.deepEqual(batches[0]!.images.length, 2 * 192);
            assert.equal(loader.problems.length, 6);
          }
          await loader.close();
        }));
    }
  });

  it('stops promptly on request, and lets go when the caller breaks off', () =>
    withNoise(60, async (images) => {
      for (const workers of [0, 1]) {
        const controller = new AbortController();
        const loader = new BatchLoader(images, { ...PLAIN, batch: 1, workers });
        let taken = 0;
        await assert.rejects(async () => {
          for await (const batch of loader.epoch(0, { signal: controller.signal })) {
            taken += batch.indices.length;
            if (taken === 3) controller.abort();
          }
        }, AbortError);
        assert.equal(taken, 3);
        await assert.rejects(all(loader.epoch(0, { signal: controller.signal })), AbortError);
        for await (const batch of loader.epoch(1)) {
          assert.equal(batch.indices.length, 1);
          break;
        }
        assert.equal((await all(loader.epoch(0))).length, 60);
        await loader.close();
        await assert.rejects(all(loader.epoch(0)), /closed/);
      }
    }));

  it('refuses options that cannot be, by name', () => {
    const image = { id: 'a', path: '/a', label: 0, subject: undefined, fold: undefined } as const;
    for (const [name, value] of [
      ['size', 0],
      ['batch', 1.5],
      ['detailSize', 4],
      ['viewFraction', 0],
      ['workers', -1],
      ['seed', 0.5],
      ['cacheDirectory', '/dev/null/x'],
      ['augment', { rotate: 360 }],
    ] as const) {
      assert.throws(
        () => new BatchLoader([image], { ...PLAIN, [name]: value }),
        (error: unknown) =>
          error instanceof ParameterError && (error.parameter === name || name === 'augment'),
        name,
      );
    }
    assert.throws(() => new BatchLoader([], PLAIN), /there are no images/);
  });

  const real = new URL('C-NMC_Leukemia/training_data/fold_2/', SHARED_DATA);
  (existsSync(real) ? it : it.skip)('loads real cells in two threads (real cells)', async () => {
    const { images } = await openDataset(fileURLToPath(real));
    const options = { ...PLAIN, size: 96, batch: 16, detailSize: 300, workers: 2, augment: CELL_AUGMENT };
    const batches = await batchesOf(images, options);
    assert.equal(indices(batches).length, 70);
    for (const { images: pixels } of batches) {
      // Black corners, and cells in the middle.
      assert.deepEqual([...pixels.subarray(0, 3)], [0, 0, 0]);
      assert.ok(pixels[(48 * 96 + 48) * 3]! > 10);
    }
  });
});

describe('BatchLoader with a cache folder', () => {
  async function entriesOf(cache: string): Promise<string[]> {
    const names = await readdir(cache, { recursive: true });
    return names.filter((name) => name.includes('.')).map((name) => join(cache, name));
  }

  it('reads entries while the source is unchanged, and none that is damaged or outdated', () =>
    withNoise(3, async (images, folder) => {
      const cacheDirectory = join(folder, 'cache');
      const options = { ...PLAIN, cacheDirectory };
      const before = await batchesOf(images, options);
      const entries = await entriesOf(cacheDirectory);
      assert.equal(entries.length, 3);
      assert.ok(entries.every((name) => name.endsWith('.square')));
      // Other pixels, same length and time: only a cache still knows the old ones.
      const times = await Promise.all(images.map(({ path }) => stat(path)));
      for (const [i, { path }] of images.entries()) {
        await writeFile(path, bmpBytes(noise(16, 16, 100 + i)));
        await utimes(path, times[i]!.atime, times[i]!.mtime);
      }
      const keepsTimes = (await stat(images[0]!.path)).mtimeMs === times[0]!.mtimeMs;
      if (keepsTimes) assert.deepEqual(await batchesOf(images, options), before);
      for (const entry of entries) {
        const bytes = await readFile(entry);
        bytes[bytes.length - 1]! ^= 1;
        await writeFile(entry, bytes);
      }
      const fresh = await batchesOf(images, PLAIN);
      assert.notDeepEqual(fresh, before);
      assert.deepEqual(await batchesOf(images, options), fresh);
      for (const entry of entries) await writeFile(entry, 'short');
      assert.deepEqual(await batchesOf(images, options), fresh);
      const known = (await entriesOf(cacheDirectory)).length;
      for (const { path } of images) await utimes(path, new Date(), new Date(1e12));
      await batchesOf(images, options);
      assert.equal((await entriesOf(cacheDirectory)).length, known + 3);
    }));

  it('goes on without it where it cannot be written, and says so', () =>
    withNoise(3, async (images, folder) => {
      const cacheDirectory = join(folder, 'cache');
      const loader = new BatchLoader(images, { ...PLAIN, cacheDirectory });
      // A file where each of the 256 folders would be.
      for (let i = 0; i < 256; i++) await put(join(cacheDirectory, i.toString(16).padStart(2, '0')), '');
      assert.equal(indices(await all(loader.epoch(0))).length, 3);
      assert.match(loader.cacheTrouble ?? '', /EEXIST|ENOTDIR/);
    }));
});
