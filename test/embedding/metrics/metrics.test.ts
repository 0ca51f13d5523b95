import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkMetric, METRICS, pairDistances, type Metric } from '../../../lib/embedding/metrics.ts';
import { toDenseRows } from '../../../lib/embedding/rows.ts';

function distance(metric: Metric, a: readonly number[], b: readonly number[]): number {
  const pair = pairDistances(metric, toDenseRows([a], 'a: b'), toDenseRows([b], 'a: b'));
  return pair.distance(pair.rank(0, 0));
}

describe('pairDistances', () => {
  it('by hand', () => {
    assert.equal(distance('euclidean', [0, 0], [3, 4]), 5);
    assert.equal(distance('manhattan', [1, 2, 3, 4, 5], [2, 2, 1, 4, -1]), 1 + 2 + 6);
    assert.equal(distance('cosine', [1, 0], [0, 2]), 1);
    assert.equal(distance('cosine', [1, 0], [-3, 0]), 2);
    assert.equal(distance('cosine', [3, 4], [4, 3]), 1 - 24 / 25);
    // Less their means: (-1, 0, 1) and (1, 0, -1).
    assert.equal(distance('correlation', [1, 2, 3], [9, 8, 7]), 2);
    assert.equal(distance('correlation', [1, 2, 3], [10, 20, 30]), 0);
  });

  it('rows without a direction are at 0 from each other and at 1 from all others', () => {
    assert.equal(distance('cosine', [0, 0], [0, 0]), 0);
    assert.equal(distance('cosine', [0, 0], [1, 2]), 1);
    assert.equal(distance('correlation', [0.1, 0.1, 0.1], [7, 7, 7]), 0);
    assert.equal(distance('correlation', [0.1, 0.1, 0.1], [7, 7, 8]), 1);
  });

  it('is symmetric, and exactly 0 for rows alike', () => {
    const row = fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(row, row, fc.constantFrom(...METRICS), (a, b, metric) => {
        assert.equal(distance(metric, a, a), 0);
        assert.equal(distance(metric, a, b), distance(metric, b, a));
        assert.ok(distance(metric, a, b) >= 0);
      }),
    );
  });
});

describe('checkMetric', () => {
  it('names what there is', () => {
    assert.throws(() => checkMetric('TSNE', 'hamming'), {
      parameter: 'metric',
      message: 'TSNE: metric must be one of euclidean, cosine, manhattan, correlation, got "hamming"',
    });
  });
});
