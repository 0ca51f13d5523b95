import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../../lib/core/random.ts';
import { METRICS, pairDistances } from '../../../lib/embedding/metrics.ts';
import { findNeighbours, findNeighboursAmong } from '../../../lib/embedding/neighbours/neighbours.ts';
import { growForest } from '../../../lib/embedding/neighbours/choose-method.ts';
import type { Neighbours } from '../../../lib/embedding/neighbours/neighbour-types.ts';
import { runSearch } from '../../../lib/embedding/neighbours/run-search.ts';
import { makeJob, type JobOptions } from '../../../lib/embedding/neighbours/search-job.ts';
import { neighboursFromDistances } from '../../../lib/embedding/neighbours/neighbours-from-distances.ts';
import { toDenseRows, type DenseRows } from '../../../lib/embedding/rows.ts';
import { needKernels } from '../support-kernels.ts';
import { bruteForce, recall, sheetPoints } from './sample-points.ts';

const rowsOf = (list: readonly (readonly number[])[]): DenseRows => toDenseRows(list, 'test: rows');

/** A search on threads, also where the points are so few that findNeighbours would not start any. */
async function onThreads(
  threads: number,
  points: DenseRows,
  k: number,
  { metric, forest }: Pick<JobOptions, 'metric' | 'forest'>,
): Promise<Neighbours> {
  const job = makeJob(points, points, k, { metric, threads, plain: undefined, forest });
  await runSearch(job, { where: 'test', signal: undefined, onProgress: undefined });
  const indices = Int32Array.from(job.indices);
  return { indices, distances: Float32Array.from(job.distances), rows: points.rows, k };
}

