import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fuzzyGraph, membershipStrengths, mixUnion } from '../../../lib/embedding/umap/fuzzy-graph.ts';
import { findNeighboursSync } from '../../../lib/embedding/umap/neighbours-sync.ts';
import { smoothKnnDistances } from '../../../lib/embedding/umap/smooth-knn.ts';
import { superviseGraph } from '../../../lib/embedding/umap/supervised-graph.ts';
import { toDenseRows } from '../../../lib/embedding/rows.ts';
import { entriesOf, goldenEntries, graphOf, umapGolden } from './golden.ts';

const points = toDenseRows(umapGolden.points, 'test: rows');
const neighbours = findNeighboursSync(points, points, umapGolden.nNeighbors - 1, 'euclidean');

function assertSameEntries(ours: Map<string, number>, golden: Map<string, number>): void {
  assert.deepEqual([...ours.keys()].sort(), [...golden.keys()].sort());
  for (const [at, value] of golden) {
    assert.ok(Math.abs(ours.get(at)! - value) < 1e-5, `${at}: ${String(ours.get(at))} for ${String(value)}`);
  }
}

describe('smoothKnnDistances', () => {
  it('solves for sigma by hand', () => {
    // Three neighbours, k = 4, target log2(4) = 2: 1 + 2 exp(-1 / sigma) = 2, sigma = 1 / ln 2.
    const { sigmas, rhos } = smoothKnnDistances(Float32Array.of(1, 2, 2), 1, 3);
    assert.equal(rhos[0], 1);
    assert.ok(Math.abs(sigmas[0]! - 1 / Math.LN2) < 1e-4);
  });

  it('takes rho between two neighbours for a fraction, and leaves duplicates out', () => {
    const rho = (localConnectivity: number, ...distances: number[]): number =>
      smoothKnnDistances(Float32Array.from(distances), 1, distances.length, { localConnectivity }).rhos[0]!;
    assert.equal(rho(1.5, 1, 2, 4), 1.5);
    assert.equal(rho(1, 0, 0, 4), 4);
    assert.equal(rho(2, 0, 0, 4), 4);
    assert.equal(rho(0.5, 1, 2, 4), 0.5);
    assert.equal(rho(1, 0, 0, 0), 0);
  });

  it("equals umap-learn's sigmas and rhos", () => {
    for (const { localConnectivity, sigmas, rhos } of umapGolden.smooth) {
      const ours = smoothKnnDistances(neighbours.distances, points.rows, 7, { localConnectivity });
      for (let i = 0; i < points.rows; i++) {
        assert.ok(Math.abs(ours.rhos[i]! - rhos[i]!) < 1e-6);
        assert.ok(Math.abs(ours.sigmas[i]! - sigmas[i]!) < 1e-6);
      }
    }
  });

  it('gives every point log2(k) neighbours, softly counted', () => {
    const row = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(row, (list) => {
        const distances = Float32Array.from(list.sort((p, q) => p - q));
        // Two at the same least distance or more count fully and may already be too many.
        fc.pre(distances[2]! > distances[0]! * 1.05);
        const smooth = smoothKnnDistances(distances, 1, 6);
        const strengths = membershipStrengths({ distances, rows: 1, k: 6 }, smooth);
        const sum = strengths.reduce((total, value) => total + value, 0);
        assert.ok(Math.abs(sum - Math.log2(7)) < 1e-4, String(sum));
      }),
    );
  });
});

