// The fused native operations against TensorFlow.js's own portable ones: values and gradients.
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { batchNormalisation } from '../../../lib/engine/ops/batch-normalisation.ts';
import { conv2d } from '../../../lib/engine/ops/conv2d.ts';
import { withFilterForms } from '../../../lib/engine/ops/filter-forms.ts';
import { maxPool3x3Stride2 } from '../../../lib/engine/ops/max-pool.ts';
import { withoutOneDnn } from '../../../lib/engine/ops/one-dnn.ts';
import { addAndRectify } from '../../../lib/engine/ops/rectify.ts';
import { onBackend, restoreEngineAfterwards } from '../on-backend.ts';
import { relativeDifference } from '../../support/golden-network.ts';

type Shape4 = [number, number, number, number];

function wave(shape: Shape4, frequency: number): tf.Tensor4D {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
    Math.sin(i * frequency),
  );
  return tf.tensor4d(values, shape);
}

/** Value and gradients of Σ op(inputs)·weights, read out. */
function valueAndGradients(
  op: (...inputs: tf.Tensor[]) => tf.Tensor4D,
  inputs: () => tf.Tensor[],
): Float32Array[] {
  return tf.tidy(() => {
    let result: Float32Array | undefined;
    const { grads } = tf.valueAndGrads((...args: tf.Tensor[]) => {
      const y = op(...args);
      result = Float32Array.from(y.dataSync());
      return tf.sum(tf.mul(y, wave(y.shape, 0.37)));
    })(inputs());
    return [result!, ...grads.map((gradient) => Float32Array.from(gradient.dataSync()))];
  });
}

async function assertSameAsPortable(
  context: Mocha.Context,
  op: (...inputs: tf.Tensor[]) => tf.Tensor4D,
  inputs: () => tf.Tensor[],
): Promise<void> {
  await onBackend(context, 'tensorflow');
  const run = (): Float32Array[] => withFilterForms(() => valueAndGradients(op, inputs));
  const ways = { 'with oneDNN': run(), 'without oneDNN': withoutOneDnn(run) };
  await onBackend(context, 'cpu');
  const portable = valueAndGradients(op, inputs);
  for (const [way, native] of Object.entries(ways)) {
    portable.forEach((expected, i) => {
      const difference = relativeDifference(native[i]!, expected);
      const what = i === 0 ? 'value' : `gradient ${String(i)}`;
      assert.ok(difference < 2e-5, `${what} ${way} differs by ${String(difference)}`);
    });
  }
}

describe('fused operations of the native engine', function () {
  this.timeout(60_000);
  restoreEngineAfterwards();

  for (const [kernel, stride, size] of [
    [3, 1, 6],
    [3, 1, 5],
    [3, 2, 6],
    [3, 2, 5],
    [1, 1, 4],
    [1, 2, 6],
    [1, 2, 5],
    [7, 2, 12],
  ] as const) {
    // Few channels, as at the stem, take another way than many.
    for (const channels of [3, 8]) {
      it(`conv2d ${String(kernel)}x${String(kernel)}, stride ${String(stride)}, ${String(size)} px, ${String(channels)} channels`, async function () {
        const options = { stride, padding: kernel >> 1 };
        await assertSameAsPortable(
          this,
          (x, filter) => conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, options),
          () => [wave([2, size, size, channels], 0.7), wave([kernel, kernel, channels, 4], 1.3)],
        );
      });
    }
  }

  for (const training of [true, false]) {
    for (const rectify of [true, false]) {
      it(`batch normalisation, training ${String(training)}, rectified ${String(rectify)}`, async function () {
        await assertSameAsPortable(
          this,
          (x, scale, offset) =>
            batchNormalisation(
              x as tf.Tensor4D,
              {
                scale: scale as tf.Tensor1D,
                offset: offset as tf.Tensor1D,
                runningMean: tf.tensor1d([0.1, -0.2, 0.3]),
                runningVariance: tf.tensor1d([0.5, 1, 2]),
              },
              { training, epsilon: 1e-5, momentum: 0.1, rectify },
            ),
          () => [wave([2, 4, 4, 3], 0.7), tf.tensor1d([0.5, 1, 1.5]), tf.tensor1d([0.1, 0, -0.1])],
        );
      });
    }
  }

  it('moves the running statistics as PyTorch does, with the unbiased variance', async function () {
    for (const backend of ['tensorflow', 'cpu'] as const) {
      await onBackend(this, backend);
      tf.tidy(() => {
        // Two values a channel: mean 2, unbiased variance 2.
        batchNormalisation(
          tf.tensor4d([1, 3], [2, 1, 1, 1]),
          {
            scale: tf.tensor1d([1]),
            offset: tf.tensor1d([0]),
            runningMean: tf.tensor1d([0]),
            runningVariance: tf.tensor1d([1]),
          },
          {
            training: true,
            epsilon: 1e-5,
            momentum: 0.1,
            rectify: false,
            onStatistics: (mean, variance) => {
              assert.ok(Math.abs(mean.dataSync()[0]! - 0.2) < 1e-6);
              assert.ok(Math.abs(variance.dataSync()[0]! - 1.1) < 1e-6);
              tf.dispose([mean, variance]);
            },
          },
        );
      });
    }
  });

  for (const size of [5, 6, 7]) {
    it(`max pooling of values >= 0, ${String(size)} px`, async function () {
      await assertSameAsPortable(
        this,
        (x) => maxPool3x3Stride2(x as tf.Tensor4D),
        () => [tf.abs(wave([2, size, size, 3], 0.7))],
      );
    });
  }

  it('the join of a residual block', async function () {
    await assertSameAsPortable(
      this,
      (a, b) => addAndRectify(a as tf.Tensor4D, b as tf.Tensor4D),
      () => [wave([2, 4, 4, 3], 0.7), wave([2, 4, 4, 3], 0.4)],
    );
  });

  it('a filter that nobody wants the input gradient of has only its own', async function () {
    await onBackend(this, 'tensorflow');
    tf.tidy(() => {
      const x = wave([1, 4, 4, 2], 0.7);
      const options = { stride: 1, padding: 1 };
      const own = (inputGradient: boolean): Float32Array =>
        Float32Array.from(
          tf
            .grad((filter) => tf.sum(conv2d(x, filter as tf.Tensor4D, { ...options, inputGradient })))(
              wave([3, 3, 2, 2], 1.3),
            )
            .dataSync(),
        );
      assert.deepEqual(own(false), own(true));
    });
  });
});
