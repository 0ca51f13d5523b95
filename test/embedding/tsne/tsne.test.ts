import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AbortError } from '../../../lib/core/errors/abort-error.ts';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { Random } from '../../../lib/core/random.ts';
import { MultiscaleMixture } from '../../../lib/embedding/affinities/multiscale-mixture.ts';
import { PrecomputedAffinities } from '../../../lib/embedding/affinities/precomputed-affinities.ts';
import { Uniform } from '../../../lib/embedding/affinities/uniform.ts';
import type { DenseRows } from '../../../lib/embedding/rows.ts';
import { exactRepulsion } from '../../../lib/embedding/tsne/exact-repulsion.ts';
import { klDivergence } from '../../../lib/embedding/tsne/kl-divergence.ts';
import { TSNE } from '../../../lib/embedding/tsne/tsne.ts';
import type { TsneOptions } from '../../../lib/embedding/tsne/tsne-options.ts';
import { digits, tsneGolden } from '../golden/tsne-golden.ts';
import { labelAccuracy, trustworthiness } from './map-scores.ts';

const short = { earlyExaggerationIter: 30, nIter: 30, threads: 1 } as const;

function finite({ data }: DenseRows): boolean {
  return data.every((value) => Number.isFinite(value));
}

/** Three clumps of points in five dimensions. */
function clumps(rows: number): DenseRows {
  const random = Random.fromSeed(11);
  const data = Float32Array.from(
    { length: rows * 5 },
    (_, e) => 8 * ((e % 5) % 3 === Math.floor(e / 5) % 3 ? 1 : 0) + random.normal(),
  );
  return { data, rows, columns: 5 };
}

describe('TSNE on scikit-learn’s digits, against openTSNE 1.0.4', function () {
  this.timeout(120_000);
  const golden = tsneGolden().digits;
  const mean = (key: 'kl' | 'accuracy' | 'trustworthiness' | 'placed'): number =>
    golden.reduce((sum, run) => sum + run[key], 0) / golden.length;

  it('has a KL divergence at most 1 % above, and as good neighbours in the map', async () => {
    const x = digits();
    const map = await new TSNE({ neighbors: 'exact' }).fit(x);
    const positions = Float64Array.from(map.data);
    const exact = await exactRepulsion(map.rows, { dimensions: 2, dof: 1 });
    const Z = exact.compute(positions, new Float64Array(positions.length));
    const kl = klDivergence(map.affinities.P, { positions, reference: positions, dimensions: 2, dof: 1 }, Z);
    assert.ok(kl <= 1.01 * mean('kl'), `KL ${kl} against ${mean('kl')}`);
    assert.ok(
      Math.abs(map.klDivergence / kl - 1) < 0.005,
      `the field’s ${map.klDivergence}, every pair’s ${kl}`,
    );
    const accuracy = labelAccuracy(map, x.labels);
    assert.ok(accuracy >= mean('accuracy') - 0.005, `accuracy ${accuracy} against ${mean('accuracy')}`);
    const trust = trustworthiness(x, map, 15);
    assert.ok(trust >= mean('trustworthiness') - 0.005, `trustworthiness ${trust}`);
  });

  it('places held-out digits as well', async () => {
    const [first, others] = [digits(0, 1500), digits(1500, 1797)];
    const map = await new TSNE({ neighbors: 'exact' }).fit(first);
    const placed = await map.transform(others);
    const accuracy = labelAccuracy(placed, others.labels, map, first.labels);
    assert.ok(accuracy >= mean('placed') - 0.01, `accuracy ${accuracy} against ${mean('placed')}`);
    const again = await map.transform(others, { negativeGradientMethod: 'field' });
    assert.ok(labelAccuracy(again, others.labels, map, first.labels) >= mean('placed') - 0.01);
  });
});