describe('findNeighbours', function () {
  this.timeout(120_000);
  before(needKernels);

  it('by hand: four points on a line', async () => {
    const found = await findNeighbours(rowsOf([[0], [1], [3], [7]]), 2);
    assert.deepEqual([...found.indices], [1, 2, 0, 2, 1, 0, 2, 1]);
    assert.deepEqual([...found.distances], [1, 3, 1, 2, 2, 3, 4, 6]);
  });

  it('of equal distances takes the lower index, and duplicates are neighbours at 0', async () => {
    const found = await findNeighbours(rowsOf([[5], [5], [4], [6], [5]]), 3);
    assert.deepEqual([...found.indices.subarray(0, 3)], [1, 4, 2]);
    assert.deepEqual([...found.distances.subarray(0, 3)], [0, 0, 1]);
    assert.deepEqual([...found.indices.subarray(6, 9)], [0, 1, 4]);
    const alike = await findNeighbours({ data: new Float32Array(900).fill(0.1), rows: 300, columns: 3 }, 20);
    assert.deepEqual(
      [...alike.indices.subarray(0, 20)],
      Array.from({ length: 20 }, (_, t) => t + 1),
    );
    assert.ok(alike.distances.every((distance) => distance === 0));
  });

  it('is brute force on grids full of ties, with outliers and far from 0, in every metric', async () => {
    const grid = fc.record({
      rows: fc.integer({ min: 2, max: 40 }),
      columns: fc.integer({ min: 1, max: 9 }),
      levels: fc.integer({ min: 1, max: 5 }),
      offset: fc.constantFrom(0, 0.1, 1e6),
      outlier: fc.constantFrom(0, 1e-20, 1e15, 1e38),
      seed: fc.integer({ min: 0, max: 1e6 }),
      metric: fc.constantFrom(...METRICS),
    });
    await fc.assert(
      fc.asyncProperty(grid, async ({ rows, columns, levels, offset, outlier, seed, metric }) => {
        const data = Float32Array.from(
          { length: rows * columns },
          (_, i) => offset + ((Math.imul(i + seed, 2654435761) >>> 8) % levels),
        );
        data[0]! += outlier;
        const points = { data, rows, columns };
        const k = Math.min(4, rows - 1);
        assert.deepEqual(await findNeighbours(points, k, { metric }), bruteForce(points, points, k, metric));
      }),
      { numRuns: 150 },
    );
  });

  for (const metric of METRICS) {
    it(`${metric}: brute force, by kernel and twin, on one thread and on two, bit for bit`, async () => {
      const points = sheetPoints(1100, 19);
      const truth = bruteForce(points, points, 12, metric);
      for (const plain of [false, true]) {
        assert.deepEqual(await findNeighbours(points, 12, { metric, plain, threads: 1 }), truth);
      }
      for (const threads of [2, 3]) {
        assert.deepEqual(await onThreads(threads, points, 12, { metric }), truth, String(threads));
      }
    });
  }

  it('compares rows anew whose candidates do not prove their neighbours', async () => {
    // 200 corners of one simplex: all are at one distance from each other, so that any candidate might be beaten by index.
    const data = new Float32Array(200 * 200);
    for (let i = 0; i < 200; i++) data[i * 200 + i] = 1 / 3;
    const points = { data, rows: 200, columns: 200 };
    const found = await findNeighbours(points, 5);
    assert.deepEqual(found, bruteForce(points, points, 5, 'euclidean'));
    assert.deepEqual([...found.indices.subarray(50 * 5, 51 * 5)], [0, 1, 2, 3, 4]);
  });

  it('reads sparse rows', async () => {
    const sparse = {
      indptr: Int32Array.of(0, 1, 1, 3),
      indices: Int32Array.of(1, 0, 1),
      values: Float32Array.of(2, 3, 4),
      rows: 3,
      columns: 2,
    };
    const found = await findNeighbours(sparse, 1);
    assert.deepEqual([...found.indices], [1, 0, 0]); // (0, 2), (0, 0), (3, 4)
    assert.equal(found.distances[2], Math.fround(Math.sqrt(13)));
  });

  it('finds nearly all by the approximate search, and the same on every number of threads', async () => {
    for (const [metric, k] of [
      ['euclidean', 15],
      ['euclidean', 90],
      ['cosine', 15],
      ['manhattan', 15],
    ] as const) {
      const points = sheetPoints(3000, 24);
      const truth = await findNeighbours(points, k, { metric, method: 'exact' });
      const found = await findNeighbours(points, k, { metric, method: 'approximate', threads: 1 });
      const share = recall(found, truth);
      assert.ok(share >= 0.95, `${metric}, k = ${String(k)}: recall ${String(share)}`);
      assert.deepEqual(
        await onThreads(2, points, k, { metric, forest: growForest(points.rows, k, 0) }),
        found,
      );
    }
  });

  it('draws other trees with another seed', async () => {
    const points = sheetPoints(2000, 30, 20);
    const [a, b, c] = await Promise.all(
      [1, 1, 2].map((seed) => findNeighbours(points, 8, { method: 'approximate', seed, threads: 1 })),
    );
    assert.deepEqual(a, b);
    assert.notDeepEqual(a, c);
  });

  it('finds approximate neighbours among duplicates', async () => {
    const data = new Float32Array(1200).fill(3);
    data.fill(4, 900);
    const found = await findNeighbours({ data, rows: 600, columns: 2 }, 10, { method: 'approximate' });
    assert.ok(found.distances.every((distance) => distance === 0));
    assert.ok(found.indices.every((index, at) => index !== Math.floor(at / 10)));
  });

  it('tells its progress and ends with all done', async () => {
    const told: [number, number][] = [];
    await findNeighbours(sheetPoints(3000, 500), 5, {
      threads: 2,
      onProgress: ({ done, total }) => told.push([done, total]),
    });
    assert.ok(told.length >= 1);
    for (const [done, total] of told) assert.ok(done <= total);
    assert.equal(told.at(-1)![0], told.at(-1)![1]);
  });

  for (const threads of [1, 2]) {
    it(`stops soon when asked to, on ${String(threads)} threads`, async () => {
      const stop = new AbortController();
      let asked = 0;
      const search = findNeighbours(sheetPoints(30_000, 64), 15, {
        method: 'exact',
        threads,
        signal: stop.signal,
        onProgress: ({ done, total }) => {
          if (asked > 0 || done === total) return;
          asked = performance.now();
          stop.abort();
        },
      });
      await assert.rejects(search, { name: 'AbortError' });
      // A tenth of a second on a machine of its own; tests share theirs.
      assert.ok(performance.now() - asked < 5000);
    });
  }

  const two = rowsOf([
    [0, 1],
    [2, 3],
  ]);
  const bad: [string, () => Promise<unknown>, RegExp][] = [
    ['k = n', () => findNeighbours(two, 2), /k must be a whole number from 1 to 1 \(the other rows\), got 2/],
    ['k = 0', () => findNeighbours(two, 0), /k must be .*, got 0/],
    ['half a neighbour', () => findNeighbours(two, 0.5), /k must be .*, got 0.5/],
    ['one point', () => findNeighbours(rowsOf([[1]]), 1), /points must be at least 2 rows .*, got 1/],
    [
      'an unknown metric',
      () => findNeighbours(two, 1, { metric: 'hamming' as 'cosine' }),
      /metric must be one of euclidean, cosine, manhattan, correlation, got "hamming"/,
    ],
    [
      'an unknown method',
      () => findNeighbours(two, 1, { method: 'annoy' as 'auto' }),
      /method must be one of auto, exact, approximate, got "annoy"/,
    ],
    ['no thread', () => findNeighbours(two, 1, { threads: 0 }), /threads must be .*, got 0/],
    ['a seed of 0.5', () => findNeighbours(two, 1, { seed: 0.5 }), /seed must be a whole number, got 0.5/],
    [
      'NaN',
      () => findNeighbours({ data: Float32Array.of(1, NaN), rows: 2, columns: 1 }, 1),
      /points must be finite numbers in single precision, got NaN in row 1, column 0/,
    ],
    [
      'queries of another width',
      () => findNeighboursAmong(rowsOf([[1]]), two, 1),
      /queries must have as many columns as points \(2\), got 1/,
    ],
  ];
  for (const [name, call, message] of bad) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(call, { name: 'ParameterError', message });
    });
  }
});

