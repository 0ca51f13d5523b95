import assert from 'node:assert/strict';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { bootstrapScores } from '../../lib/evaluation/bootstrap-scores.ts';
import { attentionAudit } from '../../lib/evaluation/attention-audit.ts';
import type { Predictions } from '../../lib/evaluation/predictions.ts';
import { auroc } from '../../lib/evaluation/ranking.ts';
import { evaluatePredictions, type EvaluationOptions } from '../../lib/evaluation/report.ts';
import type { EvaluationReport } from '../../lib/evaluation/report-types.ts';
import { assertClose } from './golden.ts';
import { positiveColumn, samplePredictions } from './sample-predictions.ts';

const judged = samplePredictions();
const validation = samplePredictions({ seed: 2, prefix: 'V', cells: 120, subjects: 12 });
const quick = { replicates: 100 };

/** Area and an uninformative second feature. */
function outline({ cellAreas }: Predictions): { names: string[]; features: Float64Array } {
  return {
    names: ['area', 'angle'],
    features: Float64Array.from([...cellAreas!].flatMap((area, i) => [area, Math.sin(i)])),
  };
}

function full(options: EvaluationOptions = {}): EvaluationReport {
  const train = samplePredictions({ seed: 3, prefix: 'T' });
  const { labels, subjects } = train;
  const attention = attentionAudit({
    id: judged.ids[0]!,
    attention: Float32Array.of(1, 0, 0, 0),
    attentionShape: [2, 2, 1],
    mask: Uint8Array.of(0, 0, 0, 1),
    frame: [2, 2],
  });
  return evaluatePredictions(judged, {
    ...quick,
    title: 'fold_2',
    validation,
    silhouette: { ...outline(judged), train: { ...outline(train), labels, subjects } },
    attention: [attention],
    ...options,
  });
}

