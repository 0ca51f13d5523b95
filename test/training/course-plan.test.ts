import assert from 'node:assert/strict';
import fc from 'fast-check';
import { setInConfig } from '../../lib/training/config/change-config.ts';
import { coursePlan } from '../../lib/training/course-plan.ts';
import { NANO_PRESET } from '../../lib/training/presets/nano.ts';

const planOf = (images: number, ...settings: string[]) =>
  coursePlan(
    setInConfig(NANO_PRESET.config, ['training.batch=10', 'training.epochs=4', ...settings]),
    images,
  );
const RAW = ['streams.used=raw', 'training.vote=raw'];

describe('coursePlan', () => {
  it('has whole epochs of full batches by default', () => {
    // 57 images in batches of 10: 5 steps an epoch, 4 epochs, three streams.
    assert.deepEqual(planOf(57), {
      batch: 10,
      batchesPerEpoch: 5,
      epochs: 4,
      lastBatches: 5,
      passes: 4 * 5 * 10 * 3,
      stretch: 1,
    });
    assert.equal(planOf(7).batch, 7);
  });

  it('gives the raw stream three times the epochs for the passes of three streams', () => {
    const raw = planOf(57, ...RAW, `training.passes=${planOf(57).passes}`);
    assert.deepEqual([raw.epochs, raw.lastBatches, raw.passes, raw.stretch], [12, 5, 600, 3]);
  });

  it('ends in the middle of an epoch where the passes do', () => {
    // 125 passes are 12 steps of 10: two epochs of 5 and 2 steps more.
    const plan = planOf(57, ...RAW, 'training.passes=125');
    assert.deepEqual([plan.epochs, plan.lastBatches, plan.passes], [3, 2, 120]);
    assert.equal(planOf(57, ...RAW, 'training.passes=1').passes, 10); // one step at least
  });

  it('comes to within a step of the passes asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.integer({ min: 1, max: 100_000 }),
        (images, passes) => {
          const plan = planOf(images, `training.passes=${passes}`);
          const step = plan.batch * 3;
          assert.ok(plan.passes <= Math.max(passes, step) && plan.passes > passes - step);
          assert.ok(plan.lastBatches >= 1 && plan.lastBatches <= plan.batchesPerEpoch);
          assert.equal(((plan.epochs - 1) * plan.batchesPerEpoch + plan.lastBatches) * step, plan.passes);
        },
      ),
    );
  });
});
