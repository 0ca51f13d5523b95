import assert from 'node:assert/strict';
import { subjectScores } from '../../lib/evaluation/subject-scores.ts';
import { assertClose } from './golden.ts';

/** Two lymphoblast people (a, b), one normal (h), one with both labels (m), one cell of nobody. */
const data = {
  scores: [0.9, 0.7, 0.2, 0.3, 0.6, 0.1, 0.4, 0.8, 0.9],
  labels: [1, 1, 1, 1, 0, 0, 0, 1, 1],
  subjects: ['a', 'a', 'b', 'b', 'h', 'h', 'm', 'm', undefined],
};

describe('subjectScores', () => {
  it('scores people by hand', () => {
    const report = subjectScores(data, { chosen: 0.25, replicates: 10 })!;
    assert.deepEqual(
      report.subjects.map(({ subject, label, cells }) => [subject, label, cells]),
      [
        ['h', 0, 2],
        ['a', 1, 2],
        ['b', 1, 2],
        ['m', null, 2],
      ],
    );
    assertClose(report.subjects[0]!.meanProbability, 0.35, 'mean of h');
    assert.equal(report.subjects[0]!.shareAtHalf, 0.5);
    assert.equal(report.subjects[2]!.shareAtChosen, 0.5);
    assert.deepEqual(report.perClass, [1, 2]);
    assert.equal(report.mixedSubjects, 1);
    assert.ok(report.fewSubjects);
    // a (0.8) above h (0.35), b (0.25) below.
    assert.equal(report.auroc.value, 0.5);
    const [mean, majority] = report.rules;
    assert.deepEqual([mean!.rule, mean!.threshold], ['meanProbability', 0.5]);
    assert.deepEqual([mean!.sensitivity.value, mean!.specificity.value], [0.5, 1]);
    // Half of h's cells are called lymphoblast, which is enough.
    assert.deepEqual([majority!.sensitivity.value, majority!.specificity.value], [0.5, 0]);
    assert.equal(report.rules.length, 4);
  });

  it('does not claim certainty for 3 right out of 3', () => {
    const three = { scores: [0.1, 0.2, 0.3, 0.9], labels: [0, 0, 0, 1], subjects: ['h1', 'h2', 'h3', 'a'] };
    const { specificity } = subjectScores(three, { replicates: 10 })!.rules[0]!;
    assert.equal(specificity.value, 1);
    assert.ok(specificity.low! < 0.5, 'Wilson: 0.44 to 1');
  });

  it('sorts keys by number and leaves undefined what is undefined', () => {
    const normals = { scores: [0.1, 0.2, 0.3], labels: [0, 0, 0], subjects: ['H11', 'H2', 'H1'] };
    const report = subjectScores(normals, { replicates: 10 })!;
    assert.deepEqual(
      report.subjects.map(({ subject }) => subject),
      ['H1', 'H2', 'H11'],
    );
    assert.equal(report.auroc.value, null);
    assert.equal(report.rules[0]!.sensitivity.value, null);
  });

  it('is null where no subject is known, and refuses bad input', () => {
    assert.equal(subjectScores({ scores: [0.1], labels: [0] }), null);
    assert.throws(
      () => subjectScores({ scores: [0.1], labels: [0], subjects: [] }),
      /subjects must have one entry/,
    );
    assert.throws(() => subjectScores({ scores: [2], labels: [0] }), /probabilities must be 0 to 1/);
  });
});
