import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findABParams } from '../../../lib/embedding/umap/curve.ts';
import { umapGolden } from './golden.ts';

describe('findABParams', () => {
  it("equals umap-learn's a and b", () => {
    for (const { spread, minDist, a, b } of umapGolden.curves) {
      const ours = findABParams(spread, minDist);
      assert.ok(Math.abs(ours.a / a - 1) < 1e-5, `a ${String(ours.a)} for ${String(a)}`);
      assert.ok(Math.abs(ours.b / b - 1) < 1e-5, `b ${String(ours.b)} for ${String(b)}`);
    }
  });

  it('is at a least square: no small step is better', () => {
    const error = (a: number, b: number, spread: number, minDist: number): number => {
      let sum = 0;
      for (let i = 0; i < 300; i++) {
        const d = (3 * spread * i) / 299;
        sum += (1 / (1 + a * d ** (2 * b)) - (d < minDist ? 1 : Math.exp(-(d - minDist) / spread))) ** 2;
      }
      return sum;
    };
    const ratio = fc.double({ min: 0, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 30, noNaN: true }), ratio, (spread, share) => {
        const minDist = share * spread;
        const { a, b } = findABParams(spread, minDist);
        const least = error(a, b, spread, minDist);
        for (const [p, q] of [
          [1.001, 1],
          [0.999, 1],
          [1, 1.001],
          [1, 0.999],
        ] as const) {
          assert.ok(error(a * p, b * q, spread, minDist) >= least);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('says what is out of range', () => {
    assert.throws(() => findABParams(0, 0.1), /spread must be above 0, got 0$/);
    assert.throws(() => findABParams(1, 3), /minDist must be from 0 to below 3 x spread, which is 3, got 3$/);
    assert.throws(() => findABParams(1, NaN), /minDist/);
  });
});
