import assert from 'node:assert/strict';
import { Random } from '../../../lib/core/random.ts';
import { knnAccuracy } from '../../../lib/embedding/quality/knn-accuracy.ts';
import { neighbourCorrelation } from '../../../lib/embedding/quality/neighbour-correlation.ts';
import { neighbourShares } from '../../../lib/embedding/quality/neighbour-shares.ts';
import { silhouetteScore } from '../../../lib/embedding/quality/silhouette-score.ts';
import { pointsOf, randomPoints } from './made-points.ts';

// Four people on a line, two cells each: a and b are of class 0, c and d of class 1, but a's neighbour is c.
const line = pointsOf([[0], [1], [10], [11], [30], [31], [50], [51]]);
const subjects = ['a', 'a', 'c', 'c', 'b', 'b', 'd', 'd'];
const labels = [0, 0, 1, 1, 0, 0, 1, 1];

describe('knnAccuracy', () => {
  it('by hand: the nearest is always the same person, and the nearest other person never the same class', async () => {
    const within = await knnAccuracy({ points: line, labels, k: 1 });
    const across = await knnAccuracy({ points: line, labels, groups: subjects, k: 1 });
    assert.deepEqual(within, { accuracy: 1, balancedAccuracy: 1, majority: 0.5, k: 1, rows: 8, of: 8 });
    assert.equal(across.accuracy, 0);
  });

  it('by hand: ties of the vote go to the smaller label, whatever came first', async () => {
    const points = pointsOf([[0], [1], [-1.1]]);
    const tied = { points, k: 2, held: { points: pointsOf([[0.01]]), labels: [4] } };
    assert.equal((await knnAccuracy({ ...tied, labels: [9, 4, 9] })).accuracy, 1);
    assert.equal((await knnAccuracy({ ...tied, labels: [3, 4, 3] })).accuracy, 0);
    assert.equal(
      (await knnAccuracy({ ...tied, labels: [10, 4, 10] })).accuracy,
      1,
      'by value, not by letters',
    );
  });

  it('weighs classes alike in balanced accuracy, and says what the majority gets', async () => {
    const points = pointsOf([[0], [0.1], [0.21], [0.33], [5]]);
    const found = await knnAccuracy({ points, labels: ['x', 'x', 'x', 'x', 'y'], k: 1 });
    assert.deepEqual([found.accuracy, found.balancedAccuracy, found.majority], [0.8, 0.5, 0.8]);
  });

  it('neither asks nor calls cells without a label; a cell without a person is one of its own', async () => {
    const points = pointsOf([[0], [1], [2.5], [4]]);
    const found = await knnAccuracy({ points, labels: [0, undefined, 0, 1], k: 1 });
    // 0 asks 2.5 and is right; 2.5 asks 4, and 4 asks 2.5.
    assert.deepEqual([found.rows, found.of, found.accuracy], [3, 4, 1 / 3]);
    const people = await knnAccuracy({
      points,
      labels: [0, 0, 1, 1],
      groups: ['a', undefined, undefined, 'a'],
      k: 1,
    });
    // 0 asks 1, 1 asks 0, 2 asks 1 or 3 (both 1.5 away: the smaller index), 3 asks 2.
    assert.equal(people.accuracy, 3 / 4);
  });

  it('says that there is nobody to ask where all cells are one person', async () => {
    await assert.rejects(
      knnAccuracy({ points: line, labels, groups: subjects.map(() => 'a'), k: 1 }),
      /labels leave no point that has one and neighbours to ask/,
    );
  });

  it('gives a half to noise by fair votes, however few people there are', async () => {
    const random = Random.fromSeed(4);
    const rows = 960;
    const noise = { data: Float32Array.from({ length: 4 * rows }, () => random.normal()), rows, columns: 4 };
    const people = Array.from({ length: rows }, (_, i) => i % 8);
    const labels = people.map((person) => person % 2);
    const asked = { points: noise, labels, groups: people };
    const plain = await knnAccuracy(asked);
    const fair = await knnAccuracy({ ...asked, fairVotes: true });
    assert.ok(plain.balancedAccuracy < 0.4, String(plain.balancedAccuracy));
    assert.ok(Math.abs(fair.balancedAccuracy - 0.5) < 0.06, String(fair.balancedAccuracy));
  });

  it('by hand: a fair vote counts by how many of its class may be asked', async () => {
    // The point at 0 may ask one of class 0 (at 1) and three of class 1 (at 2, 3, 4): 1 / 1 against 3 / 3 is a tie.
    const line = { data: Float32Array.of(0, 1, 2, 3, 4), rows: 5, columns: 1 };
    const labels = [0, 0, 1, 1, 1];
    const counts = async (k: number, fairVotes: boolean): Promise<number> =>
      (await knnAccuracy({ points: line, labels, k, fairVotes })).accuracy;
    // All four others asked. Plain: 1 against 3, and for the ones of class 1, 2 against 2: all wrong or tied to 0.
    assert.equal(await counts(4, false), 0);
    // Fair: 1/1 against 3/3 ties to 0, right; 2/2 against 2/2 ties to 0, wrong.
    assert.equal(await counts(4, true), 2 / 5);
  });

  it('refuses lists of another length and held-out points of another shape', async () => {
    await assert.rejects(
      knnAccuracy({ points: line, labels: [1] }),
      /labels must have one entry a row \(8\), got 1/,
    );
    await assert.rejects(
      knnAccuracy({ points: line, labels, k: 8 }),
      /k must be a whole number from 1 to 7, got 8/,
    );
    const held = { points: randomPoints(2, 3), labels: [0, 1] };
    await assert.rejects(knnAccuracy({ points: line, labels, k: 1, held }), /must have 1 columns .* got 3/);
    await assert.rejects(
      knnAccuracy({ points: line, labels, groups: subjects, k: 1, held: { ...held, points: line, labels } }),
      /groups must be given on both sides or on none/,
    );
  });
});

