import assert from 'node:assert/strict';
import { Random } from '../../lib/core/random.ts';
import { Bootstrap } from '../../lib/evaluation/bootstrap.ts';
import { bootstrapScores, pairedBootstrap } from '../../lib/evaluation/bootstrap-scores.ts';
import { ClusterScorer } from '../../lib/evaluation/cluster-scorer.ts';
import { clusterCells, drawClusters } from '../../lib/evaluation/clusters.ts';
import { confusionAt } from '../../lib/evaluation/confusion-matrix.ts';
import { curveBands } from '../../lib/evaluation/curve-bands.ts';
import { decisionScores } from '../../lib/evaluation/decision-scores.ts';
import { DECISION_METRICS } from '../../lib/evaluation/metric-names.ts';
import { expectedCalibrationError } from '../../lib/evaluation/calibration.ts';
import { brierScore } from '../../lib/evaluation/probability-scores.ts';
import { auroc, averagePrecision } from '../../lib/evaluation/ranking.ts';
import { assertClose } from './golden.ts';
import { positiveColumn, samplePredictions } from './sample-predictions.ts';

const sample = samplePredictions();
const { labels, subjects } = sample;
const scores = positiveColumn(sample.probabilities.raw!);
const data = { scores, labels, subjects };

/** Cells written out as often as their subject was drawn. */
function spelledOut(multiplicity: Uint16Array, of: Int32Array): { scores: number[]; labels: number[] } {
  const rows = [...of].flatMap((cluster, i) => new Array<number>(multiplicity[cluster]!).fill(i));
  return { scores: rows.map((i) => scores[i]!), labels: rows.map((i) => labels[i]!) };
}

describe('clusterCells', () => {
  it('groups cells by subject and lets unknown ones stand alone, by hand', () => {
    const clusters = clusterCells([0, 1, 1, 0, 1], ['a', 'b', undefined, 'a', 'a']);
    assert.deepEqual([...clusters.of], [0, 1, 2, 0, 0]);
    assert.deepEqual([...clusters.strata], [3, 2, 2]);
    assert.equal(clusters.unit, 'mixed');
    assert.equal(clusterCells([0, 1]).unit, 'cell');
    assert.equal(clusterCells([0, 1], ['a', 'b']).unit, 'subject');
  });
});

describe('drawClusters', () => {
  it('draws as many of each stratum as there are, and each as likely', () => {
    const strata = Uint8Array.of(1, 1, 1, 2, 2, 3);
    const draws = drawClusters({ count: 6, strata }, { replicates: 3000, seed: 4, stratified: true });
    const totals = new Float64Array(6);
    for (let b = 0; b < 3000; b++) {
      const row = draws.subarray(b * 6, b * 6 + 6);
      assert.equal(row[0]! + row[1]! + row[2]!, 3);
      assert.equal(row[3]! + row[4]!, 2);
      assert.equal(row[5], 1);
      for (const [c, count] of row.entries()) totals[c]! += count / 3000;
    }
    for (const mean of totals) assert.ok(Math.abs(mean - 1) < 0.06, `mean ${mean}`);
  });

  it('draws across classes where it is not stratified', () => {
    const strata = Uint8Array.of(1, 1, 2, 2);
    const draws = drawClusters({ count: 4, strata }, { replicates: 50, seed: 4, stratified: false });
    const normals = Array.from({ length: 50 }, (_, b) => draws[b * 4]! + draws[b * 4 + 1]!);
    assert.ok(normals.some((count) => count !== 2));
    for (let b = 0; b < 50; b++)
      assert.equal(
        draws.subarray(b * 4, b * 4 + 4).reduce((sum, n) => sum + n, 0),
        4,
      );
  });
});

describe('ClusterScorer', () => {
  it('scores weighted clusters as if their cells were written out', () => {
    const clusters = clusterCells(labels, subjects);
    const scorer = new ClusterScorer(data, clusters);
    const decide = scorer.decisionScorer(data, 0.4);
    const bootstrap = new Bootstrap(clusters, { replicates: 20, seed: 3 });
    for (let b = 0; b < 20; b++) {
      const multiplicity = bootstrap.multiplicity(b);
      const written = spelledOut(multiplicity, clusters.of);
      const fast = scorer.probabilityScores(multiplicity);
      assertClose(fast.auroc, auroc(written), 'AUROC');
      assertClose(fast.averagePrecision, averagePrecision(written), 'AP');
      assertClose(fast.brier, brierScore(written), 'Brier');
      assertClose(fast.ece, expectedCalibrationError(written), 'ECE');
      const decided = decide(multiplicity);
      const expected = decisionScores(confusionAt(written, 0.4));
      for (const name of DECISION_METRICS) assertClose(decided[name], expected[name], name);
    }
  });
});

