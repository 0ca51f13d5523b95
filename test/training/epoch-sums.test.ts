import assert from 'node:assert/strict';
import { addStep, epochMeans, NO_SUMS } from '../../lib/training/epoch-sums.ts';
import type { StepReport } from '../../lib/training/ternary-trainer.ts';

const step = (loss: number, raw: number, correct: number): StepReport => ({
  loss,
  centreLoss: 0.5,
  streamLosses: { raw, crop: 2 * raw },
  correct: { raw: correct, crop: 0 },
  mapMass: new Float32Array(),
  passes: 8,
  views: undefined,
});

describe('epoch sums', () => {
  it('weigh each step by its images', () => {
    // 4 images at loss 1 and 2 images at loss 4: (4 + 8) / 6 = 2; raw (4 · 1 + 2 · 0.4) / 6 = 0.8; 4 of 6 right
    const sums = addStep(addStep(NO_SUMS, step(1, 1, 3), 4), step(4, 0.4, 1), 2);
    const { loss, centreLoss, streams } = epochMeans(sums);
    assert.deepEqual([loss, centreLoss], [2, 0.5]);
    assert.ok(Math.abs(streams.raw!.loss - 0.8) < 1e-12);
    assert.ok(Math.abs(streams.crop!.loss - 1.6) < 1e-12);
    assert.deepEqual([streams.raw!.accuracy, streams.crop!.accuracy], [4 / 6, 0]);
    assert.equal(streams.erase, undefined);
  });

  it('survive JSON in the middle', () => {
    const half = addStep(NO_SUMS, step(1.1, 0.3, 2), 3);
    const stored = JSON.parse(JSON.stringify(half)) as typeof half;
    assert.deepEqual(addStep(stored, step(2, 1, 1), 3), addStep(half, step(2, 1, 1), 3));
  });
});
