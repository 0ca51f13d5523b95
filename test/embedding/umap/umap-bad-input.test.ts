import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { UMAP } from '../../../lib/embedding/umap/umap.ts';
import { groups } from './groups.ts';

const { data } = groups(4, 15);
const quick = { nNeighbors: 6, nEpochs: 60 };

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
