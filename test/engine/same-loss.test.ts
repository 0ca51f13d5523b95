import assert from 'node:assert/strict';
import { onBackend, restoreEngineAfterwards } from './on-backend.ts';
import { smallTraining } from './training-step.ts';

describe('the same training steps on every backend', () => {
  restoreEngineAfterwards();
  let expected: number[] = [];

  before(async function () {
    await onBackend(this, 'cpu');
    expected = await smallTraining(5);
  });

  it('plain JavaScript learns', () => {
    assert.ok(expected.every(Number.isFinite));
    assert.ok(expected.at(-1)! < expected[0]! / 2, expected.join(' '));
  });

  for (const backend of ['wasm', 'tensorflow'] as const) {
    it(`${backend} has the losses of plain JavaScript within 1e-3`, async function () {
      await onBackend(this, backend);
      const losses = await smallTraining(5);
      losses.forEach((loss, step) => {
        assert.ok(Math.abs(loss - expected[step]!) < 1e-3, `step ${step}: ${loss}, not ${expected[step]!}`);
      });
    });
  }
});
