import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AbortError } from '../../../lib/core/errors/abort-error.ts';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { Random } from '../../../lib/core/random.ts';
import { toDenseRows } from '../../../lib/embedding/rows.ts';
import { cosine, euclidean } from '../../../lib/embedding/umap/distances.ts';
import { findNeighboursByFunction } from '../../../lib/embedding/umap/neighbours-sync.ts';
import { TargetMetric } from '../../../lib/embedding/umap/supervised-labels.ts';
import { UMAP } from '../../../lib/embedding/umap/umap.ts';
import { digits, labelAccuracy, umapGolden } from './golden.ts';

/** Groups of points around middles that lie apart. */
function groups(count: number, size: number, seed = 1): { data: number[][]; labels: number[] } {
  const random = Random.fromSeed(seed);
  const middles = Array.from({ length: count }, () => Array.from({ length: 5 }, () => random.normal(0, 4)));
  const labels = Array.from({ length: count * size }, (_, i) => i % count);
  return {
    data: labels.map((label) => middles[label]!.map((value) => value + random.normal(0, 0.5))),
    labels,
  };
}

const { data, labels } = groups(4, 15);
const quick = { nNeighbors: 6, nEpochs: 60 };

/** Mean distance within labels as a share of the mean distance. */
function withinShare(places: readonly number[][], of: readonly number[]): number {
  const sums = { within: 0, pairs: 0, all: 0, allPairs: 0 };
  for (let i = 0; i < places.length; i++) {
    for (let j = 0; j < i; j++) {
      const distance = euclidean(places[i]!, places[j]!);
      sums.all += distance;
      sums.allPairs++;
      if (of[i] !== of[j]) continue;
      sums.within += distance;
      sums.pairs++;
    }
  }
  return sums.within / sums.pairs / (sums.all / sums.allPairs);
}

