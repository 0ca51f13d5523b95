import assert from 'node:assert/strict';
import { Random } from '../../../lib/core/random.ts';
import type { Predictions } from '../../../lib/evaluation/predictions.ts';
import { evaluatePredictions } from '../../../lib/evaluation/report.ts';
import { buildEvaluationSections } from '../../../lib/figures/page/evaluation-sections.ts';
import { reportPage } from '../../../lib/figures/page/report-page.ts';
import { epochs } from '../sample-figures.ts';

/** Made-up predictions of 120 cells of 8 people. */
function predictions(): Predictions {
  const random = Random.fromSeed(4);
  const cells = Array.from({ length: 120 }, (_, i) => ({ subject: i % 8, label: i % 2 }));
  const stream = (): Float32Array =>
    Float32Array.from(
      cells.flatMap(({ label }) => {
        const p = Math.min(0.99, Math.max(0.01, 0.3 + 0.4 * label + random.normal(0, 0.2)));
        return [1 - p, p];
      }),
    );
  return {
    classes: ['normal', 'lymphoblast'],
    ids: cells.map((_, i) => `cell_${i}.bmp`),
    subjects: cells.map(({ subject }) => String(subject)),
    labels: Int32Array.from(cells, ({ label }) => label),
    probabilities: { raw: stream(), crop: stream(), erase: stream() },
    cellAreas: Float64Array.from(cells, ({ label }) => 1000 + 50 * label + random.normal(0, 100)),
  };
}

describe('buildEvaluationSections', function () {
  this.timeout(60_000);
  const judged = predictions();
  const report = evaluatePredictions(judged, { replicates: 50, title: 'made-up cells' });

  it('says on top what was judged, with intervals, and passes every warning on', () => {
    const { subtitle, summary, warnings } = buildEvaluationSections(report);
    assert.equal(
      subtitle,
      'made-up cells: 60 normal cells of 4 subjects, 60 lymphoblast cells of 4 subjects',
    );
    assert.match(summary[0]!.value, /^0\.\d{3}$/);
    assert.match(summary[0]!.interval!, /^95 % CI 0\.\d{3} to [01]\.\d{3}$/);
    assert.deepEqual(warnings, report.warnings);
    assert.ok(warnings.length > 0);
  });

  it('has a section for what is known and none for what is not', () => {
    const ids = (extras: Parameters<typeof buildEvaluationSections>[1]): string[] =>
      buildEvaluationSections(report, extras).sections.map(({ id }) => id);
    const bare = ['scores', 'size', 'ranking', 'decisions', 'subjects', 'calibration', 'mistakes'];
    assert.deepEqual(ids({}), bare);
    assert.deepEqual(ids({ epochs }), [...bare, 'training']);
    const unknown = evaluatePredictions(
      { ...judged, subjects: judged.subjects.map(() => undefined), cellAreas: undefined },
      { replicates: 20 },
    );
    const { sections } = buildEvaluationSections(unknown);
    assert.ok(!sections.some(({ id }) => id === 'size' || id === 'subjects'));
  });

  it('copes with raw only and with a single class', () => {
    const { raw } = judged.probabilities;
    const rawOnly = evaluatePredictions({ ...judged, probabilities: { raw: raw! } }, { replicates: 20 });
    assert.equal(rawOnly.headline, 'raw');
    const oneClass = evaluatePredictions(
      { ...judged, labels: new Int32Array(120).fill(1) },
      { replicates: 20 },
    );
    for (const some of [rawOnly, oneClass]) {
      const page = reportPage({
        title: 't',
        ...buildEvaluationSections(some),
        origin: { command: 'c', versions: {} },
      });
      assert.ok(!/>NaN|>null</.test(page));
    }
  });
});
