import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { comparePredictions } from '../../../lib/evaluation/compare/compare-predictions.ts';
import type {
  ComparedMetric,
  Comparison,
  Contender,
  ContenderPart,
} from '../../../lib/evaluation/compare/comparison-types.ts';
import { holmAdjust } from '../../../lib/evaluation/compare/holm.ts';
import type { Predictions, Stream } from '../../../lib/evaluation/predictions.ts';
import { evaluatePredictions } from '../../../lib/evaluation/report.ts';
import { assertAllClose, assertClose } from '../golden.ts';
import { samplePredictions } from '../sample-predictions.ts';

interface GoldenScore {
  readonly value: number;
  readonly sd: number | null;
  readonly low: number;
  readonly high: number;
}

/** Made by test/golden/comparison/make_golden.py: numpy, scikit-learn, statsmodels. */
const golden = JSON.parse(
  readFileSync(new URL('../../golden/comparison/golden.json', import.meta.url), 'utf8'),
) as {
  replicates: number;
  seed: number;
  ids: string[];
  subjects: string[];
  labels: number[];
  areas: number[];
  outline: number[];
  ternary: Partial<Record<Stream, number[]>>[];
  raw: Partial<Record<Stream, number[]>>[];
  contenders: Record<string, Record<ComparedMetric, GoldenScore>>;
  differences: (GoldenScore & { of: string; from: string; metric: string; p: number; pHolm: number })[];
};

/** Some of the golden cells as one run's part, in any order. */
function goldenPart(
  name: string,
  streams: Partial<Record<Stream, number[]>>,
  keep: readonly number[],
): ContenderPart {
  const probabilities = Object.fromEntries(
    Object.entries(streams).map(([stream, p]) => [
      stream,
      Float32Array.from(keep.flatMap((i) => [1 - p[i]!, p[i]!])),
    ]),
  );
  return {
    name,
    predictions: {
      classes: ['normal', 'lymphoblast'],
      ids: keep.map((i) => golden.ids[i]!),
      subjects: keep.map((i) => golden.subjects[i]!),
      labels: Int32Array.from(keep, (i) => golden.labels[i]!),
      probabilities,
      cellAreas: Float64Array.from(keep, (i) => golden.areas[i]!),
    },
    outline: keep.map((i) => golden.outline[i]!),
  };
}

function one(name: string, predictions: Predictions, part: Partial<ContenderPart> = {}): Contender {
  return { name, seeds: [[{ name, predictions, ...part }]] };
}

const quick = { replicates: 60, seed: 3 };
const a = samplePredictions({ seed: 1 });
const b = samplePredictions({ seed: 1 });
const weaker: Predictions = {
  ...b,
  probabilities: { raw: Float32Array.from(b.probabilities.crop!) },
};
const difference = (comparison: Comparison, metric: ComparedMetric) =>
  comparison.differences.find((own) => own.metric === metric && own.from !== 'outline alone')!;

