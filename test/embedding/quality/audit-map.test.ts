import assert from 'node:assert/strict';
import { Random } from '../../../lib/core/random.ts';
import { auditMap } from '../../../lib/embedding/quality/audit-map.ts';
import type { Points } from '../../../lib/embedding/quality/points.ts';

const PEOPLE = 12;
const CELLS = 20;

/** Cells of people of two classes; a place is its person's centre, its class's, or nobody's. */
function map(person: number, kind: number): Points & { labels: number[]; subjects: string[] } {
  const random = Random.fromSeed(8);
  const centres = Array.from({ length: PEOPLE }, () => [random.normal(), random.normal()] as const);
  const subjects = Array.from({ length: PEOPLE * CELLS }, (_, i) => Math.floor(i / CELLS));
  const data = subjects.flatMap((subject) => {
    const [x, y] = centres[subject]!;
    return [person * x + kind * (subject % 2) + random.normal(), person * y + random.normal()];
  });
  return {
    data: Float64Array.from(data),
    rows: subjects.length,
    columns: 2,
    labels: subjects.map((subject) => subject % 2),
    subjects: subjects.map((subject) => `P${subject}`),
  };
}

describe('auditMap', () => {
  it('tells a map of people from a map of classes', async () => {
    const ofPeople = map(30, 0);
    const people = await auditMap({ map: ofPeople, ...ofPeople });
    assert.ok(people.within!.accuracy > 0.97 && people.across!.accuracy < 0.75);
    assert.ok(people.subject!.silhouette! > 0.7 && people.class!.silhouette! < 0.2);
    assert.ok(people.subject!.share > 5 * people.subject!.chance);
    assert.ok(people.othersOfClass!.share < people.othersOfClass!.chance);

    const ofClasses = map(0, 30);
    const classes = await auditMap({ map: ofClasses, ...ofClasses });
    assert.equal(classes.across!.accuracy, 1);
    assert.ok(classes.class!.silhouette! > 0.8 && classes.subject!.silhouette! < 0);
    assert.ok(classes.othersOfClass!.share > 0.8);
  });

  it('leaves out what is not known', async () => {
    const cells = map(1, 1);
    const bare = await auditMap({ map: cells });
    assert.deepEqual(
      [
        bare.class,
        bare.subject,
        bare.fold,
        bare.within,
        bare.across,
        bare.othersOfClass,
        bare.stain,
        bare.area,
      ],
      [null, null, null, null, null, null, null, null],
    );
    const nobody = cells.subjects.map(() => undefined);
    const labelled = await auditMap({ map: cells, labels: cells.labels, subjects: nobody });
    assert.ok(labelled.within !== null && labelled.across === null && labelled.subject === null);
    const single = await auditMap({
      map: cells,
      labels: cells.labels,
      subjects: cells.labels.map(() => 'one'),
    });
    assert.deepEqual([single.across, single.subject!.silhouette], [null, null]);
  });

  it('says how much a place tells of stain and area', async () => {
    const cells = map(0, 0);
    const stain = Array.from({ length: cells.rows }, (_, i) => 100 + cells.data[2 * i]!);
    const area = Array.from({ length: cells.rows }, () => Number.NaN);
    const { stain: told, area: untold } = await auditMap({ map: cells, stain, area });
    assert.ok(told! > 0.9);
    assert.equal(untold, null);
  });

  it('copes with two cells, and refuses one', async () => {
    const two = { data: Float64Array.of(0, 0, 1, 1), rows: 2, columns: 2 };
    const { k, within } = await auditMap({ map: two, labels: [0, 1], subjects: ['a', 'b'] });
    assert.deepEqual([k, within!.accuracy], [1, 0]);
    await assert.rejects(auditMap({ map: { ...two, rows: 1, columns: 4 } }), /at least 2 cells, got 1/);
    await assert.rejects(
      auditMap({ map: two, labels: [0] }),
      /labels must have one entry a row \(2\), got 1/,
    );
  });
});