describe("UMAP: umap-js's interface", () => {
  it('fits in two and three dimensions, at once, in steps and in slices: the same map', async () => {
    for (const nComponents of [2, 3]) {
      const map = new UMAP({ ...quick, nComponents }).fit(data);
      assert.equal(map.length, data.length);
      assert.ok(map.every((place) => Array.isArray(place) && place.length === nComponents));
      assert.ok(withinShare(map, labels) < 0.3, String(withinShare(map, labels)));

      const stepped = new UMAP({ ...quick, nComponents });
      const epochs = stepped.initializeFit(data);
      assert.equal(epochs, 60);
      for (let i = 0; i < epochs; i++) assert.equal(stepped.step(), i + 1);
      assert.equal(stepped.step(), epochs);
      assert.deepEqual(stepped.getEmbedding(), map);

      const seen: number[] = [];
      const slices = await new UMAP({ ...quick, nComponents }).fitAsync(data, (epoch) => {
        seen.push(epoch);
      });
      assert.deepEqual(slices, map);
      assert.deepEqual(
        seen,
        Array.from({ length: 60 }, (_, i) => i + 1),
      );
    }
  });

  it('has 500 epochs by default, and stops where the callback says false', async () => {
    const umap = new UMAP();
    assert.equal(umap.initializeFit(data), 500);
    const seen: number[] = [];
    await umap.fitAsync(data, (epoch) => {
      seen.push(epoch);
      return epoch < 3;
    });
    assert.deepEqual(seen, [1, 2, 3]);
    assert.equal(umap.getEmbedding().length, data.length);
  });

  it('takes neighbours that were computed before, the point itself first', () => {
    const found = findNeighboursByFunction(data, data, 5, euclidean);
    const rows = (values: ArrayLike<number>, i: number): number[] =>
      Array.from({ length: 5 }, (_, j) => values[i * 5 + j]!);
    const umap = new UMAP(quick);
    umap.setPrecomputedKNN(
      data.map((_, i) => [i, ...rows(found.indices, i)]),
      data.map((_, i) => [0, ...rows(found.distances, i)]),
    );
    assert.deepEqual(umap.fit(data), new UMAP({ ...quick, distanceFn: (x, y) => euclidean(x, y) }).fit(data));
  });

  it('takes distances in place of points, also of new ones, and makes the map of the points', async () => {
    const [known, fresh] = [data.slice(0, 50), data.slice(50)];
    const table = (rows: typeof data): number[][] =>
      rows.map((row) => known.map((other) => Math.fround(euclidean(row, other))));
    const umap = new UMAP({ ...quick, metric: 'precomputed' });
    const byFunction = new UMAP({ ...quick, distanceFn: (x, y) => Math.fround(euclidean(x, y)) });
    assert.deepEqual(umap.fit(table(known)), byFunction.fit(known));
    assert.deepEqual(umap.transform(table(fresh)), byFunction.transform(fresh));
    assert.deepEqual(await umap.fitAsync(table(known)), byFunction.fit(known));
  });

  it('draws labels together, those of -1 left as they are; l1 and l2 have no effect', () => {
    const mixed = groups(4, 15, 3);
    const random = Random.fromSeed(2);
    const blurred = mixed.data.map((row) => row.map((value) => value + random.normal(0, 4)));
    const share = (labels?: readonly number[]): number => {
      let sum = 0;
      // One map is a matter of luck: the mean of several is not.
      for (let seed = 0; seed < 8; seed++) {
        const umap = new UMAP({ ...quick, seed });
        if (labels !== undefined) umap.setSupervisedProjection(labels);
        sum += withinShare(umap.fit(blurred), mixed.labels) / 8;
      }
      return sum;
    };
    const [without, supervised, unknown] = [share(), share(mixed.labels), share(mixed.labels.map(() => -1))];
    assert.ok(
      supervised < 0.85 * without && supervised < 0.85 * unknown,
      `${supervised} ${without} ${unknown}`,
    );

    const plain = new UMAP(quick).fit(blurred);
    const notices: string[] = [];
    const regression = new UMAP({ ...quick, onNotice: (sentence) => notices.push(sentence) });
    regression.setSupervisedProjection(mixed.labels, { targetMetric: TargetMetric.l1 });
    assert.deepEqual(regression.fit(blurred), plain);
    assert.deepEqual(notices, ['UMAP: labels of targetMetric l1 have no effect']);
  });

  it('places new points among those of their group, and the same ones again', () => {
    const umap = new UMAP(quick);
    const map = umap.fit(data);
    const random = Random.fromSeed(9);
    const fresh = data.slice(0, 12).map((row) => row.map((value) => value + random.normal(0, 0.1)));
    const placed = umap.transform(fresh);
    placed.forEach((place, i) => {
      const nearest = map.reduce(
        (best, other, j) => (euclidean(other, place) < euclidean(map[best]!, place) ? j : best),
        0,
      );
      assert.equal(labels[nearest], labels[i]);
    });
    assert.deepEqual(umap.transform(fresh), placed);
    assert.deepEqual(umap.getEmbedding(), map, 'the map stays');
    // As many new points as there are old ones are placed too, and do not move them.
    assert.equal(umap.transform(data).length, data.length);
    assert.deepEqual(umap.getEmbedding(), map);
  });

  it("asks a distance of the caller's, for rows of anything", () => {
    let calls = 0;
    const umap = new UMAP({
      ...quick,
      distanceFn: (x, y) => {
        calls++;
        return x.reduce((sum, value, c) => sum + Math.abs(value - y[c]!), 0);
      },
    });
    assert.deepEqual(umap.fit(data).length, data.length);
    assert.ok(calls > 0);
    const known = new UMAP({ ...quick, distanceFn: cosine }).fit(data);
    assert.deepEqual(known, new UMAP({ ...quick, metric: 'cosine' }).fit(data));
  });

  it("lets the caller's random function decide, and needs none", () => {
    const from =
      (value: number): (() => number) =>
      () =>
        value;
    const a = new UMAP({ ...quick, random: from(0.3) }).fit(data);
    assert.deepEqual(new UMAP({ ...quick, random: from(0.3) }).fit(data), a);
    assert.notDeepEqual(new UMAP({ ...quick, random: from(0.4) }).fit(data), a);
    assert.deepEqual(new UMAP(quick).fit(data), new UMAP(quick).fit(data));
  });
});

