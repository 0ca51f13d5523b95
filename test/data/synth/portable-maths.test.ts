import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../../lib/core/random.ts';
import { bell, clamp, direction, exponential, smoothstep } from '../../../lib/data/synth/portable-maths.ts';

describe('portable maths', () => {
  it('exponential is within 0.2 % of e to the x', () => {
    for (let x = -4; x <= 4; x += 0.125) {
      assert.ok(Math.abs(exponential(x) / Math.exp(x) - 1) < 0.002, String(x));
    }
  });

  it('smoothstep goes 0, 1/2, 1 and is flat outside', () => {
    assert.deepEqual(
      [-1, 2, 3, 4, 9].map((x) => smoothstep(2, 4, x)),
      [0, 0, 0.5, 1, 1],
    );
    assert.equal(clamp(5, 0, 3), 3);
  });

  it('bell has the asked mean and deviation and never strays beyond 3.47 of them', () => {
    const random = Random.fromSeed(4);
    const values = Array.from({ length: 20_000 }, () => bell(random, 10, 2));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
    assert.ok(Math.abs(mean - 10) < 0.05 && Math.abs(deviation - 2) < 0.05, `${mean} ${deviation}`);
    assert.ok(values.every((x) => Math.abs(x - 10) <= 3.47 * 2));
  });

  it('directions have length 1', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { x, y } = direction(Random.fromSeed(seed));
        return Math.abs(x * x + y * y - 1) < 1e-12;
      }),
    );
  });
});
