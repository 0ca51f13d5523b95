import assert from 'node:assert/strict';
import { formatDifference, formatEstimate } from '../../lib/evaluation/format-estimate.ts';
import { formatReport, reportMarkdown } from '../../lib/evaluation/format-report.ts';
import { METRIC_MEANINGS } from '../../lib/evaluation/metric-names.ts';
import { evaluatePredictions } from '../../lib/evaluation/report.ts';
import { escapeMarkdown, textTable } from '../../lib/evaluation/report-table.ts';
import { samplePredictions } from './sample-predictions.ts';

const validation = samplePredictions({ seed: 2, prefix: 'V' });

describe('formatReport', () => {
  it('says every score with its meaning, the people behind it, and both thresholds', () => {
    const judged = samplePredictions({ subjects: 8 });
    const text = formatReport(evaluatePredictions(judged, { replicates: 50, title: 'fold_2', validation }));
    assert.match(text, /^Evaluation: fold_2\n/);
    for (const { label, meaning } of Object.values(METRIC_MEANINGS)) {
      assert.ok(text.includes(label) && text.includes(meaning), label);
    }
    assert.match(text, /! Only 4 subjects have normal cells/);
    assert.match(text, /These rest on 4 normal and 4 lymphoblast subjects, fewer than 10 of a class/);
    assert.match(text, /Scores at the chosen threshold/);
    assert.doesNotMatch(text, /NaN|undefined|Infinity|null/);
  });

  it('aligns columns', () => {
    const table = textTable({
      head: ['', 'cells'],
      rows: [
        ['normal', '7'],
        ['lymphoblast', '1311'],
      ],
    });
    assert.equal(
      table,
      ['             cells', '───────────  ─────', 'normal           7', 'lymphoblast   1311'].join('\n'),
    );
  });

  it("lets no file's name steer the terminal or the Markdown", () => {
    const judged = samplePredictions({ effect: 0 });
    const hostile = { ...judged, ids: judged.ids.map((id) => `${id}\u001B[2J|<b>*x*`) };
    const report = evaluatePredictions(hostile, { replicates: 20 });
    assert.ok(!formatReport(report).includes('\u001B'));
    const markdown = reportMarkdown(report);
    assert.ok(!markdown.includes('<b>'));
    assert.match(markdown, /\\\|&lt;b&gt;\\\*x\\\*/);
  });

  it('says "undefined" where a score is, and that there is no interval', () => {
    const estimate = { value: null, low: null, high: null, undefinedReplicates: 3 };
    assert.equal(formatEstimate(estimate), 'undefined');
    assert.equal(formatEstimate({ ...estimate, value: 0.5 }), '0.500 (no interval)');
    assert.equal(
      formatDifference({ ...estimate, value: 0.03, low: -0.012, high: 0.07 }),
      '+0.030 [-0.012, +0.070]',
    );
  });
});

describe('reportMarkdown', () => {
  it('has tables whose rows have as many cells as their heads', () => {
    const markdown = reportMarkdown(
      evaluatePredictions(samplePredictions(), { replicates: 20, validation }),
      {
        level: 2,
      },
    );
    assert.match(markdown, /^## Evaluation\n/);
    let columns = 0;
    for (const line of markdown.split('\n')) {
      if (!line.startsWith('|')) {
        columns = 0;
        continue;
      }
      const count = line.split(/(?<!\\)\|/).length;
      assert.ok(columns === 0 || count === columns, line);
      columns = count;
    }
  });

  it('escapes what Markdown reads', () => {
    assert.equal(escapeMarkdown('a|b_c\n<d>'), 'a\\|b\\_c &lt;d&gt;');
  });
});
