import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DataError } from '../../lib/core/errors/data-error.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { SubjectOverlapError } from '../../lib/core/errors/subject-overlap-error.ts';
import { ACCEPT_SHARED_SUBJECTS, assertDisjointSubjects } from '../../lib/data/assert-disjoint-subjects.ts';
import type { CellImage, Label } from '../../lib/data/dataset.ts';
import {
  ACCEPT_UNKNOWN_SUBJECTS,
  subjectFolds,
  subjectHoldOut,
  type Fold,
} from '../../lib/data/split-subjects.ts';

function cell(id: number, label: Label, subject: string | undefined): CellImage {
  return { id: `${id}.bmp`, path: `/x/${id}.bmp`, label, subject, fold: undefined };
}

/** Cells of people of each class, so many each. */
function cohort(normal: readonly number[], lymphoblast: readonly number[]): CellImage[] {
  let id = 0;
  const of = (counts: readonly number[], label: Label, prefix: string): CellImage[] =>
    counts.flatMap((count, person) =>
      Array.from({ length: count }, () => cell(id++, label, `${prefix}${person}`)),
    );
  return [...of(normal, 0, 'H'), ...of(lymphoblast, 1, '')];
}

function people(images: readonly CellImage[], label?: Label): Set<string> {
  return new Set(
    images.filter((image) => label === undefined || image.label === label).map(({ subject }) => subject!),
  );
}

const cohorts = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 12 }),
  )
  .map(([normal, lymphoblast]) => cohort(normal, lymphoblast));

function isDisjoint({ train, held }: Fold): boolean {
  const known = people(train);
  return [...people(held)].every((subject) => !known.has(subject));
}

describe('subjectFolds', () => {
  it('divides two people a class into two folds of one each', () => {
    const folds = subjectFolds(cohort([3, 2], [4, 1]), { folds: 2, seed: 1 });
    for (const { train, held } of folds) {
      assert.deepEqual([people(held, 0).size, people(held, 1).size, people(train, 0).size], [1, 1, 1]);
    }
  });

  it('holds out each image once, never splits a person, and spreads both classes evenly', () => {
    fc.assert(
      fc.property(cohorts, fc.integer({ min: 2, max: 4 }), fc.integer(), (images, k, seed) => {
        const folds = subjectFolds(images, { folds: k, seed });
        const held = folds.flatMap((fold) => fold.held);
        assert.equal(held.length, images.length);
        assert.equal(new Set(held).size, images.length);
        for (const fold of folds) {
          assert.ok(isDisjoint(fold));
          assert.equal(fold.train.length + fold.held.length, images.length);
          for (const label of [0, 1] as const) {
            const share = people(images, label).size / k;
            const count = people(fold.held, label).size;
            assert.ok(count >= Math.floor(share) && count <= Math.ceil(share), `${count} of ${share}`);
          }
        }
      }),
    );
  });

  it('is the same for the same seed whatever the order of the images, and another for another seed', () => {
    const images = cohort([3, 2, 5, 4, 1, 6], [4, 1, 2, 2, 7, 3]);
    const ids = (list: readonly CellImage[]): string[] =>
      subjectFolds(list, { folds: 3, seed: 4 }).map(({ held }) =>
        held
          .map(({ id }) => id)
          .sort()
          .join(),
      );
    assert.deepEqual(ids(images), ids([...images].reverse()));
    const other = subjectFolds(images, { folds: 3, seed: 5 });
    assert.notDeepEqual(
      other.map(({ held }) => held.length),
      [0, 0, 0],
    );
    const seeds = new Set(
      [1, 2, 3, 4, 5].map((seed) => JSON.stringify(subjectFolds(images, { folds: 3, seed }))),
    );
    assert.ok(seeds.size > 1);
  });

  it('refuses what it cannot do', () => {
    const images = cohort([1, 1], [1]);
    for (const folds of [1, 4, 2.5]) {
      assert.throws(() => subjectFolds(images, { folds, seed: 1 }), ParameterError);
    }
    const unknown = [...images, cell(9, 1, undefined)];
    assert.throws(() => subjectFolds(unknown, { folds: 2, seed: 1 }), DataError);
    const accepted = { folds: 2, seed: 1, allowUnknownSubjects: ACCEPT_UNKNOWN_SUBJECTS } as const;
    assert.equal(subjectFolds(unknown, accepted).flatMap(({ held }) => held).length, 4);
    const words: unknown = { folds: 2, seed: 1, allowUnknownSubjects: 'yes' };
    assert.throws(() => subjectFolds(unknown, words as typeof accepted), ParameterError);
  });
});

describe('subjectHoldOut', () => {
  it('holds out about the share, of both classes, and never everyone', () => {
    fc.assert(
      fc.property(
        cohorts,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer(),
        (images, fraction, seed) => {
          const split = subjectHoldOut(images, { fraction, seed });
          assert.ok(isDisjoint(split));
          assert.equal(split.train.length + split.held.length, images.length);
          for (const label of [0, 1] as const) {
            const all = people(images, label).size;
            const held = people(split.held, label).size;
            assert.ok(held >= 1 && held <= all - 1);
            assert.ok(Math.abs(held - fraction * all) <= 1);
          }
        },
      ),
    );
  });

  it('refuses shares out of range and single people', () => {
    for (const fraction of [0, 1, NaN]) {
      assert.throws(() => subjectHoldOut(cohort([1, 1], [1, 1]), { fraction, seed: 1 }), ParameterError);
    }
    assert.throws(
      () => subjectHoldOut(cohort([3], [4]), { fraction: 0.5, seed: 1 }),
      /no class has two subjects/,
    );
  });
});

describe('assertDisjointSubjects', () => {
  const train = [cell(1, 1, '1'), cell(2, 0, 'H2')];

  it('lets strangers pass and names who is on both sides', () => {
    assertDisjointSubjects(train, [cell(3, 0, 'H1')]);
    assert.throws(
      () => {
        assertDisjointSubjects(train, [cell(3, 0, 'H2'), cell(4, 1, '7'), cell(5, 1, '1')]);
      },
      (error: unknown) => error instanceof SubjectOverlapError && error.subjects.join() === '1,H2',
    );
  });

  it('does not pass what it cannot know, unless told so in words', () => {
    const unknown = [cell(3, 0, undefined)];
    assert.throws(() => {
      assertDisjointSubjects(train, unknown);
    }, SubjectOverlapError);
    assertDisjointSubjects(train, unknown, { allowOverlap: ACCEPT_SHARED_SUBJECTS });
    assertDisjointSubjects(train, train, { allowOverlap: ACCEPT_SHARED_SUBJECTS });
    assert.throws(() => {
      assertDisjointSubjects(train, train, { allowOverlap: 'yes' as typeof ACCEPT_SHARED_SUBJECTS });
    }, ParameterError);
  });
});