describe('comparePredictions', () => {
  it('gives what numpy, scikit-learn and statsmodels give: seeds, pooled folds, draws, intervals, p-values', () => {
    const all = golden.ids.map((_, i) => i);
    // Two folds a seed, each in an order of its own; the comparison must not mind.
    const folds = [all.filter((i) => i % 15 < 7).reverse(), all.filter((i) => i % 15 >= 7)];
    const contenders: Contender[] = [
      {
        name: 'ternary',
        seeds: golden.ternary.map((streams, s) =>
          folds.map((keep, f) => goldenPart(`t${s}-${f}`, streams, keep)),
        ),
      },
      {
        name: 'raw only',
        seeds: golden.raw.map((streams, s) => [goldenPart(`r${s}`, streams, all.toReversed())]),
      },
    ];
    const found = comparePredictions(contenders, { replicates: golden.replicates, seed: golden.seed });
    for (const { name, rows } of found.contenders) {
      for (const [metric, expected] of Object.entries(golden.contenders[name]!)) {
        const score = rows.find(({ row }) => row === 'voted')!.scores[metric as ComparedMetric]!;
        assertClose(score.value!, expected.value, `${name} ${metric}`);
        assertAllClose(
          [score.low!, score.high!],
          [expected.low, expected.high],
          `${name} ${metric} interval`,
        );
        if (expected.sd === null) assert.equal(score.sd, null);
        else assertClose(score.sd!, expected.sd, `${name} ${metric} sd`);
      }
    }
    assert.equal(found.differences.length, golden.differences.length);
    for (const expected of golden.differences) {
      const { of, from, metric } = expected;
      const own = found.differences.find((d) => d.of === of && d.from === from && d.metric === metric)!;
      assertAllClose(
        [own.value!, own.low!, own.high!, own.p!, own.pHolm!],
        [expected.value, expected.low, expected.high, expected.p, expected.pHolm],
        `${of} less ${from}, ${metric}`,
      );
    }
    assert.match(found.warnings.join('\n'), /Folds are pooled/);
    assert.match(
      found.warnings.join('\n'),
      /Fewer than 10 people stand behind normal \(8\) and lymphoblast \(8\)/,
    );
  });

  it('compares four cells, by hand', () => {
    const hand = (raw: number[]): Predictions => ({
      classes: ['normal', 'lymphoblast'],
      ids: ['n1', 'n2', 'p1', 'p2'],
      subjects: ['A', 'B', 'C', 'D'],
      labels: Int32Array.of(0, 0, 1, 1),
      probabilities: { raw: Float32Array.from(raw.flatMap((p) => [1 - p, p])) },
      cellAreas: Float64Array.of(100, 200, 101, 300),
    });
    // `right` knows all; `half` takes p1 for normal and below n2: AUROC 3/4, sensitivity 1/2, specificity 1.
    const found = comparePredictions([
      one('right', hand([0.1, 0.3, 0.8, 0.9])),
      one('half', hand([0.1, 0.3, 0.2, 0.9])),
    ]);
    const value = (metric: ComparedMetric): number => difference(found, metric).value!;
    assertClose(value('auroc'), -0.25, 'AUROC');
    assertClose(value('balancedAccuracy'), -0.25, 'balanced accuracy');
    // F1 of normal 4/5, of lymphoblast 2/3, two cells each.
    assertClose(value('weightedF1'), (4 / 5 + 2 / 3) / 2 - 1, 'WF1S');
    // One pair of one size: n1 (100) and p1 (101), in order in both.
    assert.equal(value('sizeMatched'), 0);
  });

  it('finds no difference between a run and itself: zero, of zero width, p = 1', () => {
    const found = comparePredictions([one('a', a), one('again', b)], quick);
    assert.equal(found.differences.length, 4);
    for (const { value, low, high, p, pHolm } of found.differences) {
      assert.deepEqual([value, low, high, p, pHolm], [0, 0, 0, 1, 1]);
    }
  });

  it('changes the sign and nothing else when sides are swapped, and minds no order of cells', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 1000 }), (seed, shuffle) => {
        const drawn = samplePredictions({ seed, cells: 60, subjects: 12 });
        const left = { ...drawn, cellAreas: drawn.cellAreas!.map((area) => Math.max(area, 100)) };
        const right: Predictions = { ...left, probabilities: { raw: left.probabilities.erase! } };
        const order = left.ids
          .map((_, i) => i)
          .sort((x, y) => ((x * 7919 + shuffle) % 61) - ((y * 7919 + shuffle) % 61));
        const mixed: Predictions = {
          ...right,
          ids: order.map((i) => right.ids[i]!),
          subjects: order.map((i) => right.subjects[i]),
          labels: Int32Array.from(order, (i) => right.labels[i]!),
          probabilities: {
            raw: Float32Array.from(
              order.flatMap((i) => [...right.probabilities.raw!.subarray(2 * i, 2 * i + 2)]),
            ),
          },
          cellAreas: Float64Array.from(order, (i) => left.cellAreas[i]!),
        };
        const there = comparePredictions([one('l', left), one('r', right)], quick).differences;
        const back = comparePredictions([one('r', mixed), one('l', left)], quick).differences;
        for (const [i, { value, low, high, p, pHolm }] of there.entries()) {
          const other = back[i]!;
          assertAllClose([-other.value!, -other.high!, -other.low!], [value, low, high], 'swapped');
          assert.deepEqual([other.p, other.pHolm], [p, pHolm]);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("gives each score as the run's own report gives it", () => {
    const report = evaluatePredictions(a, quick);
    const [own] = comparePredictions([one('a', a)], { ...quick, rows: ['voted', 'crop'] }).contenders;
    for (const [row, name] of [
      ['voted', 'mean'],
      ['crop', 'crop'],
    ]) {
      const { scores } = own!.rows.find((found) => found.row === row)!;
      const theirs = report.rows.find((found) => found.name === name)!;
      assertClose(scores.auroc!.value!, theirs.probability.auroc.value, 'AUROC');
      assertClose(scores.weightedF1!.value!, theirs.atHalf.scores.weightedF1.value, 'WF1S');
      const matched = report.size!.rows.find((found) => found.name === name)!.sizeMatched;
      assertClose(scores.sizeMatched!.value!, matched.value, 'size-matched');
    }
  });

  it('corrects over all differences of the table, streams and baseline included', () => {
    const outline = Float64Array.from(a.cellAreas!, (area) => 1 / (1 + Math.exp((2000 - area) / 200)));
    const found = comparePredictions([one('a', a, { outline }), one('b', weaker), one('c', b)], {
      ...quick,
      pairs: 'all',
      rows: ['voted', 'raw', 'crop'],
    });
    const pairs = found.differences.map(({ of, from, row }) => `${of} - ${from}: ${row}`);
    // b has no crop stream; the outline is compared with votes alone.
    const expected = [
      'b - a: voted',
      'b - a: raw',
      'c - a: voted',
      'c - a: raw',
      'c - a: crop',
      'c - b: voted',
      'c - b: raw',
    ];
    assert.deepEqual(
      [...new Set(pairs)],
      [...expected, ...['a', 'b', 'c'].map((name) => `${name} - outline alone: voted`)],
    );
    assert.deepEqual(
      found.differences.map(({ pHolm }) => pHolm),
      holmAdjust(found.differences.map(({ p }) => p)),
    );
    assert.ok(found.differences.every(({ p, pHolm }) => pHolm! >= p!));
  });

  it('refuses what cannot be compared, in one sentence each', () => {
    const refused = (other: Predictions, message: RegExp, part: Partial<ContenderPart> = {}): void => {
      assert.throws(
        () => comparePredictions([one('a', a), one('other', other, part)], quick),
        (error) => error instanceof ParameterError && message.test(error.message),
      );
    };
    const { labels, subjects, ids } = b;
    refused(
      { ...b, ids: ids.map((id) => id.replace('-7.', '-700.')) },
      /"a" and "other" were not judged on the same cells: 239 in both, 1 only in the first, 1 only in the second \(such as S\/cell-7\.bmp\)/,
    );
    refused(
      { ...b, labels: labels.map((label, i) => (i === 3 ? 1 - label : label)) },
      /give S\/cell-3\.bmp different labels \(lymphoblast, normal\)/,
    );
    refused(
      { ...b, subjects: subjects.map((subject, i) => (i === 3 ? 'X' : subject)) },
      /give S\/cell-3\.bmp different subjects \(S3, X\)/,
    );
    refused(
      b,
      /other is judged on 2 people that it was trained on or chosen by \(S1, S4\); evaluate it on others/,
      {
        seenSubjects: ['S4', 'T1', 'S1'],
      },
    );
    refused({ ...b, classes: ['hem', 'all'] }, /have different classes/);
    assert.throws(() => comparePredictions([one('a', a), one('a', b)]), /"a" twice/);
    assert.throws(() => comparePredictions([]), ParameterError);
    const twice: Contender = {
      name: 'x',
      seeds: [
        [
          { name: 'p', predictions: a },
          { name: 'q', predictions: b },
        ],
      ],
    };
    assert.throws(() => comparePredictions([twice]), /is in two parts/);
  });

  it('goes on with people who were seen where that is accepted, and warns', () => {
    const options = { ...quick, acceptSeenSubjects: true };
    const found = comparePredictions([one('a', a, { seenSubjects: ['S1'] }), one('b', weaker)], options);
    assert.match(found.warnings.join('\n'), /a: judged on people trained on, so these scores are too high/);
  });

  it('has no interval and no p-value where nobody can be drawn', () => {
    const alone = samplePredictions({ subjects: 2, cells: 20 });
    const found = comparePredictions([
      one('a', alone),
      one('b', { ...alone, probabilities: { raw: alone.probabilities.erase! } }),
    ]);
    assert.ok(
      found.differences.every(
        ({ low, p, pHolm, value }) => low === null && p === null && pHolm === null && value !== null,
      ),
    );
    assert.match(found.warnings.join('\n'), /rests on one person/);
  });
});
