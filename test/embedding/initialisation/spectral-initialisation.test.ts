import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { spectralInitialisation } from '../../../lib/embedding/initialisation/spectral-initialisation.ts';
import { fuzzyGraph } from '../../../lib/embedding/umap/fuzzy-graph.ts';
import { findNeighboursSync } from '../../../lib/embedding/umap/neighbours-sync.ts';
import { toDenseRows } from '../../../lib/embedding/rows.ts';
import { graphOf, umapGolden } from '../umap/golden.ts';

const unscaled = { standardDeviation: undefined };

/** A ring of n points. */
function ring(n: number): ReturnType<typeof graphOf> {
  return graphOf(
    n,
    Array.from({ length: n }, (_, i) => [i, (i + 1) % n, 1] as const),
  );
}

describe('spectralInitialisation', () => {
  it('lays a path of three points out by hand', () => {
    // D = diag(1, 2, 1): the random walk's second eigenvector is (1, 0, -1), eigenvalue 0 of the normalised adjacency.
    const path = graphOf(3, [
      [0, 1, 1],
      [1, 2, 1],
    ]);
    const { data } = spectralInitialisation(path, 1, unscaled);
    const root = Math.SQRT1_2;
    assert.ok(Math.abs(Math.abs(data[0]!) - root) < 1e-6);
    assert.ok(Math.abs(data[1]!) < 1e-6);
    assert.ok(Math.abs(data[0]! + data[2]!) < 1e-6);
  });

  it("equals scipy's eigenvectors, symmetric and of the random walk", () => {
    const points = toDenseRows(umapGolden.points, 'test: rows');
    const graph = fuzzyGraph(findNeighboursSync(points, points, umapGolden.nNeighbors - 1, 'euclidean'));
    for (const normalisation of ['symmetric', 'random-walk'] as const) {
      const golden = umapGolden.spectral[normalisation === 'symmetric' ? 'symmetric' : 'randomWalk'];
      const { data } = spectralInitialisation(graph, 3, { ...unscaled, normalisation, tolerance: 1e-9 });
      golden.flat().forEach((value, at) => {
        assert.ok(
          Math.abs(data[at]! - value) < 2e-4,
          `${String(at)}: ${String(data[at])} for ${String(value)}`,
        );
      });
    }
  });

  it('lays a ring out as a circle, where eigenvalues come in pairs', () => {
    for (const n of [12, 300]) {
      const { data } = spectralInitialisation(ring(n), 2, {
        ...unscaled,
        normalisation: 'symmetric',
        tolerance: 1e-10,
      });
      for (let i = 0; i < n; i++) {
        const radius = Math.hypot(data[2 * i]!, data[2 * i + 1]!);
        assert.ok(Math.abs(radius * Math.sqrt(n / 2) - 1) < 1e-4, `${String(n)}: ${String(radius)}`);
      }
    }
  });

  it('gives pieces of a graph places of their own', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 7 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 3 }), (sizes, dimensions) => {
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const labels = sizes.flatMap((size, label) => Array<number>(size).fill(label));
        const edges = labels.flatMap((label, i) =>
          labels[i + 1] === label ? [[i, i + 1, 0.5] as const] : [],
        );
        const graph = graphOf(total, edges);
        const { data } = spectralInitialisation(graph, dimensions, unscaled);
        assert.ok(data.every(Number.isFinite));
        assert.deepEqual(spectralInitialisation(graph, dimensions, unscaled).data, data);
        const middles = sizes.map((size, label) => {
          const first = labels.indexOf(label);
          return Array.from({ length: dimensions }, (_, d) => {
            let sum = 0;
            for (let i = first; i < first + size; i++) sum += data[i * dimensions + d]!;
            return sum / size;
          });
        });
        for (let p = 0; p < middles.length; p++) {
          for (let q = 0; q < p; q++) {
            const gap = Math.max(...middles[p]!.map((value, d) => Math.abs(value - middles[q]![d]!)));
            assert.ok(gap > 0.01, `pieces ${String(p)} and ${String(q)} lie on one another`);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('orders many pieces as their points lie', () => {
    // Twelve pairs on a line, far from each other: their middles keep the order.
    const points = Array.from({ length: 24 }, (_, i) => [100 * Math.floor(i / 2) + (i % 2), 0, i % 3]);
    const graph = graphOf(
      24,
      Array.from({ length: 12 }, (_, p) => [2 * p, 2 * p + 1, 1] as const),
    );
    const { data } = spectralInitialisation(graph, 2, {
      ...unscaled,
      points: toDenseRows(points, 'test: rows'),
    });
    const along = Array.from({ length: 12 }, (_, p) => (data[4 * p]! + data[4 * p + 2]!) / 2);
    const rising = along.every((value, p) => p === 0 || value > along[p - 1]!);
    const falling = along.every((value, p) => p === 0 || value < along[p - 1]!);
    assert.ok(rising || falling, along.join(' '));
  });

  it('says so where the eigenvectors do not converge, and goes on with what it has', () => {
    const notices: string[] = [];
    // A path of 20,000 points: eigenvalues 1e-8 apart.
    const n = 20_000;
    const path = graphOf(
      n,
      Array.from({ length: n - 1 }, (_, i) => [i, i + 1, 1] as const),
    );
    const { data } = spectralInitialisation(path, 1, {
      tolerance: 1e-14,
      mostProducts: 40,
      onNotice: (sentence) => notices.push(sentence),
    });
    assert.ok(data.every(Number.isFinite));
    assert.equal(notices.length, 1);
    assert.match(notices[0]!, /20000 points did not converge/);
  });

  it('says what is wrong with affinities and dimensions', () => {
    assert.throws(
      () => spectralInitialisation(ring(5), 0),
      /dimensions must be a whole number from 1, got 0$/,
    );
    const negative = graphOf(2, [[0, 1, -1]]);
    assert.throws(
      () => spectralInitialisation(negative, 1),
      /affinities must be finite and at least 0, got -1$/,
    );
    const wide = { ...ring(5), columns: 6 };
    assert.throws(() => spectralInitialisation(wide, 1), ParameterError);
  });
});
