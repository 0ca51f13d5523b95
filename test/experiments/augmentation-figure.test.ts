import assert from 'node:assert/strict';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { openDataset } from '../../lib/data/open-dataset.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { augmentationFigure } from '../../lib/experiments/augmentation-figure.ts';
import { createNetwork } from '../../lib/training/create-network.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';
import { drawTinyDataset, temporaryFolder } from '../training/tiny-dataset.ts';

describe('augmentationFigure', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  after(folder.remove);

  it('shows one cell under every method, each another picture, and says what has learnt nothing', async () => {
    await startEngine();
    const { images } = await openDataset(
      await drawTinyDataset(folder.path, { subjects: 1, cells: 1, side: 96 }),
    );
    const config = {
      ...NANO_PRESET.config,
      input: { ...NANO_PRESET.config.input, centreCrop: null, tileSide: null },
    };
    const { network } = await createNetwork(config);
    try {
      const { svg } = await augmentationFigure(images, { config, network, trained: false });
      const pictures = [...svg.matchAll(/href="(data:image\/png[^"]+)"/g)].map(([, data]) => data!);
      assert.equal(pictures.length, 20);
      // The twins of a map that boxes the whole frame are the crop itself; nothing else may be alike.
      const others = pictures.slice(0, 16);
      assert.equal(new Set(others).size, others.length);
      for (const title of [
        'Cutout',
        'GridMask',
        'Attentive CutMix',
        'KeepAugment: RandAugment',
        'random crop twin',
      ]) {
        assert.ok(svg.includes(`>${title}<`), title);
      }
      assert.equal(svg.match(/untrained<\/text>/g)?.length, 7);
      await assert.rejects(
        augmentationFigure(
          images.filter(({ label }) => label === 1),
          { config, network, trained: false },
        ),
        ParameterError,
      );
    } finally {
      network.dispose();
    }
  });
});
