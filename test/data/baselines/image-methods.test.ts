import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { Random } from '../../../lib/core/random.ts';
import {
  AUGMENT_METHOD_DEFAULTS,
  checkAugmentMethods,
  IMAGE_METHODS,
} from '../../../lib/data/baselines/augment-methods.ts';
import { cutoutBox, drawCutout } from '../../../lib/data/baselines/cutout.ts';
import { drawImageMethod } from '../../../lib/data/baselines/draw-image-method.ts';
import { drawGridMask, gridBoxes } from '../../../lib/data/baselines/grid-mask.ts';
import { drawHideAndSeek } from '../../../lib/data/baselines/hide-and-seek.ts';
import { fillBoxes } from '../../../lib/data/baselines/mask-fill.ts';
import { drawRandomErasing, RANDOM_ERASING_DEFAULTS } from '../../../lib/data/baselines/random-erasing.ts';
import { drawRandomResizedCrop } from '../../../lib/data/baselines/random-resized-crop.ts';
import { noise } from '../make-images.ts';

const white = (side: number): Uint8Array => new Uint8Array(side * side * 3).fill(255);
/** 1 where the red channel is 0, `[side, side]`. */
const gone = (pixels: Uint8Array): number[] =>
  Array.from({ length: pixels.length / 3 }, (_, i) => (pixels[3 * i] === 0 ? 1 : 0));
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const rows = (values: readonly number[], side: number): string[] =>
  Array.from({ length: side }, (_, y) => values.slice(y * side, (y + 1) * side).join(''));

describe('fillBoxes', () => {
  it('puts the named fill there and nowhere else', () => {
    const box = [{ top: 1, left: 0, bottom: 2, right: 1 }];
    const filled = (fill: 'mean' | 'black' | 'noise'): number[] => {
      const pixels = white(2);
      fillBoxes(pixels, 2, box, { fill, noiseSeed: 4 });
      return [...pixels];
    };
    const rest = Array<number>(6).fill(255);
    assert.deepEqual(filled('black'), [...rest, 0, 0, 0, 255, 255, 255]);
    // ImageNet's mean (0.485, 0.456, 0.406) · 255
    assert.deepEqual(filled('mean'), [...rest, 124, 116, 104, 255, 255, 255]);
    assert.deepEqual(filled('noise'), filled('noise'));
    assert.deepEqual(filled('noise').slice(9), [255, 255, 255]);
  });
});

describe('Cutout', () => {
  it('cuts a square of L pixels, [c - L/2, c + L/2), and less at the edges', () => {
    assert.deepEqual(cutoutBox(0.5, 0.5, 0.5, 8), { top: 2, left: 2, bottom: 6, right: 6 });
    assert.deepEqual(cutoutBox(0, 0.99, 0.5, 8), { top: 5, left: 0, bottom: 8, right: 2 });
  });

  it('takes away 12.25 of 64 pixels on average at half the side', () => {
    // E[area] = E[overlap]²; with c uniform on 0..7 and L = 4 the overlaps are 2,3,4,4,4,4,4,3 of 8: mean 3.5, 12.25 of 64
    // for each pair of independent rows and columns.
    const random = Random.fromSeed(3);
    let sum = 0;
    for (let i = 0; i < 4000; i++) {
      sum += total(gone(drawCutout(random, { length: 0.5, fill: 'black' })(white(8), 8)));
    }
    assert.ok(Math.abs(sum / 4000 - 12.25) < 0.25, String(sum / 4000));
  });
});