describe('evaluatePredictions', () => {
  it('is plain data: the same after a trip through JSON', () => {
    const report = full();
    assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    assert.equal(report.version, 1);
    assert.deepEqual(full(), report, 'same seed, same report');
  });

  it('has a row for every stream and vote, decided by the mean of three', () => {
    const report = full();
    const names = report.rows.map(({ name }) => name);
    assert.deepEqual(names, ['raw', 'crop', 'erase', 'mean', 'weighted', 'majority', 'rawCrop', 'rawErase']);
    assert.equal(report.headline, 'mean');
    assert.deepEqual(
      report.counts.classes.map(({ name, cells, subjects, fewSubjects }) => [
        name,
        cells,
        subjects,
        fewSubjects,
      ]),
      [
        ['normal', 120, 12, false],
        ['lymphoblast', 120, 12, false],
      ],
    );
    const majority = report.rows.find(({ name }) => name === 'majority')!;
    assert.equal(majority.probability.logLoss.value, null);
    assert.equal(majority.calibration.temperature, null);
  });

  it('gives each row what bootstrapScores gives', () => {
    const report = full();
    const alone = bootstrapScores({ ...judged, scores: positiveColumn(judged.probabilities.crop!) }, quick);
    const crop = report.rows.find(({ name }) => name === 'crop')!;
    assert.deepEqual(crop.probability.auroc, alone.auroc);
    assert.deepEqual(crop.atHalf.scores.weightedF1, alone.weightedF1);
    assert.deepEqual(crop.probability.ece, alone.ece);
    assertClose(crop.calibration.ece, alone.ece.value, 'ECE');
  });

  it('always shows 0.5 and, with validation data, the threshold chosen on them', () => {
    const report = full({ thresholdRule: { kind: 'sensitivity', atLeast: 0.95 } });
    for (const { atHalf, atChosen, probability } of report.rows) {
      assert.equal(atHalf.threshold.value, 0.5);
      assert.equal(atChosen!.threshold.source, 'validation');
      assert.match(atChosen!.threshold.how, /at least 0.95 on 120 validation cells of 12 subjects/);
      assert.equal(
        atHalf.confusion.flat().reduce((sum, count) => sum + count, 0),
        240,
      );
      assert.ok(probability.auroc.low! <= probability.auroc.value!);
    }
    const given = full({ thresholds: { mean: 0.25 } });
    assert.deepEqual(given.rows.find(({ name }) => name === 'mean')!.atChosen!.threshold, {
      value: 0.25,
      source: 'given',
      how: 'chosen elsewhere',
    });
    const without = evaluatePredictions(judged, quick);
    assert.ok(without.rows.every(({ atChosen }) => atChosen === null));
    assert.ok(without.rows.every(({ name }) => name !== 'weighted'));
    assert.match(without.warnings.join('\n'), /No operating threshold was chosen/);
  });

  it('compares rows and baseline on the same draws', () => {
    const report = full();
    const difference = report.differences.find(({ of, from }) => of === 'mean' && from === 'raw')!;
    const value = (name: string): number =>
      report.rows.find((row) => row.name === name)!.probability.auroc.value!;
    assertClose(difference.scores.auroc.value!, value('mean') - value('raw'), 'difference');
    const ahead = report.differences.find(({ of, from }) => of === 'mean' && from === 'silhouette')!;
    assertClose(
      ahead.scores.auroc.value!,
      value('mean') - report.silhouette!.scores.auroc.value!,
      'ahead of the outline',
    );
    assert.equal(report.silhouette!.protocol, 'train-test');
    const outlineScores = { scores: report.silhouette!.probabilities!, labels: judged.labels };
    assert.equal(auroc(outlineScores), report.silhouette!.scores.auroc.value);
  });

  it('lists mistakes, most confident first', () => {
    const { misclassified, rows } = full();
    const distances = misclassified.map(({ label, probability }) => Math.abs(label - probability));
    assert.deepEqual(
      distances,
      [...distances].sort((a, b) => b - a),
    );
    const [[, fp], [fn]] = rows.find(({ name }) => name === 'mean')!.atHalf.confusion as [number[], number[]];
    assert.equal(misclassified.filter(({ wrongAtHalf }) => wrongAtHalf).length, fp! + fn!);
    assert.deepEqual(Object.keys(misclassified[0]!.streams), ['raw', 'crop', 'erase']);
  });

  it('warns of leaks, few people, unknown people and missing streams', () => {
    const few = samplePredictions({ subjects: 6 });
    const warnings = (predictions: Predictions, options: EvaluationOptions = {}): string =>
      evaluatePredictions(predictions, { replicates: 20, ...options }).warnings.join('\n');
    assert.match(warnings(few), /Only 3 subjects have normal cells: don't trust specificity/);
    assert.match(
      warnings(judged, { trainSubjects: ['S1', 'X'] }),
      /1 judged subject \(S1\) was also trained on/,
    );
    assert.match(
      warnings(judged, { validation: judged }),
      /24 judged subjects \(.*…\) are also in the validation data/,
    );
    const unknown = { ...judged, subjects: judged.ids.map(() => undefined) };
    assert.match(warnings(unknown), /No subject is known/);
    assert.equal(evaluatePredictions(unknown, { replicates: 20 }).subjects, null);
    const partly = {
      ...judged,
      subjects: judged.subjects.map((subject, i) => (i < 2 ? undefined : subject)),
    };
    assert.match(warnings(partly), /The subject of 2 cells is not known/);
    assert.match(
      warnings(samplePredictions({ streams: ['raw'] })),
      /The crop and erase streams were not run/,
    );
    assert.match(warnings({ ...judged, cellAreas: undefined }), /Cell areas are not known/);
    assert.doesNotMatch(warnings(judged, { validation }), /trained on|in the validation|not known|not run/);
  });

  it('lets the ruler learn from other people than those judged, where both were trained on', () => {
    const other = samplePredictions({ seed: 3, prefix: 'T' });
    const both = {
      ...outline(judged),
      features: Float64Array.from([...outline(judged).features, ...outline(other).features]),
      labels: [...judged.labels, ...other.labels],
      subjects: [...judged.subjects, ...other.subjects],
    };
    const report = full({ silhouette: { ...outline(judged), train: both } });
    assert.deepEqual(report.silhouette, full().silhouette);
    const alone = { ...outline(judged), labels: judged.labels, subjects: judged.subjects };
    const without = full({ silhouette: { ...outline(judged), train: alone } });
    assert.equal(without.silhouette, null);
    assert.match(without.warnings.join('\n'), /no silhouette baseline: the training cells of other people/);
  });

  it('says where a ruler does as well', () => {
    // The network's score is cell area itself.
    const areas = judged.cellAreas!;
    const p = Array.from(areas, (area) => 1 / (1 + Math.exp(-(area - 2000) / 200)));
    const raw = Float32Array.from(p.flatMap((value) => [1 - value, value]));
    const ruler = { ...judged, probabilities: { raw } };
    const report = evaluatePredictions(ruler, { replicates: 200, silhouette: outline(judged) });
    assert.match(report.warnings.join('\n'), /not shown to be above that of a logistic regression/);
    assert.match(report.warnings.join('\n'), /not shown that more than cell size was learnt/);
    assert.ok(report.size!.rows[0]!.spearman.value! > 0.999);
    assert.ok(report.size!.rows[0]!.spearmanWithinClass[0]! > 0.999);
    assert.equal(report.silhouette!.protocol, 'cross-validation');
  });

  it('judges the cells whose area is known where some are not', () => {
    const cellAreas = judged.cellAreas!.map((area, i) => (i < 40 ? Number.NaN : area));
    const report = evaluatePredictions({ ...judged, cellAreas }, { replicates: 20 });
    assert.equal(report.size!.cells, 200);
    assert.match(report.warnings.join('\n'), /The area of 40 cells is not known/);
  });

  it('survives one class, one cell, and one person a class', () => {
    const keep = (n: number, label?: number): Predictions => {
      const rows = [...judged.labels.keys()]
        .filter((i) => (label ?? judged.labels[i]) === judged.labels[i])
        .slice(0, n);
      const pick = (values: Float32Array): Float32Array =>
        Float32Array.from(rows.flatMap((i) => [values[2 * i]!, values[2 * i + 1]!]));
      const { raw, crop, erase } = judged.probabilities;
      return {
        ...judged,
        ids: rows.map((i) => judged.ids[i]!),
        subjects: rows.map((i) => judged.subjects[i]),
        labels: Int32Array.from(rows, (i) => judged.labels[i]!),
        probabilities: { raw: pick(raw!), crop: pick(crop!), erase: pick(erase!) },
        cellAreas: Float64Array.from(rows, (i) => judged.cellAreas![i]!),
      };
    };
    for (const small of [keep(30, 0), keep(1), keep(2)]) {
      const report = evaluatePredictions(small, { replicates: 20, validation, silhouette: outline(small) });
      assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
      assert.equal(report.silhouette, null);
      assert.match(report.warnings.join('\n'), /no silhouette baseline/);
    }
    assert.match(
      evaluatePredictions(keep(30, 0), quick).warnings.join('\n'),
      /There are no lymphoblast cells/,
    );
    assert.match(evaluatePredictions(keep(2), quick).warnings.join('\n'), /no confidence intervals/);
    // Validation data of one class cannot choose a threshold.
    const oneSided = evaluatePredictions(judged, {
      ...quick,
      validation: { ...keep(30, 0), classes: judged.classes },
    });
    assert.equal(oneSided.rows[0]!.atChosen, null);
  });

  it('refuses predictions that cannot be judged, in one sentence each', () => {
    const raw = judged.probabilities.raw!;
    const bad: [Partial<Predictions>, RegExp][] = [
      [{ ids: [], subjects: [], labels: new Int32Array(0) }, /at least one cell to judge/],
      [{ labels: judged.labels.slice(1) }, /labels must have one entry a cell, got 239 for 240 cells/],
      [{ subjects: [] }, /subjects must have one entry/],
      [{ labels: judged.labels.map((label) => label + 1) }, /labels must be 0 to 1, got 2/],
      [{ probabilities: {} }, /probabilities.raw is missing/],
      [{ probabilities: { raw: raw.slice(2) } }, /probabilities.raw must be \[240, 2\], got 478 numbers/],
      [
        { probabilities: { raw: raw.map((p, i) => (i === 6 ? Number.NaN : p)) } },
        /got NaN for "S\/cell-3.bmp"/,
      ],
      [{ probabilities: { raw, crop: raw.map((p) => p * 2) } }, /crop probabilities must/],
      [{ probabilities: { raw: raw.map((p) => p / 2) } }, /must add up to 1, .* pass softmax outputs/],
      [{ ids: judged.ids.map(() => 'same') }, /ids must be unique/],
      [{ classes: ['a'] }, /classes must name at least two/],
      [{ cellAreas: judged.cellAreas!.map(() => 0) }, /cell areas must be above 0/],
    ];
    for (const [change, message] of bad) {
      assert.throws(
        () => evaluatePredictions({ ...judged, ...change }, quick),
        (error) => {
          assert.ok(error instanceof ParameterError, String(error));
          assert.match(error.message, message);
          assert.match(error.message, /^evaluatePredictions: /);
          return true;
        },
      );
    }
    assert.throws(
      () => evaluatePredictions(judged, { validation: { ...validation, classes: ['x', 'y'] } }),
      /validation must have the classes normal, lymphoblast/,
    );
    assert.throws(
      () => evaluatePredictions(judged, { ...quick, thresholds: { raw: 2 } }),
      /thresholds.raw must be/,
    );
  });
});
