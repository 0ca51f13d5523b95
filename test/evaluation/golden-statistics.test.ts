import assert from 'node:assert/strict';
import { pearsonCorrelation, spearmanCorrelation, spearmanScorer } from '../../lib/evaluation/correlation.ts';
import { bcaInterval, percentileInterval } from '../../lib/evaluation/intervals.ts';
import { applyLogistic, fitLogistic } from '../../lib/evaluation/logistic-regression.ts';
import { normalCumulative, normalQuantile } from '../../lib/evaluation/normal-distribution.ts';
import { logLoss } from '../../lib/evaluation/probability-scores.ts';
import { applyTemperature, fitTemperature } from '../../lib/evaluation/temperature-scaling.ts';
import { wilsonInterval } from '../../lib/evaluation/wilson-interval.ts';
import { assertAllClose, assertClose, golden } from './golden.ts';

describe('statistics against scipy and scikit-learn', () => {
  it('correlations', () => {
    for (const [i, { x, y, pearson, spearman }] of golden.correlations.entries()) {
      assertClose(pearsonCorrelation(x, y), pearson, `Pearson ${i}`);
      assertClose(spearmanCorrelation(x, y), spearman, `Spearman ${i}`);
    }
  });

  it('correlations of cells that count more than once', () => {
    const { x, y, weights, pearson, spearman } = golden.weightedCorrelation;
    assertClose(pearsonCorrelation(x, y, weights), pearson, 'Pearson');
    assertClose(spearmanScorer(x, y)(Float64Array.from(weights)), spearman, 'Spearman');
  });

  for (const expected of golden.logistic) {
    it(`logistic regression: ${expected.name}`, () => {
      const matrix = { features: Float64Array.from(expected.features), width: expected.width };
      const model = fitLogistic(matrix, expected.labels, { inverseRegularisation: expected.c });
      assertAllClose(model.coefficients, expected.coefficients, 'coefficients', 1e-7);
      assertClose(model.intercept, expected.intercept, 'intercept', 1e-7);
      assertAllClose(applyLogistic(model, matrix), expected.probabilities, 'probabilities', 1e-7);
    });
  }

  it('temperature scaling', () => {
    const { labels, probabilities, temperature, loss } = golden.temperature;
    const fitted = fitTemperature(probabilities, labels);
    assertClose(fitted, temperature, 'temperature', 1e-6);
    assertClose(logLoss(applyTemperature(probabilities, fitted), labels), loss, 'log loss');
  });

  it('percentile and BCa intervals', () => {
    const { value, jackknife, replicates, bca, percentile } = golden.bca;
    const drawn = Float64Array.from(replicates);
    const plain = percentileInterval(drawn);
    assertAllClose([plain.low, plain.high], percentile, 'percentile');
    const corrected = bcaInterval(drawn, {
      value,
      jackknife: jackknife.map((list) => Float64Array.from(list)),
    });
    assertAllClose([corrected.low, corrected.high], bca, 'BCa');
  });

  it("Wilson's interval", () => {
    for (const { hits, total, confidence, low, high } of golden.wilson) {
      const interval = wilsonInterval(hits, total, confidence);
      assertAllClose([interval.low, interval.high], [low, high], `${hits} of ${total}`);
    }
  });

  it('the normal distribution', () => {
    const { x, cumulative, p, quantile } = golden.normal;
    assertAllClose(x.map(normalCumulative), cumulative, 'cumulative', 1e-14);
    // 1e-8 at p = 1e-9, where the distribution function itself has few digits left; intervals need 5e-5 at most.
    assertAllClose(p.map(normalQuantile), quantile, 'quantile', 1e-8);
    assert.equal(normalQuantile(0), -Infinity);
    assert.equal(normalQuantile(1), Infinity);
    assert.ok(Number.isNaN(normalQuantile(1.5)));
  });
});
