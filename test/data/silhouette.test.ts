import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { backgroundOf, foregroundMask } from '../../lib/data/foreground-mask.ts';
import { largestRegion } from '../../lib/data/mask-regions.ts';
import { convexArea, outlineLength } from '../../lib/data/outline-measures.ts';
import { SILHOUETTE_FEATURES, silhouetteFeatures, silhouetteVector } from '../../lib/data/silhouette.ts';
import { bytesOf, GOLDEN } from './golden.ts';
import { disc } from './make-images.ts';

/** A mask from lines of text, # = inside. */
function mask(...lines: readonly string[]): { cells: Uint8Array; width: number; height: number } {
  const cells = Uint8Array.from(lines.join(''), (char) => (char === '#' ? 1 : 0));
  return { cells, width: lines[0]!.length, height: lines.length };
}

describe('largestRegion', () => {
  it('takes the largest region, joined at corners too, and fills its holes', () => {
    const { cells, width, height } = mask(
      '##....', //
      '##.###',
      '...#.#',
      '#..###',
      '..#...',
    );
    const expected = mask(
      '##....', // the two blocks on the left touch nothing else
      '##.###',
      '...###',
      '...###',
      '..#...',
    );
    // The upper left block joins the ring by no corner: (1,1) and (3,1) are two apart.
    expected.cells.fill(0, 0, 2);
    expected.cells.fill(0, 6, 8);
    assert.deepEqual(largestRegion(cells, width, height), expected.cells);
  });

  it('leaves a bay open and an empty mask empty', () => {
    const bay = mask(
      '###', //
      '#..',
      '###',
    );
    assert.deepEqual(largestRegion(bay.cells, 3, 3), bay.cells);
    assert.deepEqual(largestRegion(new Uint8Array(9), 3, 3), new Uint8Array(9));
  });
});

describe('outline measures', () => {
  it('of a 3x4 rectangle', () => {
    const { cells, width, height } = mask('......', '.####.', '.####.', '.####.', '......');
    // Through the centres of the outer pixels: 2 * (3 + 2).
    assert.equal(outlineLength(cells, width, height), 10);
    assert.equal(convexArea(cells, width, height), 12);
  });

  it('of an L: the hull closes the bay', () => {
    const { cells } = mask(
      '#..', //
      '#..',
      '###',
    );
    // The 3x3 square less the triangle above the line from (1,0) to (3,2).
    assert.equal(convexArea(cells, 3, 3), 7);
  });

  it('the hull is never smaller than the region, nor larger than its box', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 48, maxLength: 48, max: 1 }), (cells) => {
        fc.pre(cells.includes(1));
        const area = cells.reduce((sum, x) => sum + x, 0);
        const hull = convexArea(cells, 8, 6);
        assert.ok(hull >= area && hull <= 48);
      }),
    );
  });
});

describe('silhouetteFeatures', () => {
  for (const golden of GOLDEN.outlines) {
    it(`agrees with scikit-image on a drawn cell: ${golden.name}`, () => {
      const data = Uint8Array.from(bytesOf(golden.mask)).reduce<Uint8Array>(
        (pixels, inside, i) => {
          pixels.fill(inside * 200, i * 3, i * 3 + 3);
          return pixels;
        },
        new Uint8Array(64 * 64 * 3),
      );
      const found = silhouetteFeatures({ width: 64, height: 64, data });
      assert.equal(found.area, golden.area);
      assert.ok(Math.abs(found.perimeter - golden.perimeter) < 1e-9);
      assert.ok(Math.abs(found.equivalentDiameter - golden.equivalentDiameter) < 1e-9);
      assert.ok(Math.abs(found.eccentricity - golden.eccentricity) < 1e-6);
      const { top, left, bottom, right } = found.box;
      assert.deepEqual([top, left, bottom, right], golden.box);
      // Differs from the reference: our hull goes round pixel corners exactly, its counts pixels.
      assert.ok(Math.abs(found.solidity - golden.solidity) < 0.02);
    });
  }

  it('measures a disc: area, diameter, colour', () => {
    const found = silhouetteFeatures(disc(101, 30, [90, 40, 120]));
    assert.ok(Math.abs(found.area - Math.PI * 900) < 40);
    assert.ok(Math.abs(found.equivalentDiameter - 60) < 0.5);
    assert.ok(found.eccentricity < 0.01 && found.solidity > 0.95);
    assert.deepEqual(found.meanColour, [90, 40, 120]);
    assert.deepEqual(
      [...silhouetteVector(found)],
      SILHOUETTE_FEATURES.map((name) => found[name]),
    );
  });

  it('is all zeros where there is no cell', () => {
    const black = { width: 8, height: 8, data: new Uint8Array(192) };
    assert.deepEqual([...silhouetteVector(silhouetteFeatures(black))], [0, 0, 0, 0, 0, 0]);
  });
});

describe('foregroundMask', () => {
  it("finds a dark cell on a bright smear by Otsu's threshold", () => {
    const side = 41;
    const { data } = disc(side, 10, [1, 1, 1]);
    const smear = data.map((value, i) => (value === 1 ? [90, 40, 140][i % 3]! : [235, 225, 230][i % 3]!));
    assert.equal(backgroundOf(smear, side, side), 'bright');
    const expected = Uint8Array.from({ length: side * side }, (_, i) => data[i * 3]!);
    assert.deepEqual(foregroundMask(smear, side, side), expected);
    assert.equal(foregroundMask(new Uint8Array(27).fill(200), 3, 3).includes(1), false);
  });

  it('takes the threshold and the background that it is told', () => {
    const pixels = Uint8Array.of(5, 5, 5, 20, 0, 0, 0, 0, 40, 0, 0, 0);
    assert.deepEqual([...foregroundMask(pixels, 4, 1, { background: 'black' })], [0, 1, 1, 0]);
    assert.deepEqual([...foregroundMask(pixels, 4, 1, { background: 'black', threshold: 30 })], [0, 0, 1, 0]);
    assert.throws(() => foregroundMask(pixels, 3, 1), ParameterError);
  });
});
