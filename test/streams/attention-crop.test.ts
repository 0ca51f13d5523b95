import assert from 'node:assert/strict';
import fc from 'fast-check';
import { boxOfMask, cutBox, minimumPixels } from '../../lib/streams/attention-crop.ts';

/** A mask from rows of dots and crosses. */
function mask(...rows: string[]): Uint8Array {
  return Uint8Array.from(rows.flatMap((row) => Array.from(row, (char) => (char === 'x' ? 1 : 0))));
}

const square = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    bits: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size * size, maxLength: size * size }),
    padding: fc.double({ min: 0, max: 0.5, noNaN: true }),
    minimumSide: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

describe('boxOfMask (Eq. 3)', () => {
  it('is tight, with the last row and column inside', () => {
    const box = boxOfMask(mask('....', '.xx.', '..x.', '....'), 4, { padding: 0 });
    assert.deepEqual(box, { top: 1, left: 1, bottom: 3, right: 3 });
  });

  it('keeps a box of one pixel', () => {
    const box = boxOfMask(mask('....', '....', '...x', '....'), 4, { padding: 0 });
    assert.deepEqual(box, { top: 2, left: 3, bottom: 3, right: 4 });
  });

  it('pads each side by a share of the image and stays inside of it', () => {
    const box = boxOfMask(mask('....', '....', '...x', '....'), 4, { padding: 0.25 });
    assert.deepEqual(box, { top: 1, left: 2, bottom: 4, right: 4 });
  });

  it('is the whole image where nothing passes', () => {
    const box = boxOfMask(mask('....', '....', '....', '....'), 4, { padding: 0 });
    assert.deepEqual(box, { top: 0, left: 0, bottom: 4, right: 4 });
  });

  it('grows round its centre to the smallest side, inside of the image', () => {
    const half = { padding: 0, minimumSide: 0.5 };
    assert.deepEqual(boxOfMask(mask('....', '.x..', '....', '....'), 4, half), {
      top: 0,
      left: 0,
      bottom: 2,
      right: 2,
    });
    assert.deepEqual(boxOfMask(mask('....', '....', '....', '...x'), 4, half), {
      top: 2,
      left: 2,
      bottom: 4,
      right: 4,
    });
  });

  it('lies inside of the image, is never empty, has the smallest side and holds what passes', () => {
    fc.assert(
      fc.property(square, ({ size, bits, padding, minimumSide }) => {
        const box = boxOfMask(Uint8Array.from(bits), size, { padding, minimumSide });
        const least = minimumPixels(minimumSide, size);
        assert.ok(box.top >= 0 && box.left >= 0 && box.bottom <= size && box.right <= size);
        assert.ok(box.bottom - box.top >= least && box.right - box.left >= least && least >= 1);
        bits.forEach((on, i) => {
          const [y, x] = [Math.floor(i / size), i % size];
          const inside = y >= box.top && y < box.bottom && x >= box.left && x < box.right;
          assert.ok(on === 0 || inside);
        });
      }),
    );
  });

  it('never grows when fewer pixels pass', () => {
    fc.assert(
      fc.property(square, fc.nat(), ({ size, bits, padding }, drop) => {
        const fewer = bits.map((on, i) => (i % 3 === drop % 3 ? 0 : on));
        fc.pre(fewer.includes(1));
        const outer = boxOfMask(Uint8Array.from(bits), size, { padding });
        const inner = boxOfMask(Uint8Array.from(fewer), size, { padding });
        assert.ok(inner.top >= outer.top && inner.left >= outer.left);
        assert.ok(inner.bottom <= outer.bottom && inner.right <= outer.right);
      }),
    );
  });
});

describe('cutBox', () => {
  // 4 x 4 pixels whose red is the column, green the row and blue 7.
  const image = Uint8Array.from({ length: 48 }, (_, i) => [(i / 3) & 3, i / 12, 7][i % 3]!);

  it('cuts the box and enlarges it', () => {
    const crop = cutBox({ data: image, size: 4 }, { top: 1, left: 2, bottom: 3, right: 4 }, 4);
    const row = (y: number, channel: number): number[] =>
      [0, 1, 2, 3].map((x) => crop[(y * 4 + x) * 3 + channel]!);
    assert.deepEqual(row(0, 0), [2, 2.25, 2.75, 3]);
    assert.deepEqual([row(0, 1)[0], row(1, 1)[0], row(2, 1)[0], row(3, 1)[0]], [1, 1.25, 1.75, 2]);
    assert.ok(row(2, 2).every((blue) => blue === 7));
  });

  it('is a copy where the box is the whole image', () => {
    const crop = cutBox({ data: image, size: 4 }, { top: 0, left: 0, bottom: 4, right: 4 }, 4);
    assert.deepEqual([...crop], [...image]);
  });

  it('cuts the same place from an image of higher resolution', () => {
    // A box of 1 x 1 input pixels covers 2 x 2 of the pixels of an image twice as large.
    const fine = Uint8Array.from({ length: 4 * 4 * 3 }, (_, i) => Math.floor(i / 3));
    const crop = cutBox({ data: fine, size: 4 }, { top: 1, left: 0, bottom: 2, right: 1 }, 2);
    assert.deepEqual(
      [0, 3, 6, 9].map((i) => crop[i]),
      [8, 9, 12, 13],
    );
  });

  it('of a constant image is constant, whatever box and resolution', () => {
    const edge = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(fc.tuple(edge, edge, edge, edge), fc.integer({ min: 1, max: 40 }), ([a, b, c, d], side) => {
        const box = {
          top: Math.min(a, b),
          bottom: Math.max(a, b) + 1,
          left: Math.min(c, d),
          right: Math.max(c, d) + 1,
        };
        const crop = cutBox({ data: new Uint8Array(side * side * 3).fill(200), size: side }, box, 8);
        assert.ok(crop.every((value) => Math.abs(value - 200) < 1e-3));
      }),
    );
  });
});