describe('Random Erasing', () => {
  it("erases the paper's areas and aspects, as often as it says, wholly inside", () => {
    const random = Random.fromSeed(5);
    let erased = 0;
    for (let i = 0; i < 600; i++) {
      const hit = gone(
        drawRandomErasing(random, { ...RANDOM_ERASING_DEFAULTS, fill: 'black' })(white(60), 60),
      );
      const area = total(hit);
      if (area === 0) continue;
      erased++;
      const lines = rows(hit, 60).filter((row) => row.includes('1'));
      const height = lines.length;
      const width = lines[0]!.replaceAll('0', '').length;
      assert.equal(area, height * width); // one rectangle
      assert.ok(area / 3600 > 0.015 && area / 3600 < 0.43, String(area / 3600));
      assert.ok(height / width > 0.25 && height / width < 4, `${height} x ${width}`);
    }
    assert.ok(Math.abs(erased / 600 - 0.5) < 0.07, String(erased));
  });
});

describe('Hide-and-Seek', () => {
  it('hides whole cells of its grid, all of them at p = 1, and a share p else', () => {
    const all = drawHideAndSeek(Random.fromSeed(1), { patches: [0.3], probability: 1, fill: 'black' });
    assert.equal(total(gone(all(white(10), 10))), 100);
    const random = Random.fromSeed(2);
    let hidden = 0;
    for (let i = 0; i < 400; i++) {
      const mask = gone(
        drawHideAndSeek(random, { patches: [0.25], probability: 0.5, fill: 'black' })(white(8), 8),
      );
      for (let patch = 0; patch < 16; patch++) {
        const [y, x] = [2 * Math.floor(patch / 4), 2 * (patch % 4)];
        const cell = [mask[y * 8 + x], mask[y * 8 + x + 1], mask[y * 8 + 8 + x], mask[y * 8 + 9 + x]];
        assert.ok(new Set(cell).size === 1);
        hidden += cell[0]!;
      }
    }
    assert.ok(Math.abs(hidden / 6400 - 0.5) < 0.03, String(hidden / 6400));
  });

  it('has 14 x 14 patches of 16 in 224 pixels, and none for size 0', () => {
    const one = drawHideAndSeek(Random.fromSeed(1), { patches: [16 / 224], probability: 0.5, fill: 'black' });
    const mask = gone(one(white(224), 224));
    for (let i = 0; i < mask.length; i++) {
      const [y, x] = [Math.floor(i / 224), i % 224];
      assert.equal(mask[i], mask[16 * Math.floor(y / 16) * 224 + 16 * Math.floor(x / 16)]);
    }
    const none = drawHideAndSeek(Random.fromSeed(1), { patches: [0], probability: 1, fill: 'black' });
    assert.equal(total(gone(none(white(8), 8))), 0);
  });
});

describe('GridMask', () => {
  it('takes squares of (1 - r)·d out of every unit', () => {
    // d = 4, r = 0.5 of 8 px, shifted by one: squares of 2 at 1..2 and 5..6, both ways.
    const pixels = white(8);
    fillBoxes(pixels, 8, gridBoxes(1 / 8, 1 / 8, { unit: 0.5, keep: 0.5 }, 8), {
      fill: 'black',
      noiseSeed: 0,
    });
    const line = '01100110';
    assert.deepEqual(rows(gone(pixels), 8), [
      '00000000',
      line,
      line,
      '00000000',
      '00000000',
      line,
      line,
      '00000000',
    ]);
  });

  it('keeps 2r - r² of the image', () => {
    // Shifted so that the last square is cut and the first begins at the edge.
    for (const [shift, keep] of [
      [0, 0.6],
      [0.13, 0.4],
    ] as const) {
      const pixels = white(400);
      fillBoxes(pixels, 400, gridBoxes(shift, 0, { unit: 0.25, keep }, 400), { fill: 'black', noiseSeed: 0 });
      assert.ok(Math.abs(1 - total(gone(pixels)) / 160000 - (2 * keep - keep * keep)) < 0.01);
    }
  });

  it('grows more frequent in a straight line, then stays', () => {
    const options = { unit: [0.3, 0.5], keep: 0.5, probability: 0.8, ramp: 0.8, fill: 'black' } as const;
    for (const [progress, expected] of [
      [0, 0],
      [0.4, 0.4],
      [0.8, 0.8],
      [1, 0.8],
    ] as const) {
      const random = Random.fromSeed(6);
      let masked = 0;
      for (let i = 0; i < 800; i++)
        masked += total(gone(drawGridMask(random, options, progress)(white(8), 8))) > 0 ? 1 : 0;
      assert.ok(Math.abs(masked / 800 - expected) < 0.05, `${progress}: ${masked / 800}`);
    }
  });
});