describe('fuzzyGraph', () => {
  it('unites three points by hand', () => {
    // 0 is sure of 1 (1) and half of 2; 1 is sure of 0; 2 is 0.4 sure of 0 and says nothing of 1.
    const graph = mixUnion(
      {
        rows: 3,
        columns: 3,
        indptr: Int32Array.of(0, 2, 3, 4),
        indices: Int32Array.of(2, 1, 0, 0),
        values: Float64Array.of(0.5, 1, 1, 0.4),
      },
      1,
    );
    // 1 + 1 - 1 · 1 = 1; 0.5 + 0.4 - 0.5 · 0.4 = 0.7.
    const entries = entriesOf(graph);
    assert.deepEqual([...entries.keys()], ['0,1', '0,2', '1,0', '2,0']);
    assert.ok(Math.abs(entries.get('0,2')! - 0.7) < 1e-12);
    assert.equal(entries.get('1,0'), 1);
  });

  it('is the intersection at mix 0', () => {
    const directed = {
      rows: 2,
      columns: 2,
      indptr: Int32Array.of(0, 1, 2),
      indices: Int32Array.of(1, 0),
      values: Float64Array.of(0.5, 0.25),
    };
    assert.deepEqual([...mixUnion(directed, 0).values], [0.125, 0.125]);
    const oneSided = { ...directed, indptr: Int32Array.of(0, 1, 1), indices: Int32Array.of(1) };
    assert.equal(mixUnion({ ...oneSided, values: Float64Array.of(0.5) }, 0).values.length, 0);
  });

  it("equals umap-learn's graph, united and mixed", () => {
    assertSameEntries(entriesOf(fuzzyGraph(neighbours)), goldenEntries(umapGolden.union));
    const mixed = fuzzyGraph(neighbours, { setOpMixRatio: 0.3, localConnectivity: 2.5 });
    assertSameEntries(entriesOf(mixed), goldenEntries(umapGolden.mixed));
  });

  it('is symmetric, within (0, 1], and without a diagonal', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 5,
      maxLength: 25,
    });
    fc.assert(
      fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), (list, setOpMixRatio) => {
        const some = toDenseRows(list, 'test: rows');
        const graph = fuzzyGraph(findNeighboursSync(some, some, 4, 'euclidean'), { setOpMixRatio });
        const entries = entriesOf(graph);
        for (const [at, value] of entries) {
          const [i, j] = at.split(',');
          assert.notEqual(i, j);
          assert.ok(value > 0 && value <= 1);
          assert.equal(entries.get(`${j!},${i!}`), value);
        }
      }),
    );
  });

  it('leaves out neighbours that are not there', () => {
    const graph = fuzzyGraph({
      indices: Int32Array.of(1, -1, 0, 2, 1, -1),
      distances: Float32Array.of(1, Infinity, 1, 3, 3, Infinity),
      rows: 3,
      k: 2,
    });
    assert.deepEqual([...entriesOf(graph).keys()], ['0,1', '1,0', '1,2', '2,1']);
  });
});

describe('superviseGraph', () => {
  it('weakens edges between labels by hand', () => {
    // Weight 0.5: far is 5. Of point 0's edges, that to its own label is the surest and stays 1.
    const graph = graphOf(3, [
      [0, 1, 0.8],
      [0, 2, 0.8],
    ]);
    const entries = entriesOf(superviseGraph(graph, [1, 1, 2], 0.5));
    assert.ok(Math.abs(entries.get('0,1')! - 1) < 1e-12);
    // Point 2 has that edge alone, which so becomes certain.
    assert.ok(Math.abs(entries.get('0,2')! - 1) < 1e-12);
    const three = graphOf(3, [
      [0, 1, 0.8],
      [0, 2, 0.8],
      [1, 2, 0.8],
    ]);
    const far = Math.exp(-5);
    const triangle = entriesOf(superviseGraph(three, [1, 1, 2], 0.5));
    // Point 2's edges are as sure as each other, so both are its surest: 1 + exp(-5) - exp(-5).
    assert.ok(Math.abs(triangle.get('0,2')! - (far + 1 - far)) < 1e-12);
  });

  it("equals umap-learn's graph with labels, some unknown", () => {
    const ours = superviseGraph(fuzzyGraph(neighbours), umapGolden.labels, 0.5);
    assertSameEntries(entriesOf(ours), goldenEntries(umapGolden.supervised));
  });

  it('cuts labels apart at weight 1', () => {
    const graph = graphOf(4, [
      [0, 1, 1],
      [1, 2, 0.9],
      [2, 3, 1],
    ]);
    assert.deepEqual(
      [...entriesOf(superviseGraph(graph, [1, 1, 2, 2], 1)).keys()],
      ['0,1', '1,0', '2,3', '3,2'],
    );
  });
});
