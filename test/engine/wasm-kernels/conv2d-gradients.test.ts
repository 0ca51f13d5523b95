import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Random } from '../../../lib/core/random.ts';
import { onBackend, restoreEngineAfterwards } from '../on-backend.ts';

interface Case {
  readonly kernel: number;
  readonly stride: number;
  readonly pad: 'same' | 'valid' | number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function inputs({ kernel, height, width, channels }: Case): { x: tf.Tensor4D; filter: tf.Tensor4D } {
  const random = Random.fromSeed(3);
  const normal = (shape: [number, number, number, number]): tf.Tensor4D =>
    tf.tensor4d(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
      shape,
    );
  return { x: normal([2, height, width, channels]), filter: normal([kernel, kernel, channels, 3]) };
}

/** Gradients of Σ conv(x, w)² by both inputs. */
function gradients(c: Case): { dx: Float32Array; dw: Float32Array } {
  return tf.tidy(() => {
    const { x, filter } = inputs(c);
    const [dx, dw] = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
      tf.sum(tf.square(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, c.stride, c.pad))),
    )([x, filter]) as [tf.Tensor, tf.Tensor];
    return { dx: dx.dataSync<'float32'>(), dw: dw.dataSync<'float32'>() };
  });
}

function assertClose(actual: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(actual.length, expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= 1e-4 * scale, `${what}[${i}]: ${value}, not ${expected[i]!}`);
  });
}

async function compare(test: Mocha.Context, c: Case): Promise<void> {
  await onBackend(test, 'cpu');
  const expected = gradients(c);
  await onBackend(test, 'wasm');
  const actual = gradients(c);
  assertClose(actual.dx, expected.dx, `${JSON.stringify(c)} dx`);
  assertClose(actual.dw, expected.dw, `${JSON.stringify(c)} dw`);
}

describe('wasm gradients of conv2d', () => {
  restoreEngineAfterwards();

  const resnet: [string, Case][] = [
    ['7x7 stride 2 (stem)', { kernel: 7, stride: 2, pad: 3, height: 24, width: 22, channels: 3 }],
    [
      '7x7 stride 2, padded before',
      { kernel: 7, stride: 2, pad: 'valid', height: 30, width: 30, channels: 3 },
    ],
    ['3x3 stride 1', { kernel: 3, stride: 1, pad: 1, height: 6, width: 7, channels: 4 }],
    ['3x3 stride 2, even size', { kernel: 3, stride: 2, pad: 1, height: 8, width: 8, channels: 4 }],
    ['3x3 stride 2, odd size', { kernel: 3, stride: 2, pad: 1, height: 9, width: 7, channels: 4 }],
    ['3x3 stride 2, same', { kernel: 3, stride: 2, pad: 'same', height: 8, width: 7, channels: 4 }],
    ['1x1 stride 1', { kernel: 1, stride: 1, pad: 0, height: 5, width: 4, channels: 6 }],
    ['1x1 stride 2', { kernel: 1, stride: 2, pad: 0, height: 6, width: 5, channels: 6 }],
  ];
  for (const [name, c] of resnet) {
    it(`${name}: as plain JavaScript`, async function () {
      await compare(this, c);
    });
  }

  it('any window: as plain JavaScript', async function () {
    const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
    const anyCase = fc.record({
      kernel: whole(1, 5),
      stride: whole(1, 4),
      pad: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), whole(0, 3)),
      height: whole(5, 11),
      width: whole(5, 11),
      channels: whole(1, 4),
    });
    await fc.assert(
      fc.asyncProperty(anyCase, async (c) => {
        await compare(this, c);
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('finite differences agree', async function () {
    await onBackend(this, 'wasm');
    const c: Case = { kernel: 3, stride: 2, pad: 1, height: 5, width: 6, channels: 2 };
    const { dx, dw } = gradients(c);
    const { x, filter } = inputs(c);
    const values = { x: x.dataSync<'float32'>().slice(), filter: filter.dataSync<'float32'>().slice() };
    const shapes = { x: x.shape, filter: filter.shape };
    tf.dispose([x, filter]);
    const loss = (): number =>
      tf.tidy(() => {
        const y = tf.conv2d(
          tf.tensor4d(values.x, shapes.x),
          tf.tensor4d(values.filter, shapes.filter),
          c.stride,
          c.pad,
        );
        return y.dataSync<'float32'>().reduce((sum, value) => sum + value * value, 0);
      });
    for (const [name, gradient] of [
      ['x', dx],
      ['filter', dw],
    ] as const) {
      for (let i = 0; i < gradient.length; i += 5) {
        const before = values[name][i]!;
        values[name][i] = before + 0.01;
        const above = loss();
        values[name][i] = before - 0.01;
        const below = loss();
        values[name][i] = before;
        // The loss is quadratic in each value, so the central difference is exact but for rounding.
        const difference = (above - below) / 0.02;
        assert.ok(
          Math.abs(difference - gradient[i]!) < 0.02 * Math.max(1, Math.abs(gradient[i]!)),
          `${name}[${i}]`,
        );
      }
    }
  });
});