describe('random resized crop', () => {
  it('enlarges a part: a quarter of the image at area 1/4 and aspect 1', () => {
    // Columns grow by 10 a pixel; half of the width enlarged twice has steps of 5.
    const side = 16;
    const pixels = Uint8Array.from({ length: side * side * 3 }, (_, i) => 10 * (Math.floor(i / 3) % side));
    const crop = drawRandomResizedCrop(Random.fromSeed(8), { area: [0.25, 0.25], aspect: [1, 1] })(
      pixels,
      side,
    );
    for (let x = 5; x < 11; x++)
      assert.ok(Math.abs(crop[(8 * side + x + 1) * 3]! - crop[(8 * side + x) * 3]! - 5) <= 1);
    assert.deepEqual(
      drawRandomResizedCrop(Random.fromSeed(8), { area: [1, 1], aspect: [1, 1] })(pixels, side),
      pixels,
    );
  });
});

describe('per-image methods', () => {
  it('draw the same from the same generator, and the same places at another resolution', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...IMAGE_METHODS),
        fc.integer(),
        fc.integer({ min: 0, max: 9 }),
        (method, seed, epoch) => {
          const black = { ...AUGMENT_METHOD_DEFAULTS };
          const options = {
            ...black,
            cutout: { ...black.cutout, fill: 'black' },
            randomErasing: { ...black.randomErasing, fill: 'black' },
            hideAndSeek: { ...black.hideAndSeek, fill: 'black' },
            gridMask: { ...black.gridMask, fill: 'black', ramp: 0 },
          } as const;
          const choice = { method, options, epochs: 10 };
          const change = drawImageMethod(Random.fromSeed(seed), choice, epoch);
          const again = drawImageMethod(Random.fromSeed(seed), choice, epoch);
          const pixels = noise(12, 12, seed).data;
          assert.deepEqual(change(pixels.slice(), 12), again(pixels.slice(), 12));
          if (method === 'randAugment' || method === 'randomResizedCrop') return;
          // The share that is gone is the same at another resolution, to within the rounding of edges.
          const share = (side: number): number => total(gone(change(white(side), side))) / side ** 2;
          assert.ok(Math.abs(share(120) - share(240)) < 0.05);
        },
      ),
      { numRuns: 120 },
    );
  });

  it('refuse parameters that cannot be, by name', () => {
    const cases = [
      [{ cutout: { length: 2, fill: 'mean' } }, /cutout\.length must be a number from 0 to 1, got 2/],
      [{ cutout: { length: 0.5, fill: 'pink' } }, /cutout\.fill must be mean or black or noise, got "pink"/],
      [
        { hideAndSeek: { patches: [], probability: 1, fill: 'mean' } },
        /hideAndSeek\.patches must be a list of numbers/,
      ],
      [{ randAugment: { operations: 1.5, magnitude: 9 } }, /operations must be a whole number from 1 to 14/],
      [
        { randomErasing: { ...RANDOM_ERASING_DEFAULTS, area: [0.4, 0.1] } },
        /randomErasing\.area must be two numbers \[low, high\]/,
      ],
    ] as const;
    for (const [changes, message] of cases) {
      const options = { ...AUGMENT_METHOD_DEFAULTS, ...changes } as unknown as typeof AUGMENT_METHOD_DEFAULTS;
      assert.throws(
        () => {
          checkAugmentMethods('test', options);
        },
        (error) => error instanceof ParameterError && message.test(error.message),
      );
    }
    checkAugmentMethods('test', AUGMENT_METHOD_DEFAULTS);
  });
});
