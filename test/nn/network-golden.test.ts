// Against PyTorch: forward in both modes and the gradients of the raw stream (test/golden/network).
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { exportArray } from '../../lib/nn/weights.ts';
import { crossEntropy } from '../../lib/training/losses.ts';
import { normalisePixels } from '../../lib/training/normalise-pixels.ts';
import { goldenExample, relativeDifference } from '../support/golden-network.ts';

const TOLERANCE = 1e-4;

describe('WtDfn against PyTorch', function () {
  this.timeout(60_000);
  before(() => startEngine());

  for (const mapStride of [32, 16] as const) {
    for (const mode of ['eval', 'train'] as const) {
      it(`gives PyTorch's logits, features and attention maps (stride ${String(mapStride)}, ${mode})`, () => {
        const { network, batch, tensors } = goldenExample(mapStride);
        tf.tidy(() => {
          const output = network.forward(normalisePixels([batch.images], batch.size, 'imagenet'), {
            training: mode === 'train',
          });
          const expected = tensors(mode);
          const maps = tf.transpose(output.attentionMaps, [0, 3, 1, 2]);
          for (const [name, tensor] of Object.entries({ ...output, attentionMaps: maps })) {
            const difference = relativeDifference((tensor as tf.Tensor).dataSync(), expected.get(name)!.data);
            assert.ok(difference < TOLERANCE, `${name}: ${String(difference)}`);
          }
        });
        network.dispose();
      });
    }

    it(`gives PyTorch's gradients of every parameter (stride ${String(mapStride)})`, () => {
      const { network, batch, tensors, rawLoss } = goldenExample(mapStride);
      const input = normalisePixels([batch.images], batch.size, 'imagenet');
      const { value, grads } = tf.variableGrads(
        () => crossEntropy(network.forward(input, { training: true }).logits, batch.labels, [1, 1]),
        [...network.parameters.values()],
      );
      assert.ok(Math.abs(value.dataSync()[0]! - rawLoss) < TOLERANCE);
      const expected = tensors('rawGradient');
      assert.equal(expected.size, network.parameters.size);
      for (const [name, variable] of network.parameters) {
        const { data } = exportArray(name, grads[variable.name]!);
        const difference = relativeDifference(data, expected.get(name)!.data);
        assert.ok(difference < TOLERANCE, `${name}: ${String(difference)}`);
      }
      tf.dispose([input, value, grads]);
      network.dispose();
    });
  }
});