describe('UMAP: what umap-js lacks', () => {
  it('goes from rows to rows, the same for any number of threads and for fit', async () => {
    const points = toDenseRows(data, 'test: rows');
    const one = await new UMAP({ ...quick, threads: 1 }).fitRows(points);
    const two = await new UMAP({ ...quick, threads: 2 }).fitRows(points);
    assert.deepEqual(one, two);
    const umap = new UMAP(quick);
    assert.deepEqual(umap.fit(points).flat().map(Math.fround), [...one.data]);
    const fresh = toDenseRows(data.slice(0, 5), 'test: rows');
    const placed = await umap.transformRows(fresh);
    assert.deepEqual([...placed.data], umap.transform(fresh).flat().map(Math.fround));
  });

  it('begins where it is told', () => {
    for (const init of ['spectral', 'pca', 'random'] as const) {
      const map = new UMAP({ ...quick, init }).fit(data);
      assert.ok(withinShare(map, labels) < 0.5, `${init}: ${String(withinShare(map, labels))}`);
    }
    const places = data.map((_, i) => [i, -i]);
    const umap = new UMAP({ ...quick, init: places });
    umap.initializeFit(data);
    const [first, last] = [umap.getEmbedding()[0]!, umap.getEmbedding().at(-1)!];
    // Stretched to 0 .. 10 on each axis; noise of a ten-thousandth.
    assert.ok(euclidean(first, [0, 10]) < 0.01 && euclidean(last, [10, 0]) < 0.01);
  });

  it('has other bits for another seed only', () => {
    const map = new UMAP({ ...quick, seed: 4 }).fit(data);
    assert.deepEqual(new UMAP({ ...quick, seed: 4 }).fit(data), map);
    assert.notDeepEqual(new UMAP({ ...quick, seed: 5 }).fit(data), map);
  });

  it('tells its progress and stops on a signal', async () => {
    const phases = new Set<string>();
    let last = 0;
    await new UMAP(quick).fitRows(data, {
      onProgress: ({ phase, done }) => {
        phases.add(phase);
        last = done;
      },
    });
    assert.ok(phases.has('UMAP'));
    assert.equal(last, 60);

    const controller = new AbortController();
    const umap = new UMAP(quick);
    const stopped = umap.fitAsync(
      data,
      (epoch) => {
        if (epoch === 5) controller.abort();
      },
      { signal: controller.signal },
    );
    await assert.rejects(stopped, AbortError);
    assert.equal(umap.step(), 6, 'the epochs done stay done');
    await assert.rejects(new UMAP().fitRows(data, { signal: AbortSignal.abort() }), AbortError);
  });

  it("keeps digits' labels as near as umap-learn does, also of points placed later", async function () {
    this.timeout(120_000);
    const all = digits();
    const map = await new UMAP().fitRows(all);
    const wanted = Math.max(...umapGolden.digits.accuracy);
    const accuracy = labelAccuracy(map, all.labels);
    assert.ok(accuracy > wanted - 0.01, `${String(accuracy)} where umap-learn has ${String(wanted)}`);

    const [train, test] = [1500, all.rows - 1500];
    const umap = new UMAP();
    const known = await umap.fitRows({ data: all.data.subarray(0, train * 64), rows: train, columns: 64 });
    const placed = await umap.transformRows({ data: all.data.subarray(train * 64), rows: test, columns: 64 });
    const accuracyPlaced = labelAccuracy(placed, all.labels.subarray(train), {
      places: known,
      labels: all.labels,
    });
    const wantedPlaced = Math.max(...umapGolden.digits.placed);
    assert.ok(
      accuracyPlaced > wantedPlaced - 0.01,
      `${String(accuracyPlaced)} where umap-learn has ${String(wantedPlaced)}`,
    );
  });
});

