import assert from 'node:assert/strict';
import { AbortError } from '../../../lib/core/errors/abort-error.ts';
import { Random } from '../../../lib/core/random.ts';
import { toDenseRows } from '../../../lib/embedding/rows.ts';
import { cosine, euclidean } from '../../../lib/embedding/umap/distances.ts';
import { findNeighboursByFunction } from '../../../lib/embedding/umap/neighbours-sync.ts';
import { TargetMetric } from '../../../lib/embedding/umap/supervised-labels.ts';
import { UMAP } from '../../../lib/embedding/umap/umap.ts';
import { groups } from './groups.ts';
import { digits, labelAccuracy, umapGolden } from './golden.ts';

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
