import assert from 'node:assert/strict';
import { splitImages } from '../../lib/training/split-images.ts';
import type { CellImage, Label } from '../../lib/data/dataset.ts';

const images: CellImage[] = Array.from({ length: 36 }, (_, i) => ({
  id: String(i),
  path: `/${i}.png`,
  label: (i % 2) as Label,
  subject: `person ${i % 12}`,
  fold: undefined,
}));

describe('splitImages', () => {
  it('holds each person out in exactly one of k parts', () => {
    const options = { seed: 1, validationFraction: 0.25 };
    const parts = [1, 2, 3].map((part) => splitImages(images, { ...options, testPart: { part, of: 3 } }));
    const held = parts.flatMap(({ test }) => test.map(({ id }) => id));
    assert.deepEqual(
      held.sort((a, b) => Number(a) - Number(b)),
      images.map(({ id }) => id),
    );
    for (const { train, validation, test } of parts) {
      const people = [train, validation, test].map((list) => new Set(list.map(({ subject }) => subject)));
      assert.equal(people[0]!.size + people[1]!.size + people[2]!.size, 12);
      assert.equal(new Set(people.flatMap((set) => [...set])).size, 12);
      assert.ok(people.every(({ size }) => size > 0));
    }
  });
});
