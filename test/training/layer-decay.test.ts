// Layer-wise rates: which stage a parameter belongs to, and what the factor does to a step.
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { SgdMomentum, startEngine, WtDfn, type BackboneName } from 'wt-dfn';

describe('layer-wise learning rates', function () {
  this.timeout(60_000);
  before(() => startEngine());

  const PLACES: readonly (readonly [BackboneName, Readonly<Record<string, number>>])[] = [
    [
      'nano',
      {
        'classifier.weight': 0,
        'attention.bn.weight': 0,
        'layer4.0.conv1.weight': 1,
        'layer1.0.bn1.bias': 4,
        'conv1.weight': 5,
      },
    ],
    [
      'efficientnet-lite0',
      {
        'attention.conv.weight': 0,
        'conv_head.weight': 1,
        'bn2.bias': 1,
        'blocks.5.0.conv_dw.weight': 1,
        'blocks.4.2.bn3.weight': 2,
        'blocks.3.0.conv_pw.weight': 2,
        'blocks.2.0.bn1.weight': 3,
        'blocks.0.0.conv_pw.weight': 4,
        'conv_stem.weight': 5,
        'bn1.weight': 5,
      },
    ],
    [
      'squeezenet1.1',
      {
        'classifier.weight': 0,
        'features.12.expand3x3.bias': 1,
        'features.6.squeeze.weight': 2,
        'features.3.squeeze.weight': 3,
        'features.0.weight': 4,
      },
    ],
  ];

  for (const [backbone, places] of PLACES) {
    it(`counts the stages of ${backbone} from the head`, () => {
      const network = new WtDfn({ backbone, attentionMaps: 1 });
      for (const [name, stages] of Object.entries(places)) {
        assert.ok(network.parameters.has(name), name);
        assert.equal(network.stagesFromHead(name), stages, name);
      }
      const all = [...network.parameters.keys()].map((name) => network.stagesFromHead(name));
      assert.equal(Math.max(...all), network.stages.length + 1);
      network.dispose();
    });
  }

  it('takes a tenth of the step at a tenth of the rate, and keeps the same velocity', () => {
    // v = 0.5·v + g with g = 2: 2, then 3. w = 1 - rate·factor·v: head 1 - 0.2 - 0.3, stem 1 - 0.02 - 0.03.
    const head = tf.tidy(() => tf.variable(tf.scalar(1)));
    const stem = tf.tidy(() => tf.variable(tf.scalar(1)));
    const optimiser = new SgdMomentum(
      new Map([
        ['head', head],
        ['stem', stem],
      ]),
      { momentum: 0.5, weightDecay: 0, rateFactor: (name) => (name === 'stem' ? 0.1 : 1) },
    );
    for (let step = 0; step < 2; step++) {
      const gradients = { [head.name]: tf.scalar(2), [stem.name]: tf.scalar(2) };
      optimiser.apply([gradients], 0.1);
      tf.dispose(gradients);
    }
    assert.ok(Math.abs(head.dataSync()[0]! - 0.5) < 1e-6);
    assert.ok(Math.abs(stem.dataSync()[0]! - 0.95) < 1e-6);
    assert.equal(optimiser.velocities.get('stem')!.dataSync()[0], 3);
    optimiser.dispose();
    tf.dispose([head, stem]);
  });
});
