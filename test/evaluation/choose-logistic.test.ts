import assert from 'node:assert/strict';
import { Random } from '../../lib/core/random.ts';
import { chooseLogistic } from '../../lib/evaluation/choose-logistic.ts';
import { fitLogistic } from '../../lib/evaluation/logistic-regression.ts';
import { logLoss } from '../../lib/evaluation/probability-scores.ts';
import type { FeatureTable } from '../../lib/evaluation/silhouette-baseline.ts';

/** Cells of 20 people; the first column tells the class by so much, the others tell the person or nothing. */
function table(gap: number, columns: number, seed = 1): FeatureTable {
  const random = Random.fromSeed(seed);
  const people = Array.from({ length: 20 }, () => Array.from({ length: columns }, () => random.normal()));
  const labels = Array.from({ length: 200 }, (_, i) => i % 2);
  const rows = labels.map((label, i) =>
    people[i % 20]!.map((own, c) => (c === 0 ? gap * label : 3 * own) + random.normal()),
  );
  return {
    names: Array.from({ length: columns }, (_, c) => `f${c}`),
    features: Float64Array.from(rows.flat()),
    labels,
    subjects: labels.map((_, i) => `p${i % 20}`),
  };
}

describe('chooseLogistic', () => {
  it('trusts a feature that tells the class across people, and holds features that tell people', () => {
    const clear = chooseLogistic(table(6, 1));
    assert.equal(clear.inverseRegularisation, 1);
    const people = chooseLogistic(table(0, 40));
    assert.ok(people.inverseRegularisation <= 1e-3, String(people.inverseRegularisation));
    // Where people tell nothing of the class, no model beats even odds on people it has not seen.
    assert.ok(people.tried.every(({ logLoss }) => logLoss > 0.69));
  });

  it('fits all cells with what it chose, of equals with the smaller', () => {
    const data = table(2, 3);
    const chosen = chooseLogistic(data, { strengths: [1e-3, 1e-1, 10] });
    const { inverseRegularisation, tried } = chosen;
    assert.deepEqual(
      tried.map((one) => one.inverseRegularisation),
      [1e-3, 1e-1, 10],
    );
    const least = Math.min(...tried.map(({ logLoss }) => logLoss));
    assert.equal(tried.find((one) => one.inverseRegularisation === inverseRegularisation)!.logLoss, least);
    assert.equal(chosen.unseen.length, 200);
    const pairs = Float64Array.from([...chosen.unseen].flatMap((p) => [1 - p, p]));
    assert.equal(logLoss(pairs, data.labels), least);
    const same = fitLogistic({ features: data.features, width: 3 }, data.labels, { inverseRegularisation });
    assert.deepEqual(chosen.model, same);
    assert.equal(chooseLogistic(data, { strengths: [0.1, 0.1 + 1e-18] }).inverseRegularisation, 0.1);
    assert.deepEqual(chooseLogistic(data, { seed: 3 }), chooseLogistic(data, { seed: 3 }));
  });

  it('refuses what it cannot choose from', () => {
    const data = table(2, 3);
    assert.throws(() => chooseLogistic(data, { strengths: [] }), /strengths must be at least one number/);
    const one = { ...data, subjects: data.labels as unknown as string[] };
    assert.throws(
      () => chooseLogistic({ ...data, subjects: Array.from(one.subjects, String) }),
      /two subjects/,
    );
  });
});
