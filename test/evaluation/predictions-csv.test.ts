import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { predictionsFromCsv, predictionsToCsv } from '../../lib/evaluation/predictions-csv.ts';
import type { Predictions } from '../../lib/evaluation/predictions.ts';
import { samplePredictions } from './sample-predictions.ts';

const hand: Predictions = {
  classes: ['normal', 'lymphoblast'],
  ids: ['fold_0/a.bmp', 'b, "c".bmp'],
  subjects: ['H11', undefined],
  labels: Int32Array.of(0, 1),
  probabilities: { raw: Float32Array.of(0.75, 0.25, 0.5, 0.5) },
  cellAreas: Float64Array.of(1234.5, Number.NaN),
};

describe('predictionsToCsv and predictionsFromCsv', () => {
  it('writes a table by hand', () => {
    assert.equal(
      predictionsToCsv(hand),
      'id,subject,label,area,p_raw_normal,p_raw_lymphoblast\n' +
        'fold_0/a.bmp,H11,normal,1234.5,0.75,0.25\n' +
        '"b, ""c"".bmp",,lymphoblast,,0.5,0.5\n',
    );
    assert.deepEqual(predictionsFromCsv(predictionsToCsv(hand)), hand);
  });

  it('gives back every bit of three streams', () => {
    const sample = samplePredictions();
    assert.deepEqual(predictionsFromCsv(predictionsToCsv(sample)), sample);
  });

  it('gives back any id, subject, class and probability', () => {
    const key = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', "'", '=', '-', ' ', '\t', 'a'), minLength: 1 }),
    );
    const row = fc.record({
      id: key,
      subject: fc.option(key, { nil: undefined }),
      label: fc.integer({ min: 0, max: 1 }),
      p: fc.float({ min: 0, max: 1, noNaN: true }),
    });
    const rows = fc.uniqueArray(row, { selector: ({ id }) => id, minLength: 1, maxLength: 8 });
    const names = fc.uniqueArray(key, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(rows, names, (list, classes) => {
        const predictions: Predictions = {
          classes,
          ids: list.map(({ id }) => id),
          subjects: list.map(({ subject }) => subject),
          labels: Int32Array.from(list, ({ label }) => label),
          probabilities: { raw: Float32Array.from(list.flatMap(({ p }) => [1 - p, p])) },
          cellAreas: undefined,
        };
        assert.deepEqual(predictionsFromCsv(predictionsToCsv(predictions)), predictions);
      }),
      { numRuns: 300 },
    );
  });

  it('disarms what a spreadsheet would run', () => {
    for (const id of ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', "'=1", '\t=1']) {
      const text = predictionsToCsv({ ...hand, ids: [id, 'b'] });
      const first = text.split('\n')[1]!;
      assert.match(first, /^"?'/, `${id} becomes ${first}`);
      assert.equal(predictionsFromCsv(text).ids[0], id);
    }
  });

  it('reads what a spreadsheet has saved again', () => {
    const saved = `\uFEFF${predictionsToCsv(hand).replaceAll('\n', '\r\n')}`;
    assert.deepEqual(predictionsFromCsv(saved), hand);
  });

  it('names the line and the column of what cannot be read', () => {
    const good = predictionsToCsv(hand);
    const cases: [string, RegExp][] = [
      ['', /no predictions in it/],
      ['id,subject,label,area,p_raw_a,p_raw_b\n', /no predictions in it/],
      [good.replace('subject', 'person'), /got "person" for "subject"/],
      [good.replace(',p_raw_lymphoblast', ''), /not a table of predictions/],
      [good.replace('p_raw_normal', 'p_rough_normal'), /columns must be/],
      [
        good.replace('H11,normal', 'H11,blast'),
        /label must be one of normal, lymphoblast, got "blast" on line 2/,
      ],
      [good.replace('0.75', 'much'), /p_raw_normal must be a number, got "much" on line 2/],
      [good.replace('0.75', ''), /p_raw_normal must be a number, got "" on line 2/],
      [good.replace('1234.5', 'big'), /area must be a number, got "big" on line 2/],
      [good.replace('1234.5,', ''), /not a table of predictions/],
      ['"unclosed', /not a table of predictions/],
    ];
    for (const [text, message] of cases) {
      assert.throws(
        () => predictionsFromCsv(text, 'run/predictions.csv'),
        (error) => {
          assert.ok(error instanceof DataError, String(error));
          assert.match(error.message, message);
          assert.match(error.message, /^run\/predictions\.csv: /);
          return true;
        },
      );
    }
  });

  it('refuses values that do not fit together', () => {
    const twice = predictionsToCsv(hand).replace('"b, ""c"".bmp"', 'fold_0/a.bmp');
    assert.throws(() => predictionsFromCsv(twice), ParameterError);
    assert.throws(
      () => predictionsFromCsv(predictionsToCsv(hand).replace('0.75', '0.9')),
      /must add up to 1/,
    );
  });
});
