import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../../lib/core/random.ts';
import * as colour from '../../../lib/data/baselines/colour-operations.ts';
import { drawRandAugment, RAND_AUGMENT_OPERATIONS } from '../../../lib/data/baselines/rand-augment.ts';
import { bytesOf } from '../golden.ts';
import { noise } from '../make-images.ts';
import { GOLDEN } from './golden.ts';

const { side } = GOLDEN;
const apply: Record<string, (pixels: Uint8Array, argument: number) => void> = {
  autoContrast: colour.autoContrast,
  equalise: colour.equalise,
  solarise: colour.solarise,
  posterise: colour.posterise,
  saturate: colour.saturate,
  contrast: colour.contrast,
  brighten: colour.brighten,
  sharpen: (pixels, factor) => {
    colour.sharpen(pixels, side, factor);
  },
};

describe('RandAugment', () => {
  for (const { image, operation, argument, pixels } of GOLDEN.operations) {
    it(`${operation} ${argument ?? ''} of the ${image} is PIL's to the bit`, () => {
      const ours = bytesOf(GOLDEN.images[image]);
      apply[operation]!(ours, argument ?? 0);
      assert.deepEqual(ours, bytesOf(pixels));
    });
  }

  it('has the 14 operations of the paper', () => {
    assert.equal(Object.keys(RAND_AUGMENT_OPERATIONS).length, 14);
  });

  it('moves a pixel by the shares that it names', () => {
    // One lit pixel in column 7, row 5 of 10, centre (0.25, 0.05) from the middle. A tenth of the side is one pixel:
    // translateX at strength 0.1 · 331 / 150 takes output x from x + 0.1, so the pixel moves to column 6.
    const pixels = new Uint8Array(300);
    pixels.set([200, 100, 50], (5 * 10 + 7) * 3);
    const strength = (0.1 * 331) / 150;
    const left = RAND_AUGMENT_OPERATIONS['translateX']!(strength, 1)(pixels, 10);
    assert.deepEqual([...left.subarray((5 * 10 + 6) * 3, (5 * 10 + 7) * 3)], [200, 100, 50]);
    assert.equal(
      left.reduce((sum, value) => sum + value, 0),
      350,
    );
    const down = RAND_AUGMENT_OPERATIONS['translateY']!(strength, -1)(pixels, 10);
    assert.deepEqual([...down.subarray((6 * 10 + 7) * 3, (6 * 10 + 8) * 3)], [200, 100, 50]);
    // Sheared by 0.3 at full strength, row 5 (0.05 below the middle) takes x + 0.015 of the side: 0.15 of a pixel.
    const sheared = RAND_AUGMENT_OPERATIONS['shearX']!(1, 1)(pixels, 10);
    assert.equal(sheared[(5 * 10 + 7) * 3], 170);
    assert.equal(sheared[(5 * 10 + 6) * 3], 30);
  });

  it('turns by 30 degrees at most: three turns are a right angle', () => {
    const turn = RAND_AUGMENT_OPERATIONS['rotate']!;
    const pixels = new Uint8Array(41 * 41 * 3);
    for (let y = 18; y < 23; y++)
      for (let x = 30; x < 35; x++) pixels.fill(240, (y * 41 + x) * 3, (y * 41 + x + 1) * 3);
    const turned = [0, 1, 2].reduce<Uint8Array>((image) => turn(1, 1)(image, 41), pixels);
    const at = (image: Uint8Array, x: number, y: number): number => image[(y * 41 + x) * 3]!;
    assert.ok(at(pixels, 32, 20) === 240 && at(turned, 32, 20) === 0);
    assert.ok(Math.max(at(turned, 20, 32), at(turned, 20, 8)) > 200);
  });

  it('is the same for the same generator, and stays an image', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 10 }), (seed, magnitude) => {
        const run = (): Uint8Array =>
          drawRandAugment(Random.fromSeed(seed), { operations: 3, magnitude })(
            noise(8, 8, seed).data.slice(),
            8,
          );
        const [one, two] = [run(), run()];
        assert.equal(one.length, 192);
        assert.deepEqual(one, two);
      }),
      { numRuns: 60 },
    );
  });
});
