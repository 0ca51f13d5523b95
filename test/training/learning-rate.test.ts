import assert from 'node:assert/strict';
import fc from 'fast-check';
import { learningRateAt, type ScheduleOptions } from '../../lib/training/learning-rate.ts';

const family: ScheduleOptions = {
  learningRate: 1e-3,
  decayRate: 0.9,
  decayEvery: 2,
  decayBy: 'epoch',
  warmupSteps: 0,
};

describe('learningRateAt', () => {
  it('falls to 0.9 times after every second epoch', () => {
    // 10 steps an epoch: epochs 0 and 1 are steps 0 to 19
    const rates = [0, 19, 20, 39, 40].map((step) => learningRateAt(family, step, 10));
    assert.deepEqual(rates, [1e-3, 1e-3, 1e-3 * 0.9, 1e-3 * 0.9, 1e-3 * 0.9 ** 2]);
  });

  it('falls smoothly by iteration and meets the stairs at their foot', () => {
    const smooth = { ...family, decayBy: 'iteration' } as const;
    assert.equal(learningRateAt(smooth, 20, 10), learningRateAt(family, 20, 10));
    assert.equal(learningRateAt(smooth, 10, 10), 1e-3 * 0.9 ** 0.5);
  });

  it('warms up in a straight line', () => {
    const warm = { ...family, warmupSteps: 4 };
    const rates = [0, 1, 2, 3, 4].map((step) => learningRateAt(warm, step, 100));
    assert.deepEqual(rates, [0.25e-3, 0.5e-3, 0.75e-3, 1e-3, 1e-3]);
  });

  it('never rises after the warm-up and is never 0', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('epoch' as const, 'iteration' as const),
        (step, perEpoch, decayBy) => {
          const now = learningRateAt({ ...family, decayBy }, step, perEpoch);
          const next = learningRateAt({ ...family, decayBy }, step + 1, perEpoch);
          return next > 0 && next <= now;
        },
      ),
      { numRuns: 200 },
    );
  });
});
