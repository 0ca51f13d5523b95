// Against PyTorch: five full ternary training steps with the same choices (test/golden/network).
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../lib/core/random.ts';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { exportWeights } from '../../lib/nn/weights.ts';
import { STREAM_DEFAULTS } from '../../lib/streams/stream-options.ts';
import { FeatureCentres, type CentreUpdate } from '../../lib/training/feature-centres.ts';
import { attentionRegularisation } from '../../lib/training/losses.ts';
import { TernaryTrainer } from '../../lib/training/ternary-trainer.ts';
import { golden, goldenExample, relativeDifference } from '../support/golden-network.ts';

const TOLERANCE = 1e-4;

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, name: string): void {
  const difference = relativeDifference(actual, expected);
  assert.ok(difference < TOLERANCE, `${name}: differs by ${String(difference)}`);
}

describe('TernaryTrainer against PyTorch', function () {
  this.timeout(120_000);
  before(() => startEngine());

  for (const mapStride of [32, 16] as const) {
    it(`takes PyTorch's five steps (stride ${String(mapStride)})`, () => {
      const { network, batch, steps, tensors } = goldenExample(mapStride);
      const trainer = new TernaryTrainer(
        network,
        {
          used: ['raw', 'crop', 'erase'],
          streams: { ...STREAM_DEFAULTS, minimumSide: 0.1 },
          centreWeight: golden.lambda,
          centreRate: golden.beta,
          centreUpdate: 'mean',
          normaliseCentres: true,
          classWeights: [1, 1],
          momentum: golden.momentum,
          weightDecay: golden.weightDecay,
          freezeBatchNorm: false,
        },
        Random.fromSeed(1),
      );
      steps.forEach((step, i) => {
        const report = trainer.step(batch, golden.learningRate, {
          cropMap: Int32Array.from(step.cropMap),
          eraseMap: Int32Array.from(step.eraseMap),
          cropTheta: Float32Array.from(step.cropTheta),
          eraseTheta: Float32Array.from(step.eraseTheta),
        });
        const name = `step ${String(i + 1)}`;
        const boxes = report.views!.boxes.map(({ top, left, bottom, right }) => [top, left, bottom, right]);
        assert.deepEqual(boxes, step.boxes, `${name}: boxes`);
        const { raw, crop, erase } = report.streamLosses;
        const { losses } = step;
        assertClose(
          [raw!, crop!, erase!, report.centreLoss, report.loss],
          [losses.raw, losses.crop, losses.erase, losses.centre, step.loss],
          `${name}: losses`,
        );
        if (i !== 0 && i !== steps.length - 1) return;
        const prefix = `step${String(i + 1)}`;
        const state = exportWeights(network);
        for (const [key, { data }] of tensors(`${prefix}.state`)) {
          assertClose(state.get(key)!.data, data, `${name}: ${key}`);
        }
        const arrays = trainer.arrays();
        for (const [key, { data }] of tensors(`${prefix}.momentum`)) {
          assertClose(arrays.get(`momentum.${key}`)!.data, data, `${name}: momentum of ${key}`);
        }
        assertClose(arrays.get('centres')!.data, tensors(prefix).get('centres')!.data, `${name}: centres`);
      });
      trainer.dispose();
      network.dispose();
    });
  }
});

describe('FeatureCentres against PyTorch', () => {
  before(() => startEngine());

  for (const [update, expected] of Object.entries(golden.centres.rules)) {
    it(`follows duplicate labels by the rule "${update}"`, () => {
      const [classes, featureLength] = [2, 3];
      const centres = new FeatureCentres({ classes, featureLength, update: update as CentreUpdate });
      expected.forEach((example, i) => {
        const labels = Int32Array.from(golden.centres.labels[i]!);
        tf.tidy(() => {
          const features = tf.tensor2d(golden.centres.features[i]!);
          const targets = centres.targets(labels);
          const { value, grad } = tf.valueAndGrad((f) => attentionRegularisation(f as tf.Tensor2D, targets))(
            features,
          );
          assertClose([value.dataSync()[0]!], [example.loss], 'loss');
          assertClose(grad.dataSync(), example.gradient.flat(), 'gradient');
          centres.follow(features, labels);
          assertClose(centres.centres.dataSync(), example.centres.flat(), 'centres');
        });
      });
      centres.dispose();
    });
  }
});
