import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AbortError } from '../../../lib/core/errors/abort-error.ts';
import type { Progress } from '../../../lib/core/progress.ts';
import { continuity } from '../../../lib/embedding/quality/continuity.ts';
import { distanceCorrelation } from '../../../lib/embedding/quality/distance-correlation.ts';
import { knnRecall } from '../../../lib/embedding/quality/knn-recall.ts';
import { nearest, ranksOf } from '../../../lib/embedding/quality/nearest.ts';
import { neighbourhoodQuality } from '../../../lib/embedding/quality/neighbourhood-quality.ts';
import type { Points } from '../../../lib/embedding/quality/points.ts';
import { trustworthiness } from '../../../lib/embedding/quality/trustworthiness.ts';
import { pointsOf, randomPoints } from './made-points.ts';

/** The points turned by an angle, stretched and moved: the same map to any eye. */
function similar({ data, rows }: Points, angle: number, stretch: number): Points {
  const turned = Float64Array.from(data);
  for (let i = 0; i < rows; i++) {
    const [x, y] = [data[2 * i]!, data[2 * i + 1]!];
    turned[2 * i] = 7 + stretch * (x * Math.cos(angle) - y * Math.sin(angle));
    turned[2 * i + 1] = -3 + stretch * (x * Math.sin(angle) + y * Math.cos(angle));
  }
  return { data: turned, rows, columns: 2 };
}

describe('neighbours and ranks', () => {
  it('by hand: from the point at 3 on a line', () => {
    const distances = Float64Array.of(3, 2, 1, 0, 1, 4);
    const found = new Int32Array(3);
    assert.equal(
      nearest(distances, found, (j) => j === 3),
      3,
    );
    assert.deepEqual([...found], [2, 4, 1], 'ties go to the smaller index');
    assert.deepEqual([...ranksOf(distances, 3, Int32Array.of(5, 4, 2, 0))], [5, 2, 1, 4]);
  });

  it('finds fewer where fewer count', () => {
    const found = new Int32Array(3);
    assert.equal(
      nearest(Float64Array.of(1, 2, 3), found, (j) => j !== 1),
      1,
    );
    assert.equal(found[0], 1);
  });

  it('are those of a sort', () => {
    const distances = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(distances, fc.nat(), (values, seed) => {
        const row = seed % values.length;
        const order = [...values.keys()]
          .filter((j) => j !== row)
          .sort((a, b) => values[a]! - values[b]! || a - b);
        const found = new Int32Array(Math.min(4, order.length));
        nearest(Float64Array.from(values), found, (j) => j === row);
        assert.deepEqual([...found], order.slice(0, found.length));
        const ranks = ranksOf(Float64Array.from(values), row, Int32Array.from(order));
        assert.deepEqual(
          [...ranks],
          order.map((_, i) => i + 1),
        );
      }),
    );
  });
});

