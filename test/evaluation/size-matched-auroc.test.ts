import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../lib/core/random.ts';
import { Bootstrap } from '../../lib/evaluation/bootstrap.ts';
import { clusterCells } from '../../lib/evaluation/clusters.ts';
import { auroc } from '../../lib/evaluation/ranking.ts';
import { matchPairs, sizeMatchedAuroc } from '../../lib/evaluation/size-matched-auroc.ts';
import { assertClose } from './golden.ts';

describe('sizeMatchedAuroc', () => {
  it('looks only at pairs of one size, by hand', () => {
    // Lymphoblasts of 1000 and 2000; normal cells of 960, 1050, 1960. Less than 5 % of the larger one apart:
    // (1000, 960) won, (1000, 1050) lost, (2000, 1960) tied. All other pairs are ignored.
    const data = { labels: [1, 1, 0, 0, 0], scores: [0.6, 0.3, 0.5, 0.7, 0.3] };
    const { value, pairs } = sizeMatchedAuroc(data, [1000, 2000, 960, 1050, 1960], { replicates: 10 });
    assert.equal(pairs, 3);
    assert.equal(value, 1.5 / 3);
    assert.equal(sizeMatchedAuroc(data, [1000, 2000, 950, 1060, 1900], { replicates: 10 }).pairs, 0);
    assert.equal(sizeMatchedAuroc(data, [10, 20, 30, 40, 50], { replicates: 10 }).value, null);
  });

  it('finds the pairs and wins that trying every pair finds', () => {
    const cell = fc.record({
      label: fc.integer({ min: 0, max: 1 }),
      score: fc.integer({ min: 0, max: 5 }),
      area: fc.integer({ min: 90, max: 130 }),
      subject: fc.constantFrom('a', 'b', 'c'),
    });
    const share = fc.constantFrom(0, 0.02, 0.05, 0.2, 0.9);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), share, (cells, tolerance) => {
        const labels = cells.map(({ label }) => label);
        const scores = cells.map(({ score }) => score);
        const areas = cells.map(({ area }) => area);
        const clusters = clusterCells(
          labels,
          cells.map(({ subject }) => subject),
        );
        const matched = matchPairs({ labels, scores }, areas, { clusters, tolerance });
        const multiplicity = Uint16Array.from({ length: clusters.count }, (_, c) => c);
        let [count, won, total] = [0, 0, 0];
        for (const i of cells.keys()) {
          for (const j of cells.keys()) {
            const larger = Math.max(areas[i]!, areas[j]!);
            const same = areas[i] === areas[j] || Math.abs(areas[i]! - areas[j]!) < tolerance * larger;
            if (labels[i] !== 1 || labels[j] !== 0 || !same) continue;
            const weight = multiplicity[clusters.of[i]!]! * multiplicity[clusters.of[j]!]!;
            count++;
            total += weight;
            won += weight * (scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0);
          }
        }
        assert.equal(matched.count, count);
        assertClose(matched.auroc(multiplicity), total === 0 ? null : won / total, 'AUROC');
      }),
    );
  });

  it('is near 0.5 for a score that is cell size, and stays high for one that is not', () => {
    const random = Random.fromSeed(2);
    const labels = Array.from({ length: 400 }, (_, i) => i % 2);
    const areas = labels.map((label) => 2000 + 400 * label + random.normal(0, 300));
    const own = labels.map((label) => label + random.normal(0, 0.5));
    assert.ok(auroc({ labels, scores: areas }) > 0.8);
    assert.ok(sizeMatchedAuroc({ labels, scores: areas }, areas, { replicates: 10 }).value! < 0.6);
    assert.ok(sizeMatchedAuroc({ labels, scores: own }, areas, { replicates: 10 }).value! > 0.85);
  });

  it('draws the same subjects as every other bootstrap of the same seed', () => {
    const labels = [1, 1, 0, 0];
    const clusters = clusterCells(labels, ['a', 'b', 'c', 'd']);
    const scores = [0.9, 0.2, 0.5, 0.1];
    const matched = matchPairs({ labels, scores }, [1, 1, 1, 1], { clusters, tolerance: 0 });
    const bootstrap = new Bootstrap(clusters, { replicates: 60, seed: 5 });
    const replicates = bootstrap.run((multiplicity) => ({ auroc: matched.auroc(multiplicity) }));
    const subjects = ['a', 'b', 'c', 'd'];
    const { value, low, high } = sizeMatchedAuroc({ labels, scores, subjects }, [1, 1, 1, 1], {
      replicates: 60,
      seed: 5,
      tolerance: 0,
    });
    const expected = bootstrap.estimate(replicates, 'auroc');
    assert.deepEqual([value, low, high], [expected.value, expected.low, expected.high]);
  });

  it('refuses areas that are not above 0 and tolerances out of range', () => {
    const data = { labels: [1, 0], scores: [0.5, 0.5] };
    assert.throws(() => sizeMatchedAuroc(data, [1, 0]), /areas must be above 0, got 0 at cell 1/);
    assert.throws(() => sizeMatchedAuroc(data, [1, Number.NaN]), /areas must be above 0/);
    assert.throws(() => sizeMatchedAuroc(data, [1]), /one entry a cell/);
    assert.throws(() => sizeMatchedAuroc(data, [1, 1], { tolerance: 1 }), /tolerance must be/);
  });
});
