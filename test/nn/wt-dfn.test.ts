import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import {
  BACKBONES,
  exportWeights,
  loadWeights,
  ParameterError,
  startEngine,
  WtDfn,
  type BackboneName,
} from 'wt-dfn';

describe('WtDfn', function () {
  this.timeout(120_000);
  before(() => startEngine());

  for (const [backbone, mapStride, channels] of [
    ['nano', 8, 128],
    ['nano', 16, 128],
    ['resnet18', 32, 512],
    ['resnet18', 8, 512],
    ['resnet50', 32, 2048],
    ['efficientnet-lite0', 32, 1280],
    ['efficientnet-lite0-timm', 8, 1280],
  ] as const) {
    it(`${backbone} gives maps at stride ${String(mapStride)}`, () => {
      const network = new WtDfn({ backbone, attentionMaps: 3, mapStride });
      tf.tidy(() => {
        const { logits, features, attentionMaps } = network.forward(tf.ones([2, 64, 64, 3]));
        assert.deepEqual(logits.shape, [2, 2]);
        assert.deepEqual(features.shape, [2, 3 * channels]);
        assert.deepEqual(attentionMaps.shape, [2, 64 / mapStride, 64 / mapStride, 3]);
        assert.ok(tf.min(attentionMaps).dataSync()[0]! >= 0);
      });
      network.dispose();
    });
  }

  for (const [mapStride, size, side] of [
    [16, 32, 1],
    [16, 33, 2],
    [16, 224, 13],
    [8, 16, 1],
    [8, 17, 2],
    [8, 96, 11],
  ] as const) {
    it(`SqueezeNet, which pads nothing, gives maps of ${String(side)} px for ${String(size)} at stride ${String(mapStride)}`, () => {
      const network = new WtDfn({ backbone: 'squeezenet1.1', attentionMaps: 1, mapStride });
      tf.tidy(() => {
        const { attentionMaps } = network.forward(tf.ones([1, size, size, 3]));
        assert.deepEqual(attentionMaps.shape, [1, side, side, 1]);
      });
      network.dispose();
    });
  }

  it('has the parameters of torchvision, beside attention and classifier', () => {
    // Counts of torchvision's models without their fully connected layer.
    const expected: Partial<Record<BackboneName, number>> = {
      resnet18: 11_176_512,
      resnet34: 21_284_672,
      resnet50: 23_508_032,
      // Of timm's and torchvision's without their classifiers.
      'efficientnet-lite0': 3_371_008,
      'squeezenet1.1': 722_496,
    };
    for (const [backbone, count] of Object.entries(expected)) {
      const network = new WtDfn({ backbone: backbone as BackboneName, attentionMaps: 1 });
      const own = [...network.parameters].filter(([name]) => !/^(attention|classifier)/.test(name));
      assert.equal(
        own.reduce((sum, [, { size }]) => sum + size, 0),
        count,
        backbone,
      );
      if (backbone.startsWith('resnet')) {
        assert.ok(network.parameters.has('layer2.0.downsample.0.weight'));
        assert.ok(network.buffers.has('layer4.1.bn2.running_var'));
      }
      network.dispose();
    }
  });

  it('starts from the same weights for the same seed', () => {
    const weightsOf = (seed: number): number[] => {
      const network = new WtDfn({ backbone: 'nano', attentionMaps: 2, seed });
      const values = [...network.parameters.get('layer3.0.conv1.weight')!.dataSync()];
      network.dispose();
      return values;
    };
    assert.deepEqual(weightsOf(4), weightsOf(4));
    assert.notDeepEqual(weightsOf(4), weightsOf(5));
  });

  it('treats two parts of a batch as two batches', () => {
    // Normalising each part by itself is what keeps the crop stream's statistics out of the erase stream's.
    const network = new WtDfn({ backbone: 'nano', attentionMaps: 2 });
    const again = new WtDfn({ backbone: 'nano', attentionMaps: 2 });
    tf.tidy(() => {
      const images = tf.tensor4d(
        Float32Array.from({ length: 4 * 32 * 32 * 3 }, (_, i) => Math.sin(i) + (i > 6144 ? 2 : 0)),
        [4, 32, 32, 3],
      );
      const both = network.forward(images, { training: true, parts: 2 }).logits;
      const parts = tf
        .split<tf.Tensor4D>(images, 2)
        .map((part) => again.forward(part, { training: true }).logits);
      const gap = tf.max(tf.abs(tf.sub(both, tf.concat(parts)))).dataSync()[0]!;
      assert.ok(gap < 1e-4, `logits differ by ${String(gap)}`);
      for (const [name, buffer] of network.buffers) {
        const difference = tf.max(tf.abs(tf.sub(buffer, again.buffers.get(name)!))).dataSync()[0]!;
        assert.ok(difference < 1e-5, `${name} differs by ${String(difference)}`);
      }
    });
    network.dispose();
    again.dispose();
  });

  it('reports weights that are missing, unexpected or of another shape', () => {
    const network = new WtDfn({ backbone: 'nano', attentionMaps: 2 });
    const weights = exportWeights(network);
    assert.deepEqual(weights.get('conv1.weight')!.shape, [16, 3, 3, 3]);
    weights.delete('bn1.bias');
    weights.set('fc.weight', { shape: [1], data: new Float32Array(1) });
    weights.set('bn1.weight', { shape: [3], data: new Float32Array(3) });
    const report = loadWeights(network, weights);
    assert.deepEqual(report.missing, ['bn1.bias']);
    assert.deepEqual(report.unexpected, ['fc.weight']);
    assert.deepEqual(report.mismatched, ['bn1.weight: expected [16], got [3]']);
    assert.throws(() => loadWeights(network, weights, { strict: true }), /1 missing: bn1.bias/);
    network.dispose();
  });

  it('refuses what it cannot be', () => {
    assert.throws(() => new WtDfn({ backbone: 'nano', attentionMaps: 0 }), /attentionMaps must be/);
    assert.throws(() => new WtDfn({ backbone: 'nano', mapStride: 32 }), /at most stride 16, got 32/);
    const network = new WtDfn({ backbone: BACKBONES.nano, attentionMaps: 1 });
    tf.tidy(() => {
      assert.throws(() => network.forward(tf.ones([3, 8, 8, 3]), { parts: 2 }), ParameterError);
      assert.throws(() => network.forward(tf.ones([3, 8, 8, 1])), /got \[3, 8, 8, 1\]/);
    });
    network.dispose();
  });
});
