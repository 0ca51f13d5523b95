import assert from 'node:assert/strict';
import fc from 'fast-check';
import { confusionAt } from '../../lib/evaluation/confusion-matrix.ts';
import { decisionScores } from '../../lib/evaluation/decision-scores.ts';
import {
  chooseThreshold,
  describeRule,
  type ThresholdRule,
} from '../../lib/evaluation/operating-threshold.ts';

const hand = { labels: [0, 0, 1, 0, 1, 1], scores: [0.1, 0.2, 0.4, 0.6, 0.7, 0.9] };

describe('chooseThreshold', () => {
  it('lies halfway between two scores, by hand', () => {
    // 0.65 finds 2 of 3 with no false alarm (index 2/3); 0.3 finds 3 of 3 with 1 of 3 (2/3); 0.65 is nearer to 0.5.
    assert.equal(chooseThreshold(hand), (0.7 + 0.6) / 2);
    assert.equal(chooseThreshold(hand, { kind: 'sensitivity', atLeast: 1 }), (0.4 + 0.2) / 2);
    assert.equal(chooseThreshold(hand, { kind: 'sensitivity', atLeast: 0.6 }), (0.7 + 0.6) / 2);
    assert.equal(chooseThreshold(hand, { kind: 'weightedF1' }), (0.7 + 0.6) / 2);
  });

  it('is as good as the best of all thresholds', () => {
    const cells = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 16 })), {
        minLength: 2,
        maxLength: 40,
      })
      .filter((list) => list.some(([label]) => label === 0) && list.some(([label]) => label === 1));
    const rules: ThresholdRule[] = [
      { kind: 'youden' },
      { kind: 'weightedF1' },
      { kind: 'sensitivity', atLeast: 0.7 },
    ];
    fc.assert(
      fc.property(cells, fc.constantFrom(...rules), (list, rule) => {
        const data = { labels: list.map(([label]) => label), scores: list.map(([, score]) => score / 16) };
        const quality = (threshold: number): number => {
          const scores = decisionScores(confusionAt(data, threshold));
          if (rule.kind === 'youden') return scores.sensitivity + scores.specificity;
          if (rule.kind === 'weightedF1') return scores.weightedF1;
          return scores.sensitivity >= rule.atLeast ? scores.specificity : -1;
        };
        const threshold = chooseThreshold(data, rule);
        assert.ok(threshold >= 0 && threshold <= 1);
        for (let i = 0; i <= 16; i++) assert.ok(quality(threshold) >= quality(i / 16) - 1e-12);
      }),
    );
  });

  it('works where all scores are alike, and takes exactly s where sensitivity must be s', () => {
    // All cells or none are equally bad, and none (halfway from 0 to 1) is nearer to 0.5.
    assert.equal(chooseThreshold({ labels: [0, 1], scores: [0, 0] }), 0.5);
    assert.equal(chooseThreshold({ labels: [0, 1], scores: [0, 0] }, { kind: 'sensitivity', atLeast: 1 }), 0);
    assert.equal(chooseThreshold({ labels: [0, 1], scores: [1, 1] }), 0.5);
    const scores = Array.from({ length: 100 }, (_, i) => (i + 1) / 101);
    const labels = scores.map(() => 1);
    // 7 of 100 found is a sensitivity of exactly 0.07, although 0.07 · 100 is above 7 in floating point.
    const data = { labels: [...labels, 0], scores: [...scores, 0.001] };
    const threshold = chooseThreshold(data, { kind: 'sensitivity', atLeast: 0.07 });
    assert.ok(decisionScores(confusionAt(data, threshold)).sensitivity >= 0.07);
  });

  it('refuses data of one class and a share out of range', () => {
    assert.throws(() => chooseThreshold({ labels: [1, 1], scores: [0.1, 0.2] }), /both classes are needed/);
    assert.throws(() => chooseThreshold(hand, { kind: 'sensitivity', atLeast: 0 }), /atLeast must be/);
    assert.throws(() => chooseThreshold(hand, { kind: 'sensitivity', atLeast: 1.2 }), /atLeast must be/);
  });

  it('says what it was chosen for', () => {
    assert.match(describeRule({ kind: 'sensitivity', atLeast: 0.95 }), /sensitivity of at least 0.95/);
  });
});
