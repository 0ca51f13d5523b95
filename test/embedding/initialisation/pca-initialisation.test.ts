import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { pcaInitialisation } from '../../../lib/embedding/initialisation/pca-initialisation.ts';
import { toDenseRows } from '../../../lib/embedding/rows.ts';
import { digits, umapGolden } from '../umap/golden.ts';

const unscaled = { standardDeviation: undefined };

describe('pcaInitialisation', () => {
  it('finds the long axis by hand, and its sign by the largest loading', () => {
    // Points on (3, -4) / 5 times -2, -1, 0, 1, 2: the largest loading is y's, so the component is (-3, 4) / 5.
    const rows = [-2, -1, 0, 1, 2].map((t) => [3 * t + 7, -4 * t + 1]);
    const { data } = pcaInitialisation(toDenseRows(rows, 'test: rows'), 1, unscaled);
    assert.deepEqual([...data].map(Math.round), [10, 5, 0, -5, -10]);
  });

  it("equals scikit-learn's PCA on digits, by covariance and by rows", () => {
    const { narrow, wide } = umapGolden.pca;
    const { data } = digits();
    const sizes = [
      { rows: 1797, columns: 64, golden: narrow, every: 40, components: 3 },
      { rows: 448, columns: 256, golden: wide, every: 10, components: 2 },
    ];
    for (const { rows, columns, golden, every, components } of sizes) {
      const points = { data: data.subarray(0, rows * columns), rows, columns };
      const scores = pcaInitialisation(points, components, unscaled);
      golden.forEach((row, g) => {
        row.forEach((value, c) => {
          const ours = scores.data[g * every * components + c]!;
          // Scores are tens: 1e-3 is a hundredth of a per cent of their spread.
          assert.ok(Math.abs(ours - value) < 1e-3, `row ${String(g)}: ${String(ours)} for ${String(value)}`);
        });
      });
    }
  });

  it('has the standard deviation that is asked for, 1e-4 unless another is', () => {
    for (const [options, wanted] of [
      [{}, 1e-4],
      [{ standardDeviation: 3 }, 3],
    ] as const) {
      const { data, rows } = pcaInitialisation(digits(), 2, options);
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += data[2 * i]! ** 2; // its mean is 0
      assert.ok(Math.abs(Math.sqrt(sum / rows) / wanted - 1) < 1e-5);
    }
  });

  it('is centred, has uncorrelated columns in falling order, and the same bits again', () => {
    const matrix = fc.array(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 5, maxLength: 5 }), {
      minLength: 8,
      maxLength: 30,
    });
    fc.assert(
      fc.property(matrix, (list) => {
        const points = toDenseRows(list, 'test: rows');
        const { data, rows } = pcaInitialisation(points, 2, unscaled);
        assert.deepEqual(pcaInitialisation(points, 2, unscaled).data, data);
        const sums = { x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
        for (let i = 0; i < rows; i++) {
          const [x, y] = [data[2 * i]!, data[2 * i + 1]!];
          sums.x += x;
          sums.y += y;
          sums.xx += x * x;
          sums.xy += x * y;
          sums.yy += y * y;
        }
        fc.pre(sums.yy > 1e-3 * sums.xx && sums.xx > 1); // data on a line get noise
        assert.ok(Math.abs(sums.x) < 1e-3 && Math.abs(sums.y) < 1e-3);
        assert.ok(Math.abs(sums.xy) < 1e-4 * sums.xx);
        assert.ok(sums.yy <= sums.xx * (1 + 1e-6));
      }),
      { numRuns: 60 },
    );
  });

  it('puts a little noise where data have no spread', () => {
    const same = toDenseRows(Array<number[]>(6).fill([0.1, 0.2, 0.3]), 'test: rows');
    for (const dimensions of [1, 2, 4]) {
      const { data } = pcaInitialisation(same, dimensions);
      assert.ok(data.every((value) => Math.abs(value) > 0 && Math.abs(value) < 1e-3));
    }
    const line = toDenseRows(
      Array.from({ length: 9 }, (_, i) => [i]),
      'test: rows',
    );
    const { data } = pcaInitialisation(line, 2, { standardDeviation: 1 });
    const second = Array.from({ length: 9 }, (_, i) => data[2 * i + 1]!);
    assert.equal(new Set(second).size, 9);
    assert.ok(second.every((value) => Math.abs(value) < 0.1));
  });

  it('says which dimensions it cannot make', () => {
    for (const dimensions of [0, 1.5, NaN]) {
      assert.throws(() => pcaInitialisation(digits(), dimensions), ParameterError);
    }
    assert.throws(() => pcaInitialisation(digits(), 0), /dimensions must be a whole number from 1, got 0$/);
  });
});