describe('TSNE', () => {
  it('gives the same bits for every number of threads, and from the kernels’ twins', async () => {
    const x = digits(0, 1300);
    const affinities = await MultiscaleMixture.of(x, { threads: 1 });
    const made = async (options: TsneOptions): Promise<Float32Array> =>
      (
        await new TSNE({ ...short, nIter: 5, negativeGradientMethod: 'field', ...options }).fit(
          affinities,
          start,
        )
      ).data;
    const start = { data: x.data.slice(0, 2600).map((value) => value * 1e-5), rows: 1300, columns: 2 };
    const one = await made({ threads: 1 });
    assert.deepEqual(await made({ threads: 2 }), one);
    assert.deepEqual(await made({ plain: true }), one);
  });

  it('goes on where it has stopped: two phases are one after the other', async () => {
    const x = clumps(60);
    const whole = await new TSNE(short).fit(x);
    const start = await new TSNE(short).prepareInitial(x);
    const early = await start.optimize({ nIter: 30, exaggeration: 12 });
    const late = await early.optimize({ nIter: 30 });
    assert.deepEqual(late.data, whole.data);
    assert.equal(late.klDivergence, whole.klDivergence);
    assert.notDeepEqual(early.data, late.data);
  });

  it('separates three clumps in 1, 2 and 3 dimensions, and at other degrees of freedom', async () => {
    const x = clumps(240);
    for (const options of [
      { nComponents: 1 },
      { nComponents: 3 },
      { dof: 0.6 },
      { dof: 0.6, nComponents: 1 },
    ]) {
      const map = await new TSNE({ ...options, threads: 1, perplexity: 15, nIter: 150 }).fit(x);
      const labels = Uint8Array.from({ length: 240 }, (_, i) => i % 3);
      assert.ok(finite(map));
      assert.ok(labelAccuracy(map, labels) > 0.95, JSON.stringify(options));
    }
  });

  it('shows callbacks the map every few iterations, and stops where one says so', async () => {
    const seen: number[] = [];
    const map = await new TSNE({
      ...short,
      callbacksEveryIters: 10,
      callbacks: (iteration, kl, { data, rows }) => {
        assert.ok(kl > 0 && data.length === 2 * rows);
        seen.push(iteration);
        return seen.length === 5;
      },
    }).fit(clumps(50));
    assert.deepEqual(seen, [10, 20, 30, 10, 20]);
    assert.ok(map.stopped);
    const before = seen.length;
    await map.optimize({ nIter: 20, callbacks: [] });
    assert.equal(seen.length, before);
  });

  it('keeps pinned points where they are', async () => {
    const start = Array.from({ length: 40 }, (_, i) => [Math.fround(i / 7), Math.fround((i % 5) / 3)]);
    const map = await new TSNE({ ...short, pinned: [0, 7, 39], initialization: start, perplexity: 5 }).fit(
      clumps(40),
    );
    const at = (i: number): number[] => [...map.data.subarray(2 * i, 2 * i + 2)];
    for (const i of [0, 7, 39]) assert.deepEqual(at(i), start[i]);
    assert.notDeepEqual(at(1), start[1]);
  });

  it('takes distances, neighbours, sparse rows and affinities, and begins with eigenvectors where it has no rows', async () => {
    const x = clumps(45);
    const distances = Array.from({ length: 45 }, (_, i) =>
      Array.from({ length: 45 }, (__, j) => {
        let sum = 0;
        for (let c = 0; c < 5; c++) sum += (x.data[5 * i + c]! - x.data[5 * j + c]!) ** 2;
        return Math.sqrt(sum);
      }),
    );
    const map = await new TSNE({ ...short, perplexity: 8 }).fit({ distances });
    assert.deepEqual(map.notices, [
      'initialization pca needs rows of features: spectral is used in its place',
    ]);
    const placed = await map.transform({ distances: distances.slice(0, 3) }, { nIter: 20 });
    assert.deepEqual([placed.rows, placed.columns, finite(placed)], [3, 2, true]);
    for (const affinities of [await Uniform.of(x, { k: 5 }), new PrecomputedAffinities(map.affinities.P)]) {
      assert.ok(finite(await new TSNE({ ...short, initialization: 'random' }).fit(affinities)));
    }
    await assert.rejects(
      (await new TSNE(short).fit(map.affinities)).transform(x),
      /must come in the same form/,
    );
  });

  it('stops on a signal, and tells how far it is', async () => {
    const controller = new AbortController();
    const phases = new Set<string>();
    const fit = new TSNE({
      nIter: 100_000,
      signal: controller.signal,
      onProgress: ({ phase }) => {
        phases.add(phase);
        if (phase === 't-SNE') controller.abort();
      },
    }).fit(clumps(50));
    await assert.rejects(fit, AbortError);
    assert.ok(phases.has('early exaggeration'));
  });

  it('is finite for one point, two, duplicates, constant columns, and any perplexity', async () => {
    assert.deepEqual([...(await new TSNE(short).fit([[3, 4]])).data], [0, 0]);
    const two = await new TSNE(short).fit([
      [0, 1],
      [5, 1],
    ]);
    assert.ok(finite(two) && two.data[0] !== two.data[2]);
    const alike = await new TSNE(short).fit(Array.from({ length: 50 }, () => [1, 2, 3]));
    assert.ok(finite(alike) && new Set(alike.data).size > 50);
    const placed = await alike.transform(
      [
        [1, 2, 3],
        [9, 9, 9],
      ],
      { nIter: 20 },
    );
    assert.ok(finite(placed));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 25 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.constantFrom(1, 2, 3),
        fc.constantFrom(1e-20, 1, 1e15),
        async (rows, perplexity, nComponents, scale) => {
          const x = Array.from({ length: rows }, (_, i) => [scale * (i % 4), 0, scale * (i % 3)]);
          const map = await new TSNE({ ...short, nIter: 10, perplexity, nComponents }).fit(x);
          assert.ok(
            finite(map) && Number.isFinite(map.klDivergence),
            `${rows} points, perplexity ${perplexity}`,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  const refused: readonly [string, string, () => unknown][] = [
    [
      'rows with NaN',
      'rows',
      () =>
        new TSNE().fit([
          [0, 1],
          [NaN, 1],
        ]),
    ],
    ['no rows', 'rows', () => new TSNE().fit([])],
    ['nComponents 4', 'nComponents', () => new TSNE({ nComponents: 4 })],
    ['perplexity -1', 'perplexity', () => new TSNE({ perplexity: -1 })],
    ['nIter 1.5', 'nIter', () => new TSNE({ nIter: 1.5 })],
    ['dof 0', 'dof', () => new TSNE({ dof: 0 })],
    ['an unknown metric', 'metric', () => new TSNE({ metric: 'chebyshev' as never })],
    ['an unknown start', 'initialization', () => new TSNE({ initialization: 'isomap' as never })],
    ['a start of other rows', 'initialization', () => new TSNE().fit([[0], [1]], [[0, 0]])],
    [
      'an unknown method',
      'negativeGradientMethod',
      () => new TSNE({ negativeGradientMethod: 'bh' as never }),
    ],
    [
      'a field in space',
      'negativeGradientMethod',
      () => new TSNE({ nComponents: 3, negativeGradientMethod: 'field' }).fit([[0], [1]]),
    ],
    ['a momentum of 1', 'finalMomentum', () => new TSNE({ finalMomentum: 1 })],
    ['no threads', 'threads', () => new TSNE({ threads: 0 })],
    ['callbacks that are none', 'callbacks', () => new TSNE({ callbacks: [3] as never })],
    ['a pinned point that is not there', 'pinned', () => new TSNE({ pinned: [2] }).fit([[0], [1]])],
    ['a learning rate of 0', 'learningRate', () => new TSNE({ learningRate: 0 })],
    [
      'an unknown start of new points',
      'initialization',
      async () =>
        (await new TSNE(short).fit([[0], [1]])).transform([[2]], { initialization: 'mean' as never }),
    ],
  ];
  for (const [what, parameter, call] of refused) {
    it(`refuses ${what} in one sentence`, async () => {
      await assert.rejects(
        async () => {
          await call();
        },
        (error) => {
          assert.ok(error instanceof ParameterError, String(error));
          assert.equal(error.parameter, parameter);
          assert.match(error.message, /must .*got/);
          return true;
        },
      );
    });
  }
});
