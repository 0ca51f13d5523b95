import assert from 'node:assert/strict';
import { Random } from '../../../lib/core/random.ts';
import { AUGMENT_METHOD_DEFAULTS } from '../../../lib/data/baselines/augment-methods.ts';
import { drawKeepAugment, drawRegion, regionScores } from '../../../lib/data/baselines/keep-augment.ts';

/** A 4x4 map whose right half matters. */
const RIGHT = Float32Array.from({ length: 16 }, (_, i) => (i % 4 >= 2 ? 1 : 0));

describe('KeepAugment', () => {
  it('sums the saliency of every square', () => {
    const map = Float32Array.from({ length: 9 }, (_, i) => i); // 0 1 2 / 3 4 5 / 6 7 8
    assert.deepEqual([...regionScores(map, 3, 2)], [8, 12, 20, 24]);
    assert.deepEqual([...regionScores(map, 3, 3)], [36]);
    assert.deepEqual([...regionScores(map, 3, 1)], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('takes only squares on the wanted side of the quantile', () => {
    // Squares of 2 start at columns 0, 1, 2 and score 0, 2, 4, three of each; the quantile 0.5 is 2.
    const random = Random.fromSeed(1);
    const columns = (side: 'below' | 'above'): Set<number> =>
      new Set(
        Array.from(
          { length: 60 },
          () => 4 * drawRegion(random, RIGHT, 4, { length: 0.5, quantile: 0.5, side }).x,
        ),
      );
    assert.deepEqual([...columns('below')], [0]);
    assert.deepEqual([...columns('above')], [2]);
  });

  it('takes any square of a flat map', () => {
    const random = Random.fromSeed(1);
    const flat = new Float32Array(16);
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const { x, y } = drawRegion(random, flat, 4, { length: 0.5, quantile: 0.6, side: 'below' });
      seen.add(`${4 * x},${4 * y}`);
    }
    assert.equal(seen.size, 9);
  });

  it('selective cut leaves what matters, at every resolution', () => {
    const options = {
      ...AUGMENT_METHOD_DEFAULTS,
      keepAugment: { of: 'cutout', length: 0.5, quantile: 0.5 },
      cutout: { length: 0.5, fill: 'black' },
    } as const;
    for (let seed = 0; seed < 20; seed++) {
      const change = drawKeepAugment(Random.fromSeed(seed), RIGHT, 4, options);
      for (const side of [4, 12]) {
        const pixels = change(new Uint8Array(side * side * 3).fill(9), side);
        const cut = Array.from({ length: side * side }, (_, i) => i).filter((i) => pixels[3 * i] === 0);
        assert.equal(cut.length, (side / 2) ** 2);
        assert.ok(cut.every((i) => i % side < side / 2));
      }
    }
  });

  it('selective paste puts what matters back onto the augmented image', () => {
    const options = {
      ...AUGMENT_METHOD_DEFAULTS,
      keepAugment: { of: 'randAugment', length: 0.5, quantile: 0.5 },
      randAugment: { operations: 3, magnitude: 10 },
    } as const;
    const pixels = Uint8Array.from({ length: 48 }, (_, i) => 5 * i);
    let changed = 0;
    for (let seed = 0; seed < 30; seed++) {
      const result = drawKeepAugment(Random.fromSeed(seed), RIGHT, 4, options)(pixels.slice(), 4);
      const same = (x: number, y: number): boolean =>
        [0, 1, 2].every((c) => result[(y * 4 + x) * 3 + c] === pixels[(y * 4 + x) * 3 + c]);
      const kept = [0, 1, 2].some((top) => [0, 1].every((j) => same(2, top + j) && same(3, top + j)));
      assert.ok(kept);
      changed += result.every((value, i) => value === pixels[i]) ? 0 : 1;
    }
    assert.ok(changed > 20);
  });
});