describe('UMAP: bad and poor input', () => {
  const wrong: readonly [string, () => unknown, RegExp][] = [
    [
      'NaN',
      () => new UMAP(quick).fit([...data, [NaN, 0, 0, 0, 0]]),
      /points must be finite.*got NaN in row 60, column 0/,
    ],
    [
      'distances that are no square',
      () => new UMAP({ metric: 'precomputed' }).fit(data),
      /points must be a square matrix of distances where metric is precomputed, got 60 x 5$/,
    ],
    [
      'a negative distance',
      () =>
        new UMAP({ metric: 'precomputed' }).fit([
          [0, -1],
          [1, 0],
        ]),
      /points must hold distances >= 0, got -1 in row 0, column 1$/,
    ],
    [
      'distances to other points',
      () => {
        const umap = new UMAP({ ...quick, metric: 'precomputed', nNeighbors: 2 });
        umap.fit([
          [0, 1, 2],
          [1, 0, 2],
          [2, 2, 0],
        ]);
        return umap.transform([[1, 2]]);
      },
      /points must be distances to each of the 3 points of the map, got 2 columns$/,
    ],
    [
      'principal components of distances',
      () =>
        new UMAP({ metric: 'precomputed', init: 'pca', nNeighbors: 2 }).fit([
          [0, 1, 2],
          [1, 0, 2],
          [2, 2, 0],
        ]),
      /init 'pca' needs points that are rows of numbers$/,
    ],
    [
      'distances and a function',
      () => new UMAP({ metric: 'precomputed', distanceFn: () => 1 }),
      /distanceFn must be left out where metric is 'precomputed', got a function$/,
    ],
    ['ragged rows', () => new UMAP(quick).fit([...data, [1]]), /points must have rows of one length/],
    ['no points', () => new UMAP().fit([]), /points must have at least one row/],
    ['one point', () => new UMAP().fit([[1, 2]]), /points must be at least 2 rows, got 1$/],
    [
      'k >= n',
      () => new UMAP().fit(data.slice(0, 15)),
      /nNeighbors must be below the number of points, 15, got 15$/,
    ],
    ['nNeighbors 1', () => new UMAP({ nNeighbors: 1 }), /nNeighbors must be a whole number from 2, got 1$/],
    [
      'nComponents 0',
      () => new UMAP({ nComponents: 0 }),
      /nComponents must be a whole number from 1, got 0$/,
    ],
    ['nEpochs', () => new UMAP({ nEpochs: 1.5 }), /nEpochs must be a whole number from 0, got 1.5$/],
    ['minDist', () => new UMAP({ minDist: 4 }), /minDist must be from 0 to below 3 x spread, got 4$/],
    ['spread', () => new UMAP({ spread: 0 }), /spread must be a number above 0, got 0$/],
    [
      'learningRate',
      () => new UMAP({ learningRate: NaN }),
      /learningRate must be a number above 0, got NaN$/,
    ],
    ['setOpMixRatio', () => new UMAP({ setOpMixRatio: 2 }), /setOpMixRatio must be from 0 to 1, got 2$/],
    ['seed', () => new UMAP({ seed: 0.5 }), /seed must be a whole number, got 0.5$/],
    ['threads', () => new UMAP({ threads: 0 }), /threads must be a whole number from 1, got 0$/],
    ['metric', () => new UMAP({ metric: 'hamming' as 'cosine' }), /metric must be one of .*, got "hamming"$/],
    [
      'init',
      () => new UMAP({ init: 'best' as 'pca' }),
      /init must be one of spectral, pca, random, or rows, got best$/,
    ],
    ['init rows', () => new UMAP({ ...quick, init: [[1, 2]] }).fit(data), /init must be 60 x 2, got 1 x 2$/],
    ['random', () => new UMAP({ random: () => 1 }), /random must be a function that gives .*, got 1$/],
    [
      'distanceFn',
      () => new UMAP({ ...quick, distanceFn: () => NaN }).fit(data),
      /distanceFn must give .*, got NaN/,
    ],
    [
      'labels of another length',
      () => {
        const umap = new UMAP(quick);
        umap.setSupervisedProjection([1, 2, 3]);
        return umap.fit(data);
      },
      /labels must be as many as points, 60, got 3$/,
    ],
    [
      'labels',
      () => {
        new UMAP().setSupervisedProjection([1, NaN]);
      },
      /labels must be finite numbers, got NaN at 1$/,
    ],
    [
      'targetWeight',
      () => {
        new UMAP().setSupervisedProjection([1], { targetWeight: 2 });
      },
      /targetWeight must be from 0 to 1, got 2$/,
    ],
    [
      'precomputed neighbours',
      () => {
        new UMAP().setPrecomputedKNN([[0, 7]], [[0, 1]]);
      },
      /knnIndices must be indices below 1, got 7 in row 0$/,
    ],
    ['a step before a fit', () => new UMAP().step(), /points must have been fitted before/],
    [
      'new points of another width',
      () => {
        const umap = new UMAP({ ...quick, nEpochs: 1 });
        umap.fit(data);
        return umap.transform([[1, 2]]);
      },
      /points must have as many columns as those of the map \(5\), got 2$/,
    ],
  ];
  for (const [name, make, message] of wrong) {
    it(`says what is wrong: ${name}`, () => {
      assert.throws(make, (error) => {
        assert.ok(error instanceof ParameterError, String(error));
        assert.match(error.message, message);
        assert.ok(error.message.includes(error.parameter));
        return true;
      });
    });
  }

  it('makes a finite map of two points and of points all alike', () => {
    for (const init of ['spectral', 'pca', 'random'] as const) {
      for (const points of [
        [
          [0, 0],
          [1, 1],
        ],
        Array<number[]>(30).fill([3, 3, 3]),
        Array.from({ length: 30 }, (_, i) => [i, 1]),
        Array.from({ length: 40 }, (_, i) => [i % 20 === 0 ? 1e6 : 0, i % 2]),
      ]) {
        const map = new UMAP({ init, nEpochs: 30 }).fit(points);
        assert.ok(map.flat().every(Number.isFinite), `${init} ${String(points.length)}`);
      }
    }
  });

  it('makes finite maps of whatever is finite', () => {
    const row = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 50), max: 2 ** 50 }), {
      minLength: 3,
      maxLength: 3,
    });
    const options = fc.record({
      nComponents: fc.integer({ min: 1, max: 4 }),
      negativeSampleRate: fc.integer({ min: 0, max: 7 }),
      localConnectivity: fc.constantFrom(0, 0.5, 1, 2.5),
      setOpMixRatio: fc.constantFrom(0, 0.5, 1),
      minDist: fc.constantFrom(0, 0.1, 0.9),
      learningRate: fc.constantFrom(0.01, 1, 100),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 6, maxLength: 20 }), options, (points, chosen) => {
        const umap = new UMAP({ ...chosen, nNeighbors: 4, nEpochs: 20 });
        const map = umap.fit(points);
        assert.ok(map.flat().every(Number.isFinite));
        assert.ok(umap.transform(points.slice(0, 2)).flat().every(Number.isFinite));
      }),
      { numRuns: 60 },
    );
  });
});
