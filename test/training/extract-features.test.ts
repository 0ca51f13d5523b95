import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AbortError } from '../../lib/core/errors/abort-error.ts';
import type { CellImage } from '../../lib/data/dataset.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { STREAMS } from '../../lib/evaluation/predictions.ts';
import type { WtDfn } from '../../lib/nn/wt-dfn.ts';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import type { TrainingConfig } from '../../lib/training/config/training-config.ts';
import { createNetwork } from '../../lib/training/create-network.ts';
import { describeCells } from '../../lib/training/describe-cells.ts';
import { extractFeatures, featureRows, votedFeatures } from '../../lib/training/extract-features.ts';
import { predict } from '../../lib/training/predict.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import { drawTinyDataset, temporaryFolder } from './tiny-dataset.ts';

describe('extractFeatures', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let images: readonly CellImage[];
  let config: TrainingConfig;
  before(async () => {
    await startEngine();
    images = (await openDataset(await drawTinyDataset(folder.path, { subjects: 2, cells: 2 }))).images;
    config = setInConfig(NANO_PRESET.config, ['training.workers=0', 'input.detailSize=32']);
  });
  after(folder.remove);

  const withNetwork = async <T>(act: (network: WtDfn) => Promise<T>): Promise<T> => {
    const { network } = await createNetwork(config);
    try {
      return await act(network);
    } finally {
      network.dispose();
    }
  };

  it('gives rows of length 1 of each stream, whatever the batch', async () => {
    await withNetwork(async (network) => {
      const [one, many] = [
        await extractFeatures(network, images, { config, batch: 1 }),
        await extractFeatures(network, images, { config, batch: 3 }),
      ];
      assert.equal(one.columns, network.attentionMaps * network.featureChannels);
      assert.deepEqual([...one.indices], [...images.keys()]);
      for (const stream of STREAMS) {
        const [a, b] = [one.features[stream]!, many.features[stream]!];
        assert.equal(a.length, images.length * one.columns);
        for (let i = 0; i < images.length; i++) {
          const row = a.subarray(i * one.columns, (i + 1) * one.columns);
          assert.ok(Math.abs(row.reduce((sum, value) => sum + value * value, 0) - 1) < 1e-4);
        }
        a.forEach((value, i) => {
          assert.ok(Math.abs(value - b[i]!) < 1e-4);
        });
      }
      assert.notDeepEqual(one.features.raw, one.features.crop);
    });
  });

  it('gives what the classifier sees: z = 100 · f · W is the logit behind the probabilities', async () => {
    await withNetwork(async (network) => {
      const { features, columns } = await extractFeatures(network, images, { config });
      const { predictions } = await predict(network, images, { config });
      const weights = network.parameters.get('classifier.weight')!.dataSync();
      for (const stream of STREAMS) {
        for (let i = 0; i < images.length; i++) {
          const z = [0, 1].map((k) => {
            let sum = 0;
            for (let c = 0; c < columns; c++)
              sum += features[stream]![i * columns + c]! * weights[2 * c + k]!;
            return config.model.featureScale * sum;
          });
          const expected = 1 / (1 + Math.exp(z[0]! - z[1]!));
          const actual = predictions.probabilities[stream]![2 * i + 1]!;
          assert.ok(Math.abs(actual - expected) < 1e-3, `${stream} ${i}: ${actual} and ${expected}`);
        }
      }
    });
  });

  it('runs no more streams than are asked for, and puts them side by side for the vote', async () => {
    await withNetwork(async (network) => {
      const raw = await extractFeatures(network, images, { config, streams: ['raw'] });
      assert.deepEqual(Object.keys(raw.features), ['raw']);
      const all = await extractFeatures(network, images, { config });
      const { data, columns, rows } = votedFeatures(all);
      assert.equal(rows, images.length);
      assert.deepEqual(featureRows(all, 'voted'), { data, rows, columns });
      assert.equal(featureRows(all, 'crop').data, all.features.crop);
      assert.throws(() => featureRows({ ...all, features: {} }, 'raw'), /featureRows: stream must be among/);
      assert.equal(columns, 3 * all.columns);
      const square = (values: Float32Array): number => values.reduce((sum, value) => sum + value * value, 0);
      assert.ok(Math.abs(square(data.subarray(0, columns)) - 1) < 1e-4);
      const scaled = all.features.crop!.subarray(0, all.columns).map((value) => value / Math.sqrt(3));
      assert.deepEqual(data.slice(all.columns, 2 * all.columns), scaled);
    });
  });

  it('leaves unreadable images out where that is wanted', async () => {
    const path = join(folder.path, 'torn.png');
    writeFileSync(path, 'no picture');
    const torn: CellImage = { id: 'torn.png', path, label: 1, subject: '9', fold: undefined };
    await withNetwork(async (network) => {
      const list = [images[0]!, torn, images[1]!];
      const { features, indices, problems, columns } = await extractFeatures(network, list, {
        config,
        onBadImage: 'skip',
      });
      assert.deepEqual([[...indices], features.raw!.length, problems.length], [[0, 2], 2 * columns, 1]);
    });
    rmSync(path);
  });

  it('refuses a stream that the run does not use, and no images; stops on request', async () => {
    await withNetwork(async (network) => {
      const rawOnly = setInConfig(config, ['streams.used=raw', 'training.vote=raw']);
      await assert.rejects(
        extractFeatures(network, images, { config: rawOnly, streams: ['crop'] }),
        /streams must be among those of the run \(raw\), got crop/,
      );
      await assert.rejects(extractFeatures(network, [], { config }), /images must be at least one/);
      await assert.rejects(
        extractFeatures(network, images, { config, batch: 1, signal: AbortSignal.abort() }),
        AbortError,
      );
    });
  });

  it('describes cells: area, stain and a small picture of each', async () => {
    const paths = images.map(({ path }) => path);
    const { areas, stain, thumbnails } = await describeCells([...paths, join(folder.path, 'none.png')]);
    for (let i = 0; i < paths.length; i++) {
      assert.ok(areas[i]! > 300 && areas[i]! < 48 * 48 && stain[i]! > 90 && stain[i]! < 180);
      assert.match(thumbnails[i]!, /^data:image\/webp;base64,UklGR/);
    }
    const none = paths.length;
    assert.deepEqual([areas[none], stain[none], thumbnails[none]], [NaN, NaN, undefined]);
    const some = await describeCells(paths, { thumbnails: 2, seed: 3 });
    assert.equal(some.thumbnails.filter((address) => address !== undefined).length, 2);
    await assert.rejects(describeCells(paths, { signal: AbortSignal.abort() }), AbortError);
  });
});
