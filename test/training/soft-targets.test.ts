import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { startEngine } from '../../lib/engine/start-engine.ts';
import { FeatureCentres } from '../../lib/training/feature-centres.ts';
import { crossEntropy, softCrossEntropy } from '../../lib/training/losses.ts';

const close = (actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-5): void => {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i]! - value) < tolerance, `${i}: ${actual[i]} instead of ${value}`);
  });
};

describe('softCrossEntropy', () => {
  before(() => startEngine());

  it('is the mix of the losses of its labels', () => {
    // p = (1/4, 3/4): 0.6 · log 4 + 0.4 · log(4/3)
    tf.tidy(() => {
      const logits = tf.tensor2d([[0, Math.log(3)]]);
      const loss = softCrossEntropy(logits, Float32Array.of(0.6, 0.4), [1, 1]);
      close(loss.dataSync(), [0.6 * Math.log(4) + 0.4 * Math.log(4 / 3)]);
      // Weights 2 and 1: (1.2 · log 4 + 0.4 · log(4/3)) / 1.6
      const weighted = softCrossEntropy(logits, Float32Array.of(0.6, 0.4), [2, 1]);
      close(weighted.dataSync(), [(1.2 * Math.log(4) + 0.4 * Math.log(4 / 3)) / 1.6]);
    });
  });

  it('is the hard one for targets of 0 and 1', () => {
    tf.tidy(() => {
      const logits = tf.tensor2d([0.3, -1.2, 2.5, 0.1, -0.7, 0.9], [3, 2]);
      for (const weights of [
        [1, 1],
        [0.7, 1.9],
      ]) {
        const hard = crossEntropy(logits, Int32Array.of(1, 0, 1), weights).dataSync();
        const soft = softCrossEntropy(logits, Float32Array.of(0, 1, 1, 0, 0, 1), weights).dataSync();
        assert.ok(Math.abs(hard[0]! - soft[0]!) < 1e-6);
      }
    });
  });

  it('has the gradient (p - t) / B, also by finite differences', () => {
    const at = [0.3, -1.2, 2.5, 0.1];
    const targets = Float32Array.of(0.75, 0.25, 0.1, 0.9);
    const loss = (values: readonly number[]): number =>
      tf.tidy(() => softCrossEntropy(tf.tensor2d([...values], [2, 2]), targets, [1, 1]).dataSync()[0]!);
    const gradient = tf.tidy(() =>
      tf
        .grad((z: tf.Tensor) => softCrossEntropy(z as tf.Tensor2D, targets, [1, 1]))(tf.tensor2d(at, [2, 2]))
        .dataSync(),
    );
    const expected = [0, 1].flatMap((row) => {
      const [a, b] = [Math.exp(at[2 * row]!), Math.exp(at[2 * row + 1]!)];
      return [(a / (a + b) - targets[2 * row]!) / 2, (b / (a + b) - targets[2 * row + 1]!) / 2];
    });
    close(gradient, expected);
    const step = 1e-2;
    at.forEach((value, i) => {
      const moved = (by: number): number => loss(at.map((other, j) => (j === i ? value + by : other)));
      assert.ok(Math.abs((moved(step) - moved(-step)) / (2 * step) - expected[i]!) < 1e-3);
    });
  });
});

describe('FeatureCentres with mixed images', () => {
  before(() => startEngine());

  const centresOf = (update: 'mean' | 'sum' | 'last', from?: number[]): FeatureCentres => {
    const centres = new FeatureCentres({ classes: 2, featureLength: 2, rate: 0.5, update, normalise: false });
    if (from !== undefined) {
      tf.tidy(() => {
        centres.centres.assign(tf.tensor2d(from, [2, 2]));
      });
    }
    return centres;
  };
  const follow = (centres: FeatureCentres, features: number[], shares: number[]): number[] => {
    tf.tidy(() => {
      centres.follow(
        tf.tensor2d(features, [features.length / 2, 2]),
        new Int32Array(features.length / 2),
        Float32Array.from(shares),
      );
    });
    return [...centres.centres.dataSync()];
  };

  it('pull an image to its classes by shares', () => {
    const centres = centresOf('mean', [1, 0, 0, 1]);
    const targets = centres.mixedTargets(Float32Array.of(0.75, 0.25, 0, 1));
    close(targets.dataSync(), [0.75, 0.25, 0, 1]);
    tf.dispose(targets);
    centres.dispose();
  });

  it('move by the weighted mean, the weighted sum, or the last image of a class', () => {
    // Image a = (2, 0) is ¾ of class 0 and ¼ of class 1, image b = (0, 4) half of each; c = 0, β = ½.
    const features = [2, 0, 0, 4];
    const shares = [0.75, 0.25, 0.5, 0.5];
    // mean: class 0 (¾ a + ½ b) / 1¼ = (1.2, 1.6), class 1 (¼ a + ½ b) / ¾ = (2/3, 8/3); sum: without the divisors.
    for (const [update, expected] of [
      ['mean', [0.6, 0.8, 1 / 3, 4 / 3]],
      ['sum', [0.75, 1, 0.25, 1]],
      ['last', [0, 1, 0, 1]],
    ] as const) {
      const centres = centresOf(update);
      close(follow(centres, features, shares), [...expected]);
      centres.dispose();
    }
  });

  it('move as without mixing where shares are 0 and 1', () => {
    for (const update of ['mean', 'sum', 'last'] as const) {
      const [mixed, plain] = [centresOf(update, [1, 0, 0, 1]), centresOf(update, [1, 0, 0, 1])];
      const features = [2, 0, 0, 4, 3, 3];
      tf.tidy(() => {
        plain.follow(tf.tensor2d(features, [3, 2]), Int32Array.of(0, 1, 0));
      });
      assert.deepEqual(follow(mixed, features, [1, 0, 0, 1, 1, 0]), [...plain.centres.dataSync()]);
      mixed.dispose();
      plain.dispose();
    }
  });
});
