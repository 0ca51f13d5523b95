// Depthwise convolution and ReLU6: an example by hand, and the engines' values and gradients against one another.
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Random } from '../../../lib/core/random.ts';
import { depthwiseConv2d } from '../../../lib/engine/ops/depthwise-conv2d.ts';
import { rectify6 } from '../../../lib/engine/ops/rectify.ts';
import { samePadding } from '../../../lib/engine/ops/same-padding.ts';
import { relativeDifference } from '../../support/golden-network.ts';
import { onBackend, restoreEngineAfterwards } from '../on-backend.ts';

interface Case {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number | 'same';
  readonly height: number;
  readonly width: number;
}

/** Value of relu6(depthwise(x, w)), and the gradients of Σ of its squares. */
function computed({ kernel, stride, padding, height, width }: Case): Float32Array[] {
  const random = Random.fromSeed(5);
  const normal = (shape: [number, number, number, number]): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal(0, 1.5)),
      shape,
    );
  return tf.tidy(() => {
    const inputs = [normal([2, height, width, 3]), normal([kernel, kernel, 3, 1])];
    let value: Float32Array | undefined;
    const gradients = tf.grads((x: tf.Tensor, filter: tf.Tensor) => {
      const y = rectify6(depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, { stride, padding }));
      value = Float32Array.from(y.dataSync());
      return tf.sum(tf.square(y));
    })(inputs);
    return [value!, ...gradients.map((gradient) => Float32Array.from(gradient.dataSync()))];
  });
}

async function compare(test: Mocha.Context, c: Case, backends: readonly ('tensorflow' | 'wasm')[]) {
  await onBackend(test, 'cpu');
  const expected = computed(c);
  for (const backend of backends) {
    await onBackend(test, backend);
    computed(c).forEach((actual, i) => {
      const difference = relativeDifference(actual, expected[i]!);
      assert.ok(difference < 2e-5, `${backend} ${JSON.stringify(c)} ${String(i)}: ${String(difference)}`);
    });
  }
}

describe('depthwise convolution', function () {
  this.timeout(60_000);
  restoreEngineAfterwards();

  it('pads unevenly at stride 2, as TensorFlow does', () => {
    assert.deepEqual(samePadding(4, 3, 2), [0, 1]);
    assert.deepEqual(samePadding(5, 3, 2), [1, 1]);
    assert.deepEqual(samePadding(224, 5, 2), [1, 2]);
    assert.deepEqual(samePadding(7, 3, 1), [1, 1]);
    assert.deepEqual(samePadding(3, 1, 2), [0, 0]);
  });

  it('keeps channels apart: ones by a filter of ones count the pixels under it', () => {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 3, 3, 2]);
      const filter = tf.concat4d([tf.ones([3, 3, 1, 1]), tf.fill([3, 3, 1, 1], 2)], 2);
      const y = depthwiseConv2d(x, filter, { stride: 2, padding: 1 });
      assert.deepEqual([...y.dataSync()], [4, 8, 4, 8, 4, 8, 4, 8]);
    });
  });

  it('rectifies to 0 … 6, with no gradient where it holds the value', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([-1, 2, 5.5, 7], [1, 1, 4, 1]);
      const { value, grad } = tf.valueAndGrad((input: tf.Tensor) => rectify6(input as tf.Tensor4D))(x);
      assert.deepEqual([...value.dataSync()], [0, 2, 5.5, 6]);
      assert.deepEqual([...grad.dataSync()], [0, 1, 1, 0]);
    });
  });

  for (const [kernel, stride, padding, side] of [
    [3, 1, 1, 6],
    [3, 2, 'same', 6],
    [3, 2, 'same', 7],
    [5, 2, 'same', 8],
    [5, 2, 2, 8],
    [5, 1, 'same', 3],
  ] as const) {
    it(`${String(kernel)}x${String(kernel)}, stride ${String(stride)}, ${String(padding)}, ${String(side)} px: the native engine and WebAssembly say what plain JavaScript says`, async function () {
      await compare(this, { kernel, stride, padding, height: side, width: side }, ['tensorflow', 'wasm']);
    });
  }

  it('gives the same gradients on WebAssembly for any geometry', async function () {
    const cases = fc.record({
      kernel: fc.constantFrom(1, 3, 5),
      stride: fc.constantFrom(1, 2, 3),
      padding: fc.constantFrom<number | 'same'>('same', 0, 1, 2),
      height: fc.integer({ min: 5, max: 9 }),
      width: fc.integer({ min: 5, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, (c) => compare(this, c, ['wasm'])),
      { numRuns: 15 },
    );
  });
});
