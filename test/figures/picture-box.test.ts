import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { cutBox, drawBox, paintErased, pictureOf } from '../../lib/figures/picture-box.ts';
import { resizePicture } from '../../lib/figures/resize-picture.ts';

/** A picture whose pixel (x, y) is (x, y, 0). */
function ramp(width: number, height: number): { width: number; height: number; data: Uint8Array } {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [pixel % width, Math.floor(pixel / width), 0][i % 3]!;
  });
  return { width, height, data };
}

describe('boxes on pictures', () => {
  it('cutBox takes the rows and columns of the box, bottom and right outside', () => {
    const cut = cutBox(ramp(4, 4), { top: 1, left: 2, bottom: 3, right: 4 });
    assert.deepEqual([cut.width, cut.height], [2, 2]);
    assert.deepEqual([...cut.data], [2, 1, 0, 3, 1, 0, 2, 2, 0, 3, 2, 0]);
  });

  it('drawBox paints the edge inside of the box and nothing else', () => {
    const black = { width: 5, height: 5, data: new Uint8Array(75) };
    const drawn = drawBox(
      black,
      { top: 1, left: 1, bottom: 4, right: 4 },
      { colour: [9, 9, 9], thickness: 1, dash: 0 },
    );
    const rows = Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 5 }, (_, x) => (drawn.data[3 * (5 * y + x)] === 9 ? 'x' : '.')).join(''),
    );
    assert.deepEqual(rows, ['.....', '.xxx.', '.x.x.', '.xxx.', '.....']);
    assert.ok(black.data.every((value) => value === 0));
  });

  it('refuses boxes that are empty or leave the picture', () => {
    for (const box of [
      { top: 1, left: 1, bottom: 1, right: 2 },
      { top: 0, left: 0, bottom: 5, right: 1 },
      { top: 0.5, left: 0, bottom: 2, right: 1 },
    ]) {
      assert.throws(() => cutBox(ramp(4, 4), box), ParameterError);
      assert.throws(() => drawBox(ramp(4, 4), box), ParameterError);
    }
  });

  it('paintErased paints where the mask is 1', () => {
    const painted = paintErased(ramp(2, 1), Uint8Array.of(0, 1));
    assert.deepEqual([...painted.data], [0, 0, 0, 165, 165, 165]);
    assert.throws(() => paintErased(ramp(2, 1), new Uint8Array(3)), ParameterError);
  });

  it('pictureOf takes one image of a batch, rounded and clipped', () => {
    const batch = Float32Array.of(0, 0, 0, -4, 12.6, 300);
    assert.deepEqual([...pictureOf(batch, 1, 1).data], [0, 13, 255]);
    assert.throws(() => pictureOf(batch, 1, 2), ParameterError);
  });
});

describe('resizePicture', () => {
  it('averages when it shrinks', () => {
    const image = { width: 2, height: 2, data: Uint8Array.of(0, 0, 0, 100, 0, 0, 100, 0, 0, 200, 0, 0) };
    assert.deepEqual([...resizePicture(image, 1, 1).data], [100, 0, 0]);
  });

  it('keeps an even colour at any size', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(side, side, side, side, (w, h, width, height) => {
        const even = { width: w, height: h, data: new Uint8Array(w * h * 3).fill(77) };
        assert.deepEqual(new Set(resizePicture(even, width, height).data), new Set([77]));
      }),
    );
  });
});
