import assert from 'node:assert/strict';
import fc from 'fast-check';
import { areaBins } from '../../lib/data/area-bins.ts';
import type { Label } from '../../lib/data/dataset.ts';
import { epochOrder } from '../../lib/data/epoch-order.ts';

const cells = fc.array(
  fc.record({ label: fc.constantFrom<Label[]>(0, 1), area: fc.integer({ min: 1, max: 20 }) }),
  {
    minLength: 1,
    maxLength: 60,
  },
);

describe('areaBins', () => {
  it('cuts the order of areas into bins of equally many cells', () => {
    const labels: Label[] = [0, 1, 0, 1, 1, 0];
    assert.deepEqual(areaBins(labels, [50, 10, 20, 60, 30, 40], 3), [
      [1, 2],
      [4, 5],
      [0, 3],
    ]);
  });

  it('joins bins that lack a class to a neighbour', () => {
    // In order of area: 0 0 | 1 0 | 1 1: the first is joined to the second, the last to the one before.
    assert.deepEqual(areaBins([0, 0, 1, 0, 1, 1], [1, 2, 3, 4, 5, 6], 3), [[0, 1, 2, 3, 4, 5]]);
    assert.deepEqual(areaBins([0, 1, 1, 1], [1, 2, 3, 4], 2), [[0, 1, 2, 3]]);
    assert.deepEqual(areaBins([1, 1, 1], [1, 2, 3], 2), [[0, 1, 2]]);
  });

  it('keeps cells of equal area together, and takes unknown areas for the middle', () => {
    assert.deepEqual(areaBins([0, 1, 0, 1], [7, 7, 7, 9], 4), [[0, 1, 2, 3]]);
    // The middle of 1, 8, 8.5, 9, 10 is 8.5, so the third cell stays with the fourth.
    assert.deepEqual(areaBins([0, 1, 0, 1, 0, 1], [1, 8, NaN, 8.5, 9, 10], 2), [
      [0, 1, 2, 3],
      [4, 5],
    ]);
  });

  it('puts every cell into one bin, both classes into each', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 12 }), (list, count) => {
        const labels = list.map(({ label }) => label);
        const bins = areaBins(
          labels,
          list.map(({ area }) => area),
          count,
        );
        assert.deepEqual(
          bins.flat().sort((a, b) => a - b),
          [...labels.keys()],
        );
        assert.ok(bins.length <= count);
        if (new Set(labels).size < 2) return;
        for (const bin of bins) assert.equal(new Set(bin.map((i) => labels[i])).size, 2);
      }),
    );
  });
});

describe('size-balanced order', () => {
  it('draws the classes equally often in every bin, N in all, the same for the same seed and epoch', () => {
    fc.assert(
      fc.property(cells, fc.integer(), (list, seed) => {
        const labels = list.map(({ label }) => label);
        const sizes = { areas: list.map(({ area }) => area), bins: 4 };
        const order = epochOrder(labels, 'sizeBalanced', { seed, epoch: 2, sizes });
        assert.equal(order.length, labels.length);
        assert.deepEqual(epochOrder(labels, 'sizeBalanced', { seed, epoch: 2, sizes }), order);
        if (new Set(labels).size < 2) return;
        for (const bin of areaBins(labels, sizes.areas, 4)) {
          const drawn = [...order].filter((i) => bin.includes(i));
          assert.equal(drawn.length, bin.length);
          const ones = drawn.filter((i) => labels[i] === 1).length;
          assert.ok(Math.abs(2 * ones - drawn.length) <= 1);
        }
      }),
    );
  });

  it('takes from size what it says of the class', () => {
    // Lymphoblasts are larger by 10, both classes spread over 40. Drawn by size, the mean areas come together; what is
    // left comes from the ends, where one class is alone and bins are joined.
    const labels = Array.from({ length: 400 }, (_, i): Label => (i % 2 === 0 ? 0 : 1));
    const areas = labels.map((label, i) => 100 + 10 * label + ((i * 37) % 41) - 20);
    const difference = (order: Int32Array): number => {
      const mean = (label: Label): number => {
        const own = [...order].filter((i) => labels[i] === label);
        return own.reduce((sum, i) => sum + areas[i]!, 0) / own.length;
      };
      return mean(1) - mean(0);
    };
    const before = difference(epochOrder(labels, 'shuffle', { seed: 1, epoch: 0 }));
    const after = difference(
      epochOrder(labels, 'sizeBalanced', { seed: 1, epoch: 0, sizes: { areas, bins: 10 } }),
    );
    assert.ok(before > 9 && after < before / 3, `${before} -> ${after}`);
  });
});
