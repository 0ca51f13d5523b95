import assert from 'node:assert/strict';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { AUGMENT_METHODS } from '../../lib/data/baselines/augment-methods.ts';
import { AUGMENTATION_BASELINES, withBaseline } from '../../lib/training/augmentation-baselines.ts';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import { findPreset } from '../../lib/training/presets/find-preset.ts';

const config = setInConfig(findPreset('resnet18').config, ['augment.method=mixup', 'training.seed=7']);

describe('augmentation baselines', () => {
  it('are settings that can be, each another, on the same network and schedule', () => {
    const seen = new Set<string>();
    for (const { name } of AUGMENTATION_BASELINES) {
      const row = withBaseline(config, name);
      assert.deepEqual(
        [row.model, row.optimiser, row.loss],
        [config.model, config.optimiser, config.loss],
        name,
      );
      assert.equal(row.training.seed, 7);
      seen.add(JSON.stringify(row));
    }
    assert.equal(seen.size, AUGMENTATION_BASELINES.length);
    const names = AUGMENTATION_BASELINES.map(({ name }) => name);
    for (const method of AUGMENT_METHODS) assert.ok(names.includes(method), method);
  });

  it('hold what their names say', () => {
    const none = withBaseline(config, 'none');
    const { flipHorizontal, flipVertical, rotate, randomCrop, brightness, saturation, method } = none.augment;
    assert.deepEqual(
      [flipHorizontal, flipVertical, rotate, randomCrop, brightness, saturation, method],
      [false, false, 0, false, 0, 0, 'none'],
    );
    assert.deepEqual(none.streams.used, ['raw']);
    const cutout = withBaseline(config, 'cutout');
    assert.equal(cutout.augment.method, 'cutout');
    assert.equal(cutout.augment.rotate, config.augment.rotate);
    const [ternary, twins] = [withBaseline(config, 'ternary'), withBaseline(config, 'randomTwins')];
    assert.deepEqual(twins.streams.used, ['raw', 'crop', 'erase']);
    assert.deepEqual({ ...twins.streams, chooser: 'attention' }, ternary.streams);
    assert.equal(twins.streams.chooser, 'random');
    assert.equal(ternary.augment.method, 'none');
  });

  it('are named where one is not there', () => {
    assert.throws(
      () => withBaseline(config, 'cutmx'),
      (error) => error instanceof ParameterError && /did you mean cutMix/.test(error.message),
    );
  });
});
