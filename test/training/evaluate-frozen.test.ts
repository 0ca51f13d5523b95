import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { CellImage } from '../../lib/data/dataset.ts';
import type { ImageBatch } from '../../lib/data/image-batch.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { WtDfn } from '../../lib/nn/wt-dfn.ts';
import { changeConfig } from '../../lib/training/config/change-config.ts';
import { evaluateFrozen } from '../../lib/training/evaluate-frozen.ts';
import { PooledStages } from '../../lib/training/pooled-stages.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import { normalisePixels } from '../../lib/training/normalise-pixels.ts';
import { drawTinyDataset, temporaryFolder } from './tiny-dataset.ts';

const config = changeConfig(NANO_PRESET.config, {
  input: { size: 32, centreCrop: null },
  training: { workers: 0, batch: 5 },
});

function nano(seed = 0): WtDfn {
  return new WtDfn({ backbone: 'nano', attentionMaps: 4, seed });
}

function batchOf(count: number): ImageBatch {
  const images = Uint8Array.from({ length: count * 32 * 32 * 3 }, (_, i) => (i * 37) % 251);
  const labels = new Int32Array(count);
  return { images, size: 32, details: undefined, detailSize: 0, labels, number: 0, indices: labels };
}

describe('PooledStages', () => {
  before(async () => {
    await startEngine();
  });

  it('is the mean of each channel of the chosen stages, in their order', () => {
    const network = nano();
    const strides = network.stages.map(({ stride }) => stride);
    const pooled = new PooledStages(network, [16, 8]);
    const batch = batchOf(2);
    const found = pooled.extract(batch);
    const maps = tf.tidy(() =>
      network.stageMaps(normalisePixels([batch.images], 32, 'imagenet')).map((map) => map.arraySync()),
    );
    const expected = [0, 1].flatMap((image) =>
      [16, 8].flatMap((stride) => {
        const map = maps[strides.lastIndexOf(stride)]![image]!;
        const cells = map.flat();
        return cells[0]!.map((_, c) => cells.reduce((sum, cell) => sum + cell[c]!, 0) / cells.length);
      }),
    );
    assert.equal(found.length, 2 * pooled.columns);
    expected.forEach((value, i) => {
      assert.ok(Math.abs(value - found[i]!) < 1e-5 * Math.max(1, Math.abs(value)), `${i}`);
    });
    network.dispose();
  });

  it('is another one with other weights or strides, and the same one whatever the head', () => {
    const [one, other] = [nano(), nano(1)];
    const print = (network: WtDfn, strides?: number[]): string =>
      new PooledStages(network, strides).fingerprint;
    const before = print(one);
    assert.equal(before, print(one));
    assert.notEqual(before, print(other));
    assert.notEqual(before, print(one, [16, 8]));
    tf.tidy(() => {
      one.parameters.get('classifier.weight')!.assign(tf.zeros([4 * 128, 2]));
    });
    assert.equal(print(one), before);
    tf.tidy(() => {
      const [name, mean] = [...one.buffers].find(([key]) => key.startsWith('layer1'))!;
      assert.match(name, /running/);
      mean.assign(tf.add(mean, 1));
    });
    assert.notEqual(print(one), before);
    for (const strides of [[3], [], [8, 8]]) {
      assert.throws(
        () => new PooledStages(one, strides),
        /strides must be different ones of 2, 4, 8, 16, got/,
      );
    }
    one.dispose();
    other.dispose();
  });
});

describe('evaluateFrozen', () => {
  const folder = temporaryFolder();
  let images: readonly CellImage[];
  before(async () => {
    await startEngine();
    ({ images } = await openDataset(await drawTinyDataset(folder.path, { subjects: 8, cells: 4 })));
  });
  after(folder.remove);
  const isTest = ({ subject }: CellImage): boolean => /^H?[78]$/.test(subject ?? '');

  it('learns from some people, judges others, and needs the network once', async () => {
    const network = nano();
    const options = {
      config,
      train: images.filter((image) => !isTest(image)),
      test: images.filter(isTest),
      cacheDirectory: join(folder.path, 'cache'),
      replicates: 50,
    };
    const cold = await evaluateFrozen(network, options);
    const { report, predictions, chosen } = cold;
    assert.deepEqual([cold.columns, predictions.ids.length], [192, 16]);
    assert.equal(report.headline, 'raw');
    // Speckled against plain: chance weights are enough, and the outline is not.
    const { value } = report.rows[0]!.probability.auroc;
    assert.ok(value !== null && value > 0.9, String(value));
    assert.ok(report.silhouette?.trainCells === 48);
    assert.equal(chosen.unseen.length, 48);
    assert.ok(predictions.cellAreas!.every((area) => area > 300));
    const warm = await evaluateFrozen(network, options);
    assert.equal(warm.cached, 64);
    assert.deepEqual(warm.predictions, predictions);
    assert.deepEqual(warm.report, report);
    network.dispose();
  });

  it('refuses people on both sides', async () => {
    const network = nano();
    await assert.rejects(evaluateFrozen(network, { config, train: images, test: images.slice(0, 4) }), {
      name: 'SubjectOverlapError',
    });
    network.dispose();
  });
});
