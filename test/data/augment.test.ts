import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';
import { Random } from '../../lib/core/random.ts';
import { CELL_AUGMENT, checkAugmentOptions } from '../../lib/data/augment-options.ts';
import { drawAugmentPlan, type AugmentPlan } from '../../lib/data/augment-plan.ts';
import { jitterColour } from '../../lib/data/jitter-colour.ts';
import { resizeArea } from '../../lib/data/resize-area.ts';
import { warpSquare } from '../../lib/data/warp-square.ts';
import { bytesOf, GOLDEN } from './golden.ts';
import { disc, noise } from './make-images.ts';

const STILL: AugmentPlan = {
  flipHorizontal: false,
  flipVertical: false,
  angle: 0,
  scale: 1,
  viewFraction: 1,
  shiftX: 0,
  shiftY: 0,
  brightness: 1,
  saturation: 1,
  brightnessFirst: true,
};

/** Pixels of a square moved by their place: `to(x, y)` says where the pixel comes from. */
function moved(data: Uint8Array, side: number, from: (x: number, y: number) => [number, number]): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [fx, fy] = from(x, y);
      for (let c = 0; c < 3; c++) out[(y * side + x) * 3 + c] = data[(fy * side + fx) * 3 + c]!;
    }
  }
  return out;
}

describe('warpSquare', () => {
  const side = 5;
  const last = side - 1;
  const { data } = noise(side, side);

  it('gives the picture itself where nothing is drawn', () => {
    assert.deepEqual(warpSquare(data, side, side, STILL), data);
  });

  it('mirrors, and turns counter-clockwise, to the pixel', () => {
    const flipped = warpSquare(data, side, side, { ...STILL, flipHorizontal: true });
    assert.deepEqual(
      flipped,
      moved(data, side, (x, y) => [last - x, y]),
    );
    const upended = warpSquare(data, side, side, { ...STILL, flipVertical: true });
    assert.deepEqual(
      upended,
      moved(data, side, (x, y) => [x, last - y]),
    );
    // After a quarter turn to the left, the right edge of the picture is its top.
    const turned = warpSquare(data, side, side, { ...STILL, angle: Math.PI / 2 });
    assert.deepEqual(
      turned,
      moved(data, side, (x, y) => [last - y, x]),
    );
  });

  it('fills with black what a turn brings in', () => {
    const white = new Uint8Array(20 * 20 * 3).fill(255);
    const turned = warpSquare(white, 20, 20, { ...STILL, angle: Math.PI / 4 });
    assert.deepEqual([...turned.subarray(0, 3)], [0, 0, 0]);
    assert.deepEqual([...turned.subarray((10 * 20 + 10) * 3, (10 * 20 + 10) * 3 + 3)], [255, 255, 255]);
    // The octagon that two squares share at 45 degrees is 2 (sqrt 2 - 1) of the square.
    const share = turned.reduce((sum, x) => sum + x, 0) / (255 * turned.length);
    assert.ok(Math.abs(share - 2 * (Math.SQRT2 - 1)) < 0.01, String(share));
  });

  it('averages where it shrinks: half the size is the mean of 2x2 blocks', () => {
    const image = noise(8, 8);
    const half = warpSquare(image.data, 8, 4, STILL);
    const exact = resizeArea(image, { left: 0, top: 0, side: 8 }, 4);
    for (const [i, value] of half.entries()) assert.ok(Math.abs(value - exact[i]!) <= 1);
  });

  it('takes the part of the square that the plan says', () => {
    const image = noise(8, 8);
    const corner = warpSquare(image.data, 8, 4, {
      ...STILL,
      viewFraction: 0.5,
      shiftX: -0.25,
      shiftY: -0.25,
    });
    const expected = Uint8Array.from({ length: 48 }, (_, i) => {
      const [y, x, c] = [Math.floor(i / 12), Math.floor((i % 12) / 3), i % 3];
      return image.data[(y * 8 + x) * 3 + c]!;
    });
    assert.deepEqual(corner, expected);
  });

  it('does to a fine view what it does to a coarse one', () => {
    const { data: cell } = disc(64, 20, [200, 80, 120]);
    for (let x = 32; x < 50; x++)
      for (let y = 31; y < 33; y++) cell.fill(255, (y * 64 + x) * 3, (y * 64 + x) * 3 + 3);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const plan = drawAugmentPlan(Random.fromSeed(seed), { ...CELL_AUGMENT, randomCrop: true }, 0.875);
        const coarse = warpSquare(cell, 64, 16, plan);
        const fine = warpSquare(cell, 64, 48, plan);
        const shrunk = resizeArea({ width: 48, height: 48, data: fine }, { left: 0, top: 0, side: 48 }, 16);
        const off = coarse.reduce((sum, value, i) => sum + Math.abs(value - shrunk[i]!), 0) / coarse.length;
        assert.ok(off < 2, `differ by ${off} of 255 on average`);
      }),
      { numRuns: 50 },
    );
  });
});