describe('bootstrapScores', () => {
  it('gives the same intervals for the same seed and others for another', () => {
    const options = { replicates: 200, seed: 9 };
    assert.deepEqual(bootstrapScores(data, options), bootstrapScores(data, options));
    assert.notDeepEqual(
      bootstrapScores(data, options).auroc,
      bootstrapScores(data, { ...options, seed: 8 }).auroc,
    );
  });

  it('puts the value into its interval, by either method', () => {
    for (const method of ['percentile', 'bca'] as const) {
      const { auroc: ranked, weightedF1 } = bootstrapScores(data, { replicates: 400, method });
      for (const { value, low, high } of [ranked, weightedF1]) {
        assert.ok(low! < value! && value! < high!, `${method}: ${low!} < ${value!} < ${high!}`);
      }
    }
  });

  it('widens where cells of a person are alike: a person counts once, however many cells', () => {
    // Every cell of a person is the same, so ten cells a person know no more than one.
    const people = {
      scores: scores.slice(0, 24),
      labels: labels.slice(0, 24),
      subjects: subjects.slice(0, 24),
    };
    const tenfold = <T>(list: Iterable<T>): T[] => Array.from({ length: 10 }, () => [...list]).flat();
    const many = {
      scores: tenfold(people.scores),
      labels: tenfold(people.labels),
      subjects: tenfold(people.subjects),
    };
    const once = bootstrapScores(people).auroc;
    assert.deepEqual(bootstrapScores(many).auroc, once);
    const { scores: s, labels: l } = many;
    const naive = bootstrapScores({ scores: s, labels: l }).auroc;
    assert.ok(naive.high! - naive.low! < 0.6 * (once.high! - once.low!));
  });

  it('covers the truth about 95 times in 100', () => {
    // AUROC of N(1, 1) against N(0, 1) is Φ(1/√2) = 0.7602.
    let covered = 0;
    for (let seed = 0; seed < 100; seed++) {
      const random = Random.derive(seed, 'coverage');
      const truth = Array.from({ length: 80 }, (_, i) => i % 2);
      const drawn = truth.map((label) => 1 / (1 + Math.exp(-random.normal(label))));
      const { low, high } = bootstrapScores(
        { scores: drawn, labels: truth },
        { replicates: 200, seed },
      ).auroc;
      if (low! <= 0.7602 && high! >= 0.7602) covered++;
    }
    assert.ok(covered >= 88 && covered <= 99, `covered ${covered} of 100`);
  });

  it('counts replicates that cannot be scored', () => {
    const few = { scores: [0.1, 0.9, 0.8], labels: [0, 0, 1], subjects: ['a', 'b', 'c'] };
    // One lymphoblast subject: nothing to draw from, so no interval at all.
    const single = bootstrapScores(few, { replicates: 100 }).auroc;
    assert.deepEqual(single, { value: 0.5, low: null, high: null, undefinedReplicates: 0 });
    const two = { scores: [0.1, 0.9, 0.8, 0.4], labels: [0, 0, 1, 1], subjects: ['a', 'b', 'c', 'd'] };
    const loose = bootstrapScores(two, { replicates: 400, stratified: false }).auroc;
    // All four from one class: 2 · (1/2)^4 of the replicates.
    assert.ok(
      loose.undefinedReplicates > 20 && loose.undefinedReplicates < 80,
      `${loose.undefinedReplicates}`,
    );
    assert.equal(bootstrapScores(two, { replicates: 400 }).auroc.undefinedReplicates, 0);
  });

  it('leaves undefined what is undefined', () => {
    const onlyNormal = { scores: [0.1, 0.6], labels: [0, 0], subjects: ['a', 'b'] };
    const { auroc: ranked, sensitivity, specificity } = bootstrapScores(onlyNormal, { replicates: 50 });
    assert.deepEqual(ranked, { value: null, low: null, high: null, undefinedReplicates: 50 });
    assert.equal(sensitivity.value, null);
    assert.equal(specificity.value, 0.5);
  });

  it('takes 1,000 replicates of 16 scores on 2,000 cells in seconds', () => {
    const large = samplePredictions({ cells: 2000, subjects: 60 });
    const start = performance.now();
    bootstrapScores({ ...large, scores: positiveColumn(large.probabilities.raw!) });
    assert.ok(performance.now() - start < 10_000);
  });

  it('refuses options out of range', () => {
    assert.throws(() => bootstrapScores(data, { replicates: 0 }), /replicates must be a whole number/);
    assert.throws(() => bootstrapScores(data, { confidence: 1 }), /confidence must be/);
    assert.throws(() => bootstrapScores(data, { seed: 0.5 }), /seed must be a whole number/);
    assert.throws(() => bootstrapScores(data, { threshold: 2 }), /threshold must be/);
  });
});

