import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { AbortError } from '../../lib/core/errors/abort-error.ts';
import type { CellImage } from '../../lib/data/dataset.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { STREAMS } from '../../lib/evaluation/predictions.ts';
import type { WtDfn } from '../../lib/nn/wt-dfn.ts';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import type { TrainingConfig } from '../../lib/training/config/training-config.ts';
import { createNetwork } from '../../lib/training/create-network.ts';
import { portrayFiles } from '../../lib/training/portray-files.ts';
import { predict } from '../../lib/training/predict.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import { drawTinyDataset, temporaryFolder } from './tiny-dataset.ts';

describe('predict', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let images: readonly CellImage[];
  let config: TrainingConfig;

  before(async () => {
    await startEngine();
    images = (await openDataset(await drawTinyDataset(folder.path))).images;
    config = setInConfig(NANO_PRESET.config, ['training.workers=0', 'input.detailSize=32']);
  });
  after(folder.remove);

  const withNetwork = async <T>(act: (network: WtDfn) => Promise<T>, own = config): Promise<T> => {
    const { network } = await createNetwork(own);
    try {
      return await act(network);
    } finally {
      network.dispose();
    }
  };

  it('gives probabilities of each stream, in the order of the images', async () => {
    const { predictions, indices, problems } = await withNetwork((network) =>
      predict(network, images, { config }),
    );
    assert.deepEqual(
      predictions.ids,
      images.map(({ id }) => id),
    );
    assert.deepEqual([...indices], [...images.keys()]);
    assert.deepEqual(problems, []);
    for (const stream of STREAMS) {
      const probabilities = predictions.probabilities[stream]!;
      assert.equal(probabilities.length, 2 * images.length);
      for (let i = 0; i < images.length; i++) {
        assert.ok(Math.abs(probabilities[2 * i]! + probabilities[2 * i + 1]! - 1) < 1e-6);
      }
    }
  });

  for (const settings of [
    [],
    ['streams.eraseFill=noise'],
    ['streams.chooser=random'],
    ['streams.cropFrom=input'],
  ]) {
    it(`does not depend on the batch (${settings.join() || 'nano preset'})`, async () => {
      const own = setInConfig(config, settings);
      await withNetwork(async (network) => {
        const [one, many] = [
          await predict(network, images, { config: own, batch: 1 }),
          await predict(network, images, { config: own, batch: 7 }),
        ];
        for (const stream of STREAMS) {
          const [a, b] = [one.predictions.probabilities[stream]!, many.predictions.probabilities[stream]!];
          a.forEach((value, i) => {
            assert.ok(Math.abs(value - b[i]!) < 1e-4, `${stream} ${i}: ${value} and ${b[i]!}`);
          });
        }
      }, own);
    });
  }

  it('runs the raw stream alone where the config says so', async () => {
    const own = setInConfig(config, ['streams.used=raw', 'training.vote=raw']);
    const { predictions } = await withNetwork((network) => predict(network, images, { config: own }), own);
    assert.deepEqual(Object.keys(predictions.probabilities), ['raw']);
  });

  it('names a bad image, and leaves it out where that is wanted', async () => {
    const path = join(folder.path, 'torn.png');
    writeFileSync(path, 'no picture');
    const bad: CellImage = { id: 'torn.png', path, label: 1, subject: '9', fold: undefined };
    const list = [images[0]!, bad, images[1]!];
    await withNetwork(async (network) => {
      await assert.rejects(
        predict(network, list, { config }),
        (error) => error instanceof DataError && /torn\.png/.test(error.message),
      );
      const { predictions, indices, problems } = await predict(network, list, { config, onBadImage: 'skip' });
      assert.deepEqual([...indices], [0, 2]);
      assert.deepEqual(predictions.ids, [images[0]!.id, images[1]!.id]);
      assert.equal(problems[0]!.path, path);
    });
  });

  it('stops on request', async () => {
    const controller = new AbortController();
    await withNetwork((network) =>
      assert.rejects(
        predict(network, images, {
          config,
          batch: 2,
          signal: controller.signal,
          onBatch: () => {
            controller.abort();
          },
        }),
        AbortError,
      ),
    );
  });

  it('portrays files with the views and the attention of each pass', async () => {
    const [portrait] = await withNetwork((network) => portrayFiles(network, [images[0]!.path], { config }));
    const { views, attention, image } = portrait!;
    assert.deepEqual([image.width, views!.crop.width, views!.erased.length], [32, 32, 32 * 32]);
    assert.deepEqual([attention.batch, attention.maps], [1, config.model.attentionMaps]);
    const size = attention.height * attention.width * attention.maps;
    assert.deepEqual([views!.cropAttention!.data.length, views!.eraseAttention!.data.length], [size, size]);
    assert.ok(views!.box.bottom <= 32 && views!.box.top >= 0);
  });
});