describe('findNeighbours among many duplicates', () => {
  for (const metric of METRICS) {
    it(`finds those with the lowest indices, and the nearest of the others: ${metric}`, async () => {
      const random = Random.fromSeed(4);
      const data = Float32Array.from({ length: 300 * 3 }, () => random.normal());
      for (let i = 150; i < 250; i++) data.set([0.1, 0.2, 0.4], 3 * i);
      for (let i = 250; i < 300; i++) data.set([3, -1, 2], 3 * i);
      const points = { data, rows: 300, columns: 3 };
      const found = await findNeighbours(points, 20, { metric, method: 'exact' });
      const { rank } = pairDistances(metric, points, points);
      for (let i = 0; i < 300; i++) {
        const others = Array.from({ length: 300 }, (_, j) => j).filter((j) => j !== i);
        others.sort((a, b) => rank(i, a) - rank(i, b) || a - b);
        assert.deepEqual([...found.indices.subarray(20 * i, 20 * i + 20)], others.slice(0, 20));
      }
    });
  }
});

describe('findNeighboursAmong', () => {
  it('is brute force, and finds the query itself where it is a point', async () => {
    const points = sheetPoints(700, 13);
    const queries = { data: points.data.slice(0, 13 * 50), rows: 50, columns: 13 };
    for (const metric of METRICS) {
      const found = await findNeighboursAmong(queries, points, 6, { metric });
      assert.deepEqual(found, bruteForce(queries, points, 6, metric));
      for (let i = 0; i < 50; i++) assert.equal(found.indices[i * 6], i);
    }
  });
});

describe('neighboursFromDistances', () => {
  it('by hand, ties by index, whatever stands on the diagonal', () => {
    const matrix = rowsOf([
      [9, 2, 1],
      [2, 9, 2],
      [1, 2, 0],
    ]);
    const { indices, distances } = neighboursFromDistances(matrix, 2);
    assert.deepEqual([...indices], [2, 1, 0, 2, 0, 1]);
    assert.deepEqual([...distances], [1, 2, 2, 2, 1, 2]);
  });

  it('refuses what is no matrix of distances', () => {
    assert.throws(() => neighboursFromDistances(rowsOf([[0, 1]]), 1), /as many columns as rows, got 1 x 2/);
    const negative = rowsOf([
      [0, 1],
      [-1, 0],
    ]);
    assert.throws(() => neighboursFromDistances(negative, 1), /distances >= 0, got -1 in row 1, column 0/);
  });
});
