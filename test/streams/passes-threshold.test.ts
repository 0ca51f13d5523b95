import assert from 'node:assert/strict';
import fc from 'fast-check';
import { normaliseMap } from '../../lib/streams/normalise-map.ts';
import { passesThreshold } from '../../lib/streams/passes-threshold.ts';
import { quantileInPlace } from '../../lib/streams/quantile.ts';

const map = Float32Array.of(2, 4, 6, 10);

describe('normaliseMap (Eq. 2)', () => {
  it('maps [2, 4, 6, 10] to [0, 1/4, 1/2, 1]', () => {
    assert.deepEqual([...normaliseMap(map)], [0, 0.25, 0.5, 1]);
  });

  it('takes minimum and maximum on the foreground, and is 0 elsewhere', () => {
    assert.deepEqual([...normaliseMap(map, Uint8Array.of(0, 1, 1, 0))], [0, 0, 1, 0]);
  });

  it('is 0 for a constant map instead of dividing by zero', () => {
    assert.deepEqual([...normaliseMap(new Float32Array(3).fill(7))], [0, 0, 0]);
  });
});

describe('passesThreshold', () => {
  it('compares S* by >= for the rule normalised', () => {
    assert.deepEqual([...passesThreshold(map, { theta: 0.5 })], [0, 0, 1, 1]);
    assert.deepEqual([...passesThreshold(map, { theta: 0.51 })], [0, 0, 0, 1]);
  });

  it('compares S with a share of its peak for the rule peak', () => {
    // 0.4 of 10 is 4; S* of 4 is only 1/4, so the rules differ where the minimum is not 0.
    assert.deepEqual([...passesThreshold(map, { theta: 0.4, rule: 'peak' })], [0, 1, 1, 1]);
    assert.deepEqual([...passesThreshold(map, { theta: 0.4 })], [0, 0, 1, 1]);
  });

  it('lets a share 1 - θ of the pixels pass for the rule quantile', () => {
    for (const [theta, passed] of [
      [0, 4],
      [0.25, 3],
      [0.5, 2],
      [0.75, 1],
      [1, 1],
    ] as const) {
      const count = passesThreshold(map, { theta, rule: 'quantile' }).filter((on) => on === 1).length;
      assert.equal(count, passed, `theta ${String(theta)}`);
    }
  });

  it('passes nowhere in a map without contrast, zero or not, whatever the rule and θ', () => {
    for (const value of [0, 3]) {
      for (const rule of ['normalised', 'peak', 'quantile'] as const) {
        for (const theta of [0, 0.5, 1]) {
          const flat = new Float32Array(4).fill(value);
          assert.deepEqual([...passesThreshold(flat, { theta, rule })], [0, 0, 0, 0]);
        }
      }
    }
  });

  it('passes only where a map of few activations has them, for the rule quantile', () => {
    const map = new Float32Array(100);
    map.set([1, 2, 3, 4], 40);
    for (const theta of [0.1, 0.5, 0.9]) {
      const passing = passesThreshold(map, { theta, rule: 'quantile' });
      assert.deepEqual(
        [...passing].flatMap((on, i) => (on === 1 ? i : [])),
        [40, 41, 42, 43],
      );
    }
  });

  it('never passes outside of the foreground, and takes peak and quantile inside', () => {
    const foreground = Uint8Array.of(1, 1, 1, 0);
    assert.deepEqual([...passesThreshold(map, { theta: 1, rule: 'peak', foreground })], [0, 0, 1, 0]);
    assert.deepEqual([...passesThreshold(map, { theta: 0.4, rule: 'quantile', foreground })], [0, 1, 1, 0]);
    assert.deepEqual([...passesThreshold(map, { theta: 0, foreground })], [1, 1, 1, 0]);
  });

  it('is Eq. 2 and a comparison, and passes less the higher θ is', () => {
    const maps = fc.array(fc.float({ min: 0, max: 100, noNaN: true }), { minLength: 2, maxLength: 30 });
    const theta = fc.double({ min: 0, max: 1, noNaN: true });
    const rule = fc.constantFrom('normalised' as const, 'peak' as const, 'quantile' as const);
    fc.assert(
      fc.property(maps, theta, theta, rule, (values, a, b, which) => {
        const s = Float32Array.from(values);
        const looser = passesThreshold(s, { theta: Math.min(a, b), rule: which });
        const stricter = passesThreshold(s, { theta: Math.max(a, b), rule: which });
        assert.ok(stricter.every((on, i) => on <= looser[i]!));
        if (which !== 'normalised' || Math.max(...s) === Math.min(...s)) return;
        normaliseMap(s).forEach((score, i) => {
          if (Math.abs(score - Math.min(a, b)) > 1e-6) {
            assert.equal(looser[i], score > Math.min(a, b) ? 1 : 0);
          }
        });
      }),
    );
  });
});

describe('quantileInPlace', () => {
  it('finds what sorting finds', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, share) => {
        const sorted = [...numbers].sort((a, b) => a - b);
        const place = Math.min(Math.floor(share * numbers.length), numbers.length - 1);
        assert.equal(quantileInPlace(Float32Array.from(numbers), share), sorted[place]);
      }),
    );
  });
});
