import assert from 'node:assert/strict';
import fc from 'fast-check';
import { confusionMatrix } from '../../lib/evaluation/confusion-matrix.ts';
import { weightedF1 } from '../../lib/evaluation/decision-scores.ts';
import { auroc, averagePrecision } from '../../lib/evaluation/ranking.ts';
import { assertClose } from './golden.ts';

/** Cells of both classes with scores in 32nds, so that ties happen and arithmetic is exact. */
const cells = fc
  .array(fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: 0, max: 32 }) }), {
    minLength: 2,
    maxLength: 60,
  })
  .filter((list) => list.some(({ label }) => label === 0) && list.some(({ label }) => label === 1))
  .map((list) => ({
    labels: list.map(({ label }) => label),
    scores: list.map(({ score }) => score / 32),
  }));

describe('auroc', () => {
  it('counts pairs by hand: 0.9 beats both, 0.4 beats one and ties one', () => {
    // Pairs: (0.9, 0.4) 1, (0.9, 0.1) 1, (0.4, 0.4) ½, (0.4, 0.1) 1: 3.5 of 4.
    assert.equal(auroc({ labels: [1, 1, 0, 0], scores: [0.9, 0.4, 0.4, 0.1] }), 3.5 / 4);
  });

  it('is the share of pairs won, ties counting half', () => {
    fc.assert(
      fc.property(cells, ({ labels, scores }) => {
        let won = 0;
        let pairs = 0;
        for (const [i, positive] of scores.entries()) {
          if (labels[i] !== 1) continue;
          for (const [j, negative] of scores.entries()) {
            if (labels[j] !== 0) continue;
            won += positive > negative ? 1 : positive === negative ? 0.5 : 0;
            pairs++;
          }
        }
        assertClose(auroc({ labels, scores }), won / pairs, 'AUROC');
      }),
    );
  });

  it('does not change under a monotone map, nor when classes and signs are swapped', () => {
    fc.assert(
      fc.property(cells, ({ labels, scores }) => {
        const value = auroc({ labels, scores });
        assert.equal(auroc({ labels, scores: scores.map((score) => Math.exp(3 * score) - 7) }), value);
        const swapped = { labels: labels.map((label) => 1 - label), scores: scores.map((score) => -score) };
        assertClose(auroc(swapped), value, 'swapped');
        assertClose(auroc({ labels, scores: swapped.scores }), 1 - value, 'reversed');
      }),
    );
  });

  it('is undefined where a class has no cells', () => {
    assert.ok(Number.isNaN(auroc({ labels: [1, 1], scores: [0.2, 0.3] })));
    assert.ok(Number.isNaN(averagePrecision({ labels: [0, 0], scores: [0.2, 0.3] })));
  });

  it('sorts 200,000 cells within a second or two', () => {
    const scores = Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 100_003);
    const labels = scores.map((score) => score % 2);
    const start = performance.now();
    assert.ok(auroc({ labels, scores }) > 0);
    assert.ok(performance.now() - start < 5000);
  });
});

describe('averagePrecision', () => {
  it('adds precision at each hit by hand: hits at ranks 1 and 3 of 2', () => {
    // (1/1 + 2/3) / 2
    assertClose(averagePrecision({ labels: [1, 0, 1], scores: [0.9, 0.8, 0.7] }), (1 + 2 / 3) / 2, 'AP');
  });
});

describe('weightedF1', () => {
  it('weighs F1 by class share, by hand', () => {
    // Normal: TP 3, FP 1, FN 1: F1 6/8. Lymphoblast: TP 1, FP 1, FN 1: F1 2/4. (4 · 0.75 + 2 · 0.5) / 6.
    const matrix = [
      [3, 1],
      [1, 1],
    ];
    assertClose(weightedF1(matrix), 4 / 6, 'WF1S');
  });

  it('is 1 exactly where every decision is right', () => {
    const decisions = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(decisions, (pairs) => {
        const matrix = confusionMatrix(
          pairs.map(([truth]) => truth),
          pairs.map(([, decision]) => decision),
        );
        assert.equal(
          weightedF1(matrix) === 1,
          pairs.every(([truth, decision]) => truth === decision),
        );
      }),
    );
  });
});