describe('trustworthiness, continuity, knnRecall', () => {
  it('by hand: a point that the map puts beside a stranger', async () => {
    // On a line at 0, 1, 3, 7, 15; the map puts the first beyond the last. k = 1, so the worst sum is 5 · (10 - 4) / 2.
    const line = pointsOf([[0], [1], [3], [7], [15]]);
    const map = pointsOf([[16], [1], [3], [7], [15]]);
    // Nearest before: 1 0 1 2 3; on the map: 4 2 1 2 0. Ranks before of those: 4, 2, 1, 1, 4: 3 + 1 + 0 + 0 + 3 of 15.
    assert.equal(await trustworthiness(line, map, { k: 1 }), 1 - 7 / 15);
    // Ranks on the map of the nearest before: 0 to 1 is 4, 1 to 0 is 4, then 1, 1, and 4 to 3 is 2: 3 + 3 + 0 + 0 + 1.
    assert.equal(await continuity(line, map, { k: 1 }), 1 - 7 / 15);
    assert.equal(await knnRecall(line, map, { k: 1 }), 2 / 5);
  });

  it('are 1 for a map that is the points themselves, turned, stretched or moved', async () => {
    const points = randomPoints(60, 2);
    for (const map of [points, similar(points, 1, 4)]) {
      const { trustworthiness: t, continuity: c, recall } = await neighbourhoodQuality(points, map, { k: 7 });
      assert.deepEqual([t, c, recall], [1, 1, 1]);
    }
    const { spearman } = await distanceCorrelation(points, similar(points, 2, 0.5));
    assert.ok(spearman > 1 - 1e-9);
  });

  it('change places when map and points do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 9 }), async (seed, k) => {
        const [a, b] = [randomPoints(25, 3, seed), randomPoints(25, 2, seed + 1)];
        const [there, back] = [
          await neighbourhoodQuality(a, b, { k }),
          await neighbourhoodQuality(b, a, { k }),
        ];
        assert.equal(there.trustworthiness, back.continuity);
        assert.equal(there.continuity, back.trustworthiness);
        assert.equal(there.recall, back.recall);
        for (const value of [there.trustworthiness, there.continuity, there.recall]) {
          assert.ok(value >= 0 && value <= 1);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('a map by chance: half trustworthy, recall k / n, no correlation', async () => {
    const [points, map] = [randomPoints(400, 5, 3), randomPoints(400, 2, 4)];
    const found = await neighbourhoodQuality(points, map, { k: 10 });
    assert.ok(Math.abs(found.trustworthiness - 0.5) < 0.03, String(found.trustworthiness));
    assert.ok(Math.abs(found.recall - 10 / 400) < 0.01, String(found.recall));
    const { spearman } = await distanceCorrelation(points, map);
    assert.ok(Math.abs(spearman) < 0.05, String(spearman));
  });

  it('of a sample come near those of all, say that they are of a sample, and follow the seed', async () => {
    const points = randomPoints(500, 2, 5);
    const flat: Points = {
      ...points,
      data: points.data.map((value, i) => (i % 2 === 0 ? value : value / 9)),
    };
    const all = await neighbourhoodQuality(points, flat);
    const [some, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => neighbourhoodQuality(points, flat, { sample: 120, seed })),
    );
    assert.deepEqual([all.rows, all.of, some!.rows, some!.of], [500, 500, 120, 500]);
    assert.deepEqual(some, again);
    assert.notDeepEqual(some, other);
    assert.ok(Math.abs(some!.trustworthiness - all.trustworthiness) < 0.02);
    const pairs = await distanceCorrelation(points, flat, { pairs: 20_000 });
    assert.deepEqual([pairs.pairs, pairs.of], [20_000, 124_750]);
    const exact = await distanceCorrelation(points, flat);
    assert.ok(Math.abs(pairs.spearman - exact.spearman) < 0.02);
  });

  it('report progress to the end, and stop on request', async () => {
    const points = randomPoints(100, 2);
    const heard: Progress[] = [];
    await neighbourhoodQuality(points, points, { onProgress: (progress) => heard.push(progress) });
    assert.deepEqual([heard.at(-1)!.done, heard.at(-1)!.total], [100, 100]);
    await assert.rejects(
      neighbourhoodQuality(points, points, { signal: AbortSignal.abort() }),
      (error) => error instanceof AbortError && /map quality: stopped/.test(error.message),
    );
    const controller = new AbortController();
    const stopped = neighbourhoodQuality(randomPoints(3000, 40), randomPoints(3000, 2), {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });
    await assert.rejects(stopped, AbortError);
  });

  for (const [what, act, message] of [
    ['k of half the points', { k: 5 }, /k must be a whole number from 1 to 4, got 5/],
    ['k of nothing', { k: 0 }, /k must be a whole number from 1 to 4, got 0/],
    ['a metric of no one', { metric: 'chebyshev' as never }, /metric must be euclidean, .* got chebyshev/],
    ['a sample of half a row', { sample: 0.5 }, /sample must be a whole number from 1 on, got 0.5/],
  ] as const) {
    it(`refuse ${what}`, async () => {
      const points = randomPoints(10, 2);
      await assert.rejects(neighbourhoodQuality(points, points, { k: 2, ...act }), message);
    });
  }

  it('refuse points that are not finite, other shapes, and too few', async () => {
    const points = randomPoints(10, 2);
    const bad = { ...points, data: points.data.with(5, Number.NaN) };
    await assert.rejects(neighbourhoodQuality(bad, points, { k: 2 }), /finite, got NaN in row 2, column 1/);
    await assert.rejects(
      neighbourhoodQuality(points, randomPoints(9, 2), { k: 2 }),
      /map must have a row for each of 10 points, got 9/,
    );
    await assert.rejects(
      neighbourhoodQuality({ ...points, rows: 9 }, points, { k: 2 }),
      /rows times columns numbers, got 20 for \[9, 2\]/,
    );
    const two = randomPoints(2, 2);
    await assert.rejects(neighbourhoodQuality(two, two, { k: 1 }), /points must be at least 3, got 2/);
    await assert.rejects(distanceCorrelation(two, two), /3 or more points, got 2/);
  });
});