describe('neighbourShares', () => {
  it('by hand, beside chance', async () => {
    const { subject, label } = await neighbourShares({
      points: line,
      categories: { subject: subjects, label: labels },
      k: 1,
    });
    assert.equal(subject!.share, 1);
    assert.ok(Math.abs(subject!.chance - 1 / 7) < 1e-12);
    assert.equal(label!.share, 1);
    assert.ok(Math.abs(label!.chance - 3 / 7) < 1e-12);
  });

  it('is about chance for categories that have nothing to do with places', async () => {
    const points = randomPoints(600, 2);
    const kind = Array.from({ length: 600 }, (_, i) => i % 3);
    const { none } = await neighbourShares({ points, categories: { none: kind } });
    assert.ok(Math.abs(none!.share - none!.chance) < 0.02);
  });
});

describe('neighbourCorrelation', () => {
  it('is 1 where places are the number, about 0 where they are not, and nothing where nothing varies', async () => {
    const points = randomPoints(300, 2);
    const across = Array.from({ length: 300 }, (_, i) => points.data[2 * i]!);
    assert.ok((await neighbourCorrelation({ points, values: across, k: 5 })) > 0.97);
    const other = randomPoints(300, 1, 9).data;
    assert.ok(Math.abs(await neighbourCorrelation({ points, values: other, k: 5 })) < 0.15);
    assert.ok(Number.isNaN(await neighbourCorrelation({ points, values: across.map(() => 3), k: 5 })));
    assert.ok(Number.isNaN(await neighbourCorrelation({ points, values: across.map(() => NaN), k: 5 })));
  });

  it('leaves the same person out', async () => {
    // The number is the person's own: nobody else tells it.
    const values = [1, 1, 9, 9, 2, 2, 8, 8];
    assert.equal(await neighbourCorrelation({ points: line, values, k: 1 }), 1);
    assert.ok((await neighbourCorrelation({ points: line, values, groups: subjects, k: 1 })) < 0);
  });
});

describe('silhouetteScore', () => {
  it('by hand: two pairs on a line', async () => {
    // From 0: a = 1, b = (10 + 11) / 2; from 1: a = 1, b = 9.5; the same from the other end.
    const expected = ((10.5 - 1) / 10.5 + (9.5 - 1) / 9.5) / 2;
    const found = await silhouetteScore(pointsOf([[0], [1], [10], [11]]), ['a', 'a', 'b', 'b']);
    assert.ok(Math.abs(found - expected) < 1e-12);
  });

  it('counts 0 for a cell that is alone, and for cells that all lie on one place', async () => {
    assert.equal(await silhouetteScore(pointsOf([[0], [0], [0], [0]]), [0, 0, 1, 1]), 0);
    const alone = await silhouetteScore(pointsOf([[0], [1], [10]]), [0, 0, 1]);
    assert.ok(Math.abs(alone - ((10 - 1) / 10 + (9 - 1) / 9) / 3) < 1e-12);
  });

  it('leaves cells of no known group out, and refuses a single group', async () => {
    const points = pointsOf([[0], [1], [10], [11], [99]]);
    const without = await silhouetteScore(pointsOf([[0], [1], [10], [11]]), [0, 0, 1, 1]);
    assert.equal(await silhouetteScore(points, [0, 0, 1, 1, undefined]), without);
    await assert.rejects(silhouetteScore(points, [1, 1, 1, 1, 1]), /at least 2 .*, got 1 of 5/);
    await assert.rejects(silhouetteScore(points, [1, 2, 3, 4, 5]), /fewer than the points, got 5 of 5/);
  });
});
