import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../lib/core/random.ts';
import { randomCropTwin, randomEraseTwin } from '../../lib/streams/random-twins.ts';

const count = (mask: Uint8Array): number => mask.filter((on) => on === 1).length;

describe('randomCropTwin', () => {
  it('has the height and width of attention, at every place where they fit', () => {
    const random = Random.fromSeed(1);
    const places = new Set<string>();
    for (let i = 0; i < 400; i++) {
      const twin = randomCropTwin({ top: 2, left: 0, bottom: 4, right: 3 }, { random, size: 4 });
      assert.deepEqual([twin.bottom - twin.top, twin.right - twin.left], [2, 3]);
      places.add(`${String(twin.top)} ${String(twin.left)}`);
    }
    assert.equal(places.size, 3 * 2);
  });

  it('stays round the foreground where it is given', () => {
    const random = Random.fromSeed(1);
    const foreground = new Uint8Array(64);
    foreground[8 * 6 + 6] = 1;
    const twin = randomCropTwin({ top: 0, left: 0, bottom: 3, right: 3 }, { random, size: 8, foreground });
    assert.deepEqual(twin, { top: 5, left: 5, bottom: 8, right: 8 });
  });
});

describe('randomEraseTwin', () => {
  it('erases one rectangle of as many pixels, to within half of its longer side', () => {
    const sizes = fc.integer({ min: 1, max: 24 }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        area: fc.integer({ min: 0, max: size * size }),
        seed: fc.integer(),
      }),
    );
    fc.assert(
      fc.property(sizes, ({ size, area, seed }) => {
        const erased = new Uint8Array(size * size).fill(1, 0, area);
        randomEraseTwin(erased, { random: Random.fromSeed(seed), size });
        const rows = Array.from({ length: size }, (_, y) => count(erased.subarray(y * size, (y + 1) * size)));
        const width = Math.max(...rows);
        const height = rows.filter((n) => n > 0).length;
        assert.equal(count(erased), width * height, 'a full rectangle');
        assert.ok(Math.abs(width * height - area) <= Math.max(width, height) / 2, String(area));
      }),
    );
  });

  it('moves: the same erasure falls on other places', () => {
    const random = Random.fromSeed(2);
    const places = new Set<number>();
    for (let i = 0; i < 60; i++) {
      const erased = new Uint8Array(100).fill(1, 0, 9);
      randomEraseTwin(erased, { random, size: 10 });
      places.add(erased.indexOf(1));
    }
    assert.ok(places.size > 30, String(places.size));
  });
});
