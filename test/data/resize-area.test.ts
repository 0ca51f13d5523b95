import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBytes } from '../../lib/data/decode-image.ts';
import { openBmp } from '../../lib/data/decode-bmp.ts';
import { toRaster } from '../../lib/data/pixel-source.ts';
import { resizeArea } from '../../lib/data/resize-area.ts';
import { squareView } from '../../lib/data/square-view.ts';
import { bmpBytes, disc, noise } from './make-images.ts';

/** A grey picture from rows of numbers. */
function grey(rows: readonly (readonly number[])[]): { width: number; height: number; data: Uint8Array } {
  const data = Uint8Array.from(rows.flat().flatMap((value) => [value, value, value]));
  return { width: rows[0]!.length, height: rows.length, data };
}

/** The red channel of a square as rows. */
function red(pixels: Uint8Array, size: number): number[][] {
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => pixels[(y * size + x) * 3]!),
  );
}

describe('resizeArea', () => {
  it('halves a 4x4 picture by the means of its 2x2 blocks', () => {
    const image = grey([
      [0, 10, 100, 100],
      [20, 30, 100, 100],
      [8, 8, 255, 255],
      [8, 8, 255, 0],
    ]);
    const half = resizeArea(image, { left: 0, top: 0, side: 4 }, 2);
    // 765 / 4 = 191.25
    assert.deepEqual(red(half, 2), [
      [15, 100],
      [8, 191],
    ]);
  });

  it('divides pixels that lie on a border: 3 to 2', () => {
    const image = grey([
      [0, 90, 180],
      [0, 90, 180],
      [0, 90, 180],
    ]);
    // (0 + 90 / 2) / 1.5 and (90 / 2 + 180) / 1.5
    assert.deepEqual(red(resizeArea(image, { left: 0, top: 0, side: 3 }, 2), 2), [
      [30, 150],
      [30, 150],
    ]);
  });

  it('interpolates where it enlarges, and keeps the picture where the size stays', () => {
    const image = grey([
      [0, 100],
      [0, 100],
    ]);
    const big = red(resizeArea(image, { left: 0, top: 0, side: 2 }, 4), 4);
    // Pixel centres at -0.25, 0.25, 0.75 and 1.25 of the source's; outside it is black, so the ends fade.
    assert.deepEqual(big[1], [0, 25, 75, 75]);
    assert.deepEqual(resizeArea(image, { left: 0, top: 0, side: 2 }, 2), image.data);
  });

  it('keeps the mean, and a flat picture flat, at any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 255 }),
        (side, size, value) => {
          fc.pre(size <= side);
          const flat = { width: side, height: side, data: new Uint8Array(side * side * 3).fill(value) };
          for (const out of resizeArea(flat, { left: 0, top: 0, side }, size)) assert.equal(out, value);
          const image = noise(side, side, side * 50 + size);
          const mean = (data: Uint8Array): number => data.reduce((sum, x) => sum + x, 0) / data.length;
          const small = resizeArea(image, { left: 0, top: 0, side }, size);
          assert.ok(Math.abs(mean(small) - mean(image.data)) <= 0.51);
        },
      ),
    );
  });
});

describe('resizeArea on pixels as they lie in a BMP file', () => {
  it('gives what the decoded picture gives, black margins or not', async () => {
    for (const image of [noise(13, 13), disc(40, 9, [90, 40, 120]), disc(41, 1, [0, 0, 9])]) {
      const file = bmpBytes(image);
      const opened = openBmp(file, 1e6);
      const window = { left: 0, top: 0, side: image.width };
      assert.deepEqual(toRaster(opened), image);
      assert.deepEqual(resizeArea(opened, window, 7), resizeArea(image, window, 7));
      assert.deepEqual(resizeArea(opened, window, image.width), image.data);
      assert.deepEqual((await decodeBytes(file, 'a.bmp')).data, image.data);
    }
  });

  it('leaves nothing out beside black: blocks of 4x4 pixels and their means', () => {
    const image = disc(40, 9, [200, 100, 50]);
    const small = resizeArea(image, { left: 0, top: 0, side: 40 }, 10);
    for (let y = 0; y < 10; y++) {
      for (let x = 0; x < 10; x++) {
        let sum = 0;
        for (let i = 0; i < 16; i++) sum += image.data[((4 * y + (i >> 2)) * 40 + 4 * x + (i & 3)) * 3]!;
        assert.equal(small[(y * 10 + x) * 3], Math.round(sum / 16));
      }
    }
  });
});

describe('squareView', () => {
  it('cuts a large tile to its centre, and fills what is not square with black', () => {
    const tile = grey([
      [1, 1, 1, 1],
      [1, 50, 60, 1],
      [1, 70, 80, 1],
      [1, 1, 1, 1],
    ]);
    const centre = [
      [50, 60],
      [70, 80],
    ];
    assert.deepEqual(red(squareView(tile, 2, { tileSide: 2 }), 2), centre);
    assert.deepEqual(red(squareView(tile, 2, { centreCrop: 2 }), 2), centre);
    assert.deepEqual(red(squareView(grey(centre), 2, { tileSide: 2 }), 2), centre);
    const wide = grey([
      [9, 9, 9, 9],
      [9, 9, 9, 9],
    ]);
    assert.deepEqual(red(squareView(wide, 4), 4), [
      [0, 0, 0, 0],
      [9, 9, 9, 9],
      [9, 9, 9, 9],
      [0, 0, 0, 0],
    ]);
  });
});
