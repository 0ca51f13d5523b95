import assert from 'node:assert/strict';
import { bootstrapScores } from '../../lib/evaluation/bootstrap-scores.ts';
import { expectedCalibrationError, reliabilityCurve } from '../../lib/evaluation/calibration.ts';
import { confusionAt, confusionMatrix } from '../../lib/evaluation/confusion-matrix.ts';
import {
  balancedAccuracy,
  classScores,
  cohenKappa,
  decisionScores,
  macroF1,
  matthewsCorrelation,
  weightedF1,
} from '../../lib/evaluation/decision-scores.ts';
import { DECISION_METRICS, PROBABILITY_METRICS } from '../../lib/evaluation/metric-names.ts';
import { brierScore, logLoss } from '../../lib/evaluation/probability-scores.ts';
import { auroc, averagePrecision, precisionRecallCurve, rocCurve } from '../../lib/evaluation/ranking.ts';
import { assertAllClose, assertClose, golden } from './golden.ts';

describe('scores against scikit-learn', () => {
  for (const expected of golden.binary) {
    const { name, labels, scores } = expected;
    const data = { labels, scores };

    it(`of probabilities: ${name}`, () => {
      assertClose(auroc(data), expected.auroc, 'AUROC');
      assertClose(averagePrecision(data), expected.averagePrecision, 'average precision');
      assertClose(brierScore(data), expected.brier, 'Brier');
      const both = scores.flatMap((p) => [1 - p, p]);
      assertClose(logLoss(both, labels), expected.logLoss, 'log loss');
      assertClose(expectedCalibrationError(data), expected.ece, 'ECE');
      assertClose(
        expectedCalibrationError(data, { binning: 'mass' }),
        expected.eceEqualMass,
        'ECE, equal mass',
      );
    });

    it(`of decisions: ${name}`, () => {
      for (const decisions of expected.decisions) {
        const matrix = confusionAt(data, decisions.threshold);
        assert.deepEqual(matrix, decisions.confusion);
        const ours = decisionScores(matrix);
        for (const metric of DECISION_METRICS) {
          assertClose(
            ours[metric],
            decisions[metric] as number | null,
            `${metric} at ${decisions.threshold}`,
          );
        }
      }
    });

    it(`the bootstrap's fast path gives the same: ${name}`, () => {
      const fast = bootstrapScores(data, { replicates: 2, threshold: 0.3 });
      const decisions = expected.decisions.find(({ threshold }) => threshold === 0.3)!;
      for (const metric of DECISION_METRICS) {
        assertClose(fast[metric].value ?? Number.NaN, decisions[metric] as number | null, metric);
      }
      for (const metric of PROBABILITY_METRICS) {
        assertClose(fast[metric].value ?? Number.NaN, expected[metric], metric);
      }
    });

    it(`curves: ${name}`, () => {
      const roc = rocCurve(data);
      assertAllClose(roc.falsePositiveRate, expected.roc.fpr, 'false-positive rate');
      assertAllClose(roc.truePositiveRate, expected.roc.tpr, 'true-positive rate');
      assertAllClose(roc.thresholds, expected.roc.thresholds, 'thresholds');
      const pr = precisionRecallCurve(data);
      assertAllClose(pr.precision, expected.pr.precision, 'precision');
      assertAllClose(pr.thresholds.subarray(1), expected.pr.thresholds, 'thresholds');
      // scikit-learn sets recall to 1 where there is no positive cell.
      if (labels.includes(1)) assertAllClose(pr.recall, expected.pr.recall, 'recall');
      else assert.ok(pr.recall.every(Number.isNaN));
    });

    it(`reliability: ${name}`, () => {
      for (const [binning, curve] of [
        ['width', expected.reliability],
        ['mass', expected.reliabilityEqualMass],
      ] as const) {
        if (curve === null) continue;
        const bins = reliabilityCurve(data, { binning }).filter(({ cells }) => cells > 0);
        const observed = bins.map((bin) => bin.observed!);
        const stated = bins.map(({ meanProbability }) => meanProbability!);
        assertAllClose(observed, curve[0], `observed, ${binning}`);
        assertAllClose(stated, curve[1], `stated, ${binning}`);
      }
    });
  }

  it('of three classes', () => {
    const { labels, decisions, probabilities, confusion, perClass, ...expected } = golden.threeClasses;
    const matrix = confusionMatrix(labels, decisions, 3);
    assert.deepEqual(matrix, confusion);
    assertClose(weightedF1(matrix), expected.weightedF1, 'WF1S');
    assertClose(macroF1(matrix), expected.macroF1, 'macro F1');
    assertClose(balancedAccuracy(matrix), expected.balancedAccuracy, 'balanced accuracy');
    assertClose(matthewsCorrelation(matrix), expected.mcc, 'MCC');
    assertClose(cohenKappa(matrix), expected.kappa, 'kappa');
    assertClose(logLoss(probabilities.flat(), labels, 3), expected.logLoss, 'log loss');
    for (const [c, scores] of classScores(matrix).entries()) {
      assertAllClose(
        [scores.precision, scores.recall, scores.f1],
        perClass.map((column) => column[c]!),
        `class ${c}`,
      );
    }
  });
});
