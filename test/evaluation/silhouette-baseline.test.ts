import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../lib/core/random.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { auroc } from '../../lib/evaluation/ranking.ts';
import {
  dealFolds,
  silhouetteBaseline,
  type FeatureTable,
} from '../../lib/evaluation/silhouette-baseline.ts';

function table(seed: number, prefix: string, cells = 240): FeatureTable {
  const random = Random.fromSeed(seed);
  const labels = Array.from({ length: cells }, (_, i) => (i % 20) % 2);
  const rows = labels.map((label) => {
    const area = 2000 + 300 * label + random.normal(0, 300);
    return [area, Math.sqrt(area) * 3.6 + random.normal(), random.normal()];
  });
  return {
    names: ['area', 'perimeter', 'noise'],
    features: Float64Array.from(rows.flat()),
    labels,
    subjects: labels.map((_, i) => `${prefix}${i % 20}`),
  };
}

describe('silhouetteBaseline', () => {
  it('learns on other subjects and judges with what it learnt', () => {
    const { report, scores } = silhouetteBaseline(table(1, 'test'), {
      train: table(2, 'train'),
      replicates: 100,
    });
    assert.equal(report.protocol, 'train-test');
    assert.equal(report.trainCells, 240);
    assert.equal(report.trainSubjects, 20);
    assert.equal(report.scores.auroc.value, auroc({ scores, labels: table(1, 'test').labels }));
    assert.ok(report.scores.auroc.value > 0.7 && report.scores.auroc.value < 0.85);
    assert.ok(Math.abs(report.coefficients[2]!) < 0.3, 'noise gets next to no weight');
  });

  it('finds nothing where there is nothing, folding by subject', () => {
    // The only feature is the person: fitted and judged on the same people it would look perfect.
    const random = Random.fromSeed(3);
    const person = Array.from({ length: 20 }, () => random.normal());
    const labels = Array.from({ length: 400 }, (_, i) => (i % 20) % 2);
    const subjects = labels.map((_, i) => `${i % 20}`);
    const features = Float64Array.from(labels, (_, i) => person[i % 20]!);
    const { report } = silhouetteBaseline(
      { names: ['person'], features, labels, subjects },
      { replicates: 20 },
    );
    assert.equal(report.protocol, 'cross-validation');
    assert.equal(report.folds, 5);
    assert.ok(report.scores.auroc.value! < 0.75);
  });

  it('gives the same scores for the same seed', () => {
    const options = { replicates: 10, seed: 4 };
    const judged = table(1, 'a');
    assert.deepEqual(silhouetteBaseline(judged, options).scores, silhouetteBaseline(judged, options).scores);
    const other = silhouetteBaseline(judged, { ...options, seed: 5 }).scores;
    assert.notDeepEqual(silhouetteBaseline(judged, options).scores, other);
  });

  it('refuses shared subjects, other features, NaN and too few subjects', () => {
    const judged = table(1, 'same');
    assert.throws(
      () => silhouetteBaseline(judged, { train: table(2, 'same') }),
      /different subjects, both have/,
    );
    const train = { ...table(2, 'train'), names: ['area', 'perimeter', 'roundness'] };
    assert.throws(() => silhouetteBaseline(judged, { train }), /train must have the features/);
    const broken = { ...judged, features: judged.features.map((x, i) => (i === 4 ? Number.NaN : x)) };
    assert.throws(() => silhouetteBaseline(broken), /got NaN for "perimeter" of cell 1/);
    const single = { ...judged, subjects: Array.from(judged.labels, (label) => `${label}`) };
    assert.throws(() => silhouetteBaseline(single), /at least two subjects/);
    assert.throws(() => silhouetteBaseline({ ...judged, features: new Float64Array(3) }), ParameterError);
  });
});

describe('dealFolds', () => {
  it('keeps people whole and leaves cells of both classes outside of every fold', () => {
    const people = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 })), {
      minLength: 2,
      maxLength: 15,
    });
    fc.assert(
      fc.property(people, fc.integer({ min: 2, max: 6 }), fc.integer(), (list, folds, seed) => {
        // A person has cells of the classes whose bits are set: 1 normal, 2 lymphoblast, 3 both.
        const cells = list.flatMap(([bits, count], person) =>
          [0, 1]
            .filter((label) => (bits & (label + 1)) !== 0)
            .flatMap((label) => new Array(count).fill({ label, subject: `${person}` }) as Cell[]),
        );
        const withClass = (bit: number): number => list.filter(([bits]) => (bits & bit) !== 0).length;
        fc.pre(withClass(1) >= 2 && withClass(2) >= 2);
        const labels = cells.map(({ label }) => label);
        const subjects = cells.map(({ subject }) => subject);
        const { of, count } = dealFolds({ labels, subjects }, { folds, seed });
        const foldOf = new Map<string, number>();
        for (const [i, subject] of subjects.entries()) {
          assert.equal(foldOf.get(subject) ?? of[i], of[i]);
          foldOf.set(subject, of[i]!);
        }
        for (let fold = 0; fold < count; fold++) {
          assert.ok(of.includes(fold));
          for (const label of [0, 1]) assert.ok(labels.some((other, i) => other === label && of[i] !== fold));
        }
      }),
    );
  });
});

interface Cell {
  readonly label: number;
  readonly subject: string;
}