describe('jitterColour', () => {
  const { pixels, cases } = GOLDEN.jitter;
  for (const { pixels: expected, ...factors } of cases) {
    it(`gives torchvision's bits for ${JSON.stringify(factors)}`, () => {
      const jittered = bytesOf(pixels);
      jitterColour(jittered, { ...STILL, ...factors });
      assert.deepEqual(jittered, bytesOf(expected));
    });
  }

  it('keeps black black, and makes grey with saturation 0', () => {
    const black = new Uint8Array(12);
    jitterColour(black, { ...STILL, brightness: 1.5, saturation: 1.5 });
    assert.deepEqual(black, new Uint8Array(12));
    const colours = noise(4, 4).data;
    jitterColour(colours, { ...STILL, saturation: 0 });
    for (let i = 0; i < colours.length; i += 3) {
      assert.equal(colours[i], colours[i + 1]);
      assert.equal(colours[i], colours[i + 2]);
    }
  });
});

describe('drawAugmentPlan', () => {
  it('stays within its options, and does nothing without them', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const plan = drawAugmentPlan(
          Random.fromSeed(seed),
          { rotate: 30, scale: [0.9, 1.2], brightness: 0.126, saturation: 0.5, randomCrop: true },
          0.8,
        );
        assert.ok(Math.abs(plan.angle) <= Math.PI / 6);
        assert.ok(plan.scale >= 0.9 && plan.scale <= 1.2);
        assert.ok(Math.abs(plan.brightness - 1) <= 0.126 && Math.abs(plan.saturation - 1) <= 0.5);
        assert.ok(Math.abs(plan.shiftX) <= 0.1 + 1e-12 && Math.abs(plan.shiftY) <= 0.1 + 1e-12);
        assert.ok(!plan.flipHorizontal && !plan.flipVertical);
        const nothing = drawAugmentPlan(Random.fromSeed(seed), {}, 1);
        const { brightnessFirst } = nothing;
        assert.deepEqual(nothing, { ...STILL, angle: nothing.angle, brightnessFirst, shiftX: 0, shiftY: 0 });
        assert.ok(Math.abs(nothing.angle) === 0);
      }),
    );
  });

  it('draws the same for one part whether or not the others are on', () => {
    const alone = drawAugmentPlan(Random.fromSeed(5), { saturation: 0.5 }, 1);
    const all = drawAugmentPlan(Random.fromSeed(5), CELL_AUGMENT, 1);
    assert.equal(alone.saturation, all.saturation);
  });

  it('refuses options out of range by name', () => {
    for (const [name, options] of [
      ['rotate', { rotate: 200 }],
      ['scale', { scale: [0, 1] as const }],
      ['brightness', { brightness: -1 }],
      ['saturation', { saturation: 2 }],
    ] as const) {
      assert.throws(
        () => {
          checkAugmentOptions(options);
        },
        (error: unknown) => error instanceof ParameterError && error.parameter === name,
      );
    }
  });
});
