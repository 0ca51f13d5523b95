// Holds the measures against scikit-learn and scipy; test/embedding/golden/make_quality.py made the numbers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Metric } from '../../../lib/embedding/metrics.ts';
import { distanceCorrelation } from '../../../lib/embedding/quality/distance-correlation.ts';
import { knnAccuracy } from '../../../lib/embedding/quality/knn-accuracy.ts';
import { neighbourhoodQuality } from '../../../lib/embedding/quality/neighbourhood-quality.ts';
import type { Points } from '../../../lib/embedding/quality/points.ts';
import { silhouetteScore } from '../../../lib/embedding/quality/silhouette-score.ts';

interface GoldenCase {
  readonly name: string;
  readonly columns: number;
  readonly points: number[];
  readonly map: number[];
  readonly labels: number[];
  readonly subjects: number[];
  readonly held: number[];
  readonly neighbourhoods: {
    readonly k: number;
    readonly metric: Metric;
    readonly trustworthiness: number;
    readonly continuity: number | null;
    readonly recall: number | null;
  }[];
  readonly accuracy: Record<'k' | 'leaveOneOut' | 'leaveSubjectOut' | 'held', number>[];
  readonly silhouette: Record<Metric, { readonly labels: number; readonly subjects: number }>;
  readonly spearman: Record<Metric, number>;
}

const { cases } = JSON.parse(readFileSync(new URL('../golden/quality.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly GoldenCase[];
};

const METRICS = ['euclidean', 'cosine', 'manhattan', 'correlation'] as const;

function close(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${what}: ${actual} should be ${expected}`);
}

function part({ data, columns }: Points, rows: readonly number[]): Points {
  const chosen = rows.flatMap((row) => [...data.subarray(row * columns, (row + 1) * columns)]);
  return { data: Float32Array.from(chosen), rows: rows.length, columns };
}

for (const golden of cases) {
  describe(`map quality as scikit-learn's and scipy's: ${golden.name}`, () => {
    const { labels, subjects, columns } = golden;
    const points: Points = { data: Float32Array.from(golden.points), rows: labels.length, columns };
    const map: Points = { data: Float32Array.from(golden.map), rows: labels.length, columns: 2 };

    for (const { k, metric, trustworthiness, continuity, recall } of golden.neighbourhoods) {
      it(`trustworthiness, continuity and recall, k ${k}, ${metric}`, async () => {
        const found = await neighbourhoodQuality(points, map, { k, metric });
        close(found.trustworthiness, trustworthiness, 'trustworthiness');
        if (continuity !== null) close(found.continuity, continuity, 'continuity');
        if (recall !== null) close(found.recall, recall, 'recall');
      });
    }

    for (const expected of golden.accuracy) {
      it(`accuracy of ${expected.k} neighbours: one left out, a subject left out, held out`, async () => {
        const { k } = expected;
        const called = { points: map, labels, k };
        close((await knnAccuracy(called)).accuracy, expected.leaveOneOut, 'leave one out');
        const across = await knnAccuracy({ ...called, groups: subjects });
        close(across.accuracy, expected.leaveSubjectOut, 'leave subject out');
        const held = new Set(golden.held);
        const [outside, inside] = [golden.held, [...labels.keys()].filter((i) => !held.has(i))];
        const pick = (rows: readonly number[]): number[] => rows.map((row) => labels[row]!);
        const placed = await knnAccuracy({
          points: part(map, inside),
          labels: pick(inside),
          held: { points: part(map, outside), labels: pick(outside) },
          k,
        });
        close(placed.accuracy, expected.held, 'held out');
        assert.deepEqual([placed.rows, placed.of], [outside.length, outside.length]);
      });
    }

    for (const metric of METRICS) {
      it(`silhouette and distances, ${metric}`, async () => {
        const { labels: byLabel, subjects: bySubject } = golden.silhouette[metric];
        close(await silhouetteScore(points, labels, { metric }), byLabel, 'by label');
        close(await silhouetteScore(points, subjects, { metric }), bySubject, 'by subject');
        const { spearman, pairs, of } = await distanceCorrelation(points, map, { metric });
        close(spearman, golden.spearman[metric], 'Spearman');
        assert.equal(pairs, of);
      });
    }
  });
}