describe('pairedBootstrap', () => {
  it('is exactly 0 between a prediction and itself', () => {
    const same = pairedBootstrap(data, scores, { replicates: 100 });
    assert.deepEqual(same.auroc, { value: 0, low: 0, high: 0, undefinedReplicates: 0, shareAboveZero: 0.5 });
  });

  it('is the difference of both scores and narrower than two separate intervals', () => {
    const other = positiveColumn(sample.probabilities.crop!);
    const difference = pairedBootstrap(data, other).auroc;
    const [a, b] = [bootstrapScores(data).auroc, bootstrapScores({ ...data, scores: other }).auroc];
    assertClose(difference.value!, a.value! - b.value!, 'difference');
    assert.ok(difference.high! - difference.low! < a.high! - a.low! + (b.high! - b.low!));
    const turned = pairedBootstrap({ ...data, scores: other }, scores).auroc;
    assertClose(turned.low!, -difference.high!, 'turned round');
    assertClose(turned.shareAboveZero! + difference.shareAboveZero!, 1, 'shares');
  });
});

describe('curveBands', () => {
  it('hold the curve between them, rise, and start and end where curves do', () => {
    const clusters = clusterCells(labels, subjects);
    const { roc, pr } = curveBands(
      new Bootstrap(clusters, { replicates: 200 }),
      new ClusterScorer(data, clusters),
    );
    assert.equal(roc!.grid.length, 101);
    assert.equal(roc!.high.at(-1), 1);
    assert.equal(roc!.low.at(-1), 1);
    for (const [i, low] of roc!.low.entries()) {
      assert.ok(low <= roc!.median[i]! && roc!.median[i]! <= roc!.high[i]!);
      if (i > 0) assert.ok(low >= roc!.low[i - 1]!);
    }
    assert.ok(pr!.low.every((low, i) => low >= 0 && low <= pr!.high[i]! && pr!.high[i]! <= 1));
  });

  it('follow a curve by hand where every person is alike', () => {
    // 3 cells above: + + -, then - +: ROC (0, 2/3), (1/2, 2/3), (1/2 → at the tie (1, 1)).
    const truth = [1, 1, 0, 0, 1];
    const drawn = [0.9, 0.8, 0.7, 0.2, 0.2];
    const people = (list: number[]): number[] => [...list, ...list];
    const subject = [...truth.map(() => 'a'), ...truth.map(() => 'b')];
    const clusters = clusterCells(people(truth), subject);
    const scorer = new ClusterScorer({ scores: people(drawn), labels: people(truth) }, clusters);
    const { roc, pr } = curveBands(new Bootstrap(clusters, { replicates: 10 }), scorer);
    for (const band of [roc!.low, roc!.high]) {
      assertClose(band[0]!, 2 / 3, 'at 0');
      assertClose(band[50]!, 2 / 3, 'at 1/2');
      assertClose(band[75]!, 5 / 6, 'halfway up the tie');
      assertClose(band[100]!, 1, 'at 1');
    }
    assertClose(pr!.median[0]!, 1, 'precision at recall 0');
    assertClose(pr!.median[66]!, 1, 'precision at recall 0.66');
    assertClose(pr!.median[67]!, 3 / 5, 'precision at recall 0.67');
  });

  it('are missing where a class has no cells', () => {
    const clusters = clusterCells([1, 1]);
    const scorer = new ClusterScorer({ scores: [0.1, 0.2], labels: [1, 1] }, clusters);
    const bands = curveBands(new Bootstrap(clusters, { replicates: 5 }), scorer);
    assert.deepEqual(bands, { roc: null, pr: null });
  });
});
