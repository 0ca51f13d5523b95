import assert from 'node:assert/strict';
import fc from 'fast-check';
import { resizeBilinear } from '../../lib/streams/resize-bilinear.ts';

/** Resizes rows of numbers (one channel) to a square. */
function resize(rows: number[][], size: number, alignCorners = false): number[] {
  const source = {
    data: Float32Array.from(rows.flat()),
    width: rows[0]!.length,
    channels: 1,
    rows: { start: 0, length: rows.length },
    columns: { start: 0, length: rows[0]!.length },
  };
  return [...resizeBilinear(source, size, new Float32Array(size * size), alignCorners)];
}

describe('resizeBilinear', () => {
  it('puts pixel areas on pixel areas: [0, 4] becomes [0, 1, 3, 4]', () => {
    const row = [0, 1, 3, 4];
    assert.deepEqual(resize([[0, 4]], 4), [...row, ...row, ...row, ...row]);
  });

  it('puts corner pixels on corner pixels where asked to: [0, 3] becomes [0, 1, 2, 3]', () => {
    const row = [0, 1, 2, 3];
    assert.deepEqual(resize([[0, 3]], 4, true).map(Math.round), [...row, ...row, ...row, ...row]);
  });

  it('mixes rows as it mixes columns', () => {
    const resized = resize([[0], [4]], 4);
    assert.deepEqual(
      [0, 1, 2, 3].map((y) => resized[y * 4]),
      [0, 1, 3, 4],
    );
  });

  it('averages where it shrinks', () => {
    // Halving: a triangle two pixels wide each way, weights 1 : 3 : 3 : 1, cut off at the edge.
    const [left, right] = resize([[0, 0, 8, 8]], 2);
    assert.ok(Math.abs(left! - 8 / 7) < 1e-6, String(left));
    assert.ok(Math.abs(right! - (8 - 8 / 7)) < 1e-6, String(right));
  });

  it('takes a window that begins inside of a pixel', () => {
    const source = {
      data: Float32Array.of(0, 10, 20, 30),
      width: 4,
      channels: 1,
      rows: { start: 0, length: 1 },
    };
    const columns = { start: 0.5, length: 3 };
    const row = [...resizeBilinear({ ...source, columns }, 3, new Float32Array(9))].slice(0, 3);
    assert.deepEqual(row, [5, 15, 25]);
  });

  it('is the identity where nothing is resized, and keeps constants and the range', () => {
    const square = fc.integer({ min: 1, max: 6 }).chain((side) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: side, maxLength: side }), {
        minLength: side,
        maxLength: side,
      }),
    );
    fc.assert(
      fc.property(square, fc.integer({ min: 1, max: 9 }), fc.boolean(), (rows, size, alignCorners) => {
        assert.deepEqual(resize(rows, rows.length, alignCorners), rows.flat());
        const values = rows.flat();
        for (const value of resize(rows, size, alignCorners)) {
          assert.ok(value >= Math.min(...values) - 1e-3 && value <= Math.max(...values) + 1e-3);
        }
      }),
    );
  });
});
