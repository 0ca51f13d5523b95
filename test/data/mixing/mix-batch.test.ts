import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { Random } from '../../../lib/core/random.ts';
import { AUGMENT_METHOD_DEFAULTS, MIXING_METHODS } from '../../../lib/data/baselines/augment-methods.ts';
import type { ImageBatch } from '../../../lib/data/image-batch.ts';
import { attentiveCutMix, mostAttended } from '../../../lib/data/mixing/attentive-cut-mix.ts';
import { cutMix } from '../../../lib/data/mixing/cut-mix.ts';
import { mixBatch } from '../../../lib/data/mixing/mix-batch.ts';
import { cutMixBox, shareOf } from '../../../lib/data/mixing/mixed-batch.ts';
import { mixup } from '../../../lib/data/mixing/mixup.ts';
import { saliencyMix } from '../../../lib/data/mixing/saliency-mix.ts';

/** Images of one value each, with details at twice the size; labels as given. */
function batchOf(values: readonly number[], labels: readonly number[], size = 4): ImageBatch {
  const pixels = (side: number): Uint8Array =>
    Uint8Array.from(
      { length: values.length * side * side * 3 },
      (_, i) => values[Math.floor(i / (side * side * 3))]!,
    );
  return {
    images: pixels(size),
    size,
    details: pixels(2 * size),
    detailSize: 2 * size,
    labels: Int32Array.from(labels),
    number: 0,
    indices: Int32Array.from(labels.keys()),
  };
}

const attentionTo = (batch: number, cell: number) => ({
  data: Float32Array.from({ length: batch * 4 }, (_, i) => (i % 4 === cell ? 1 : 0)),
  height: 2,
  width: 2,
});

describe('mixup', () => {
  it('is the convex combination of images and of labels', () => {
    const batch = batchOf([0, 200], [0, 1]);
    let mixed = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { images, details, targets } = mixup(batch, Random.fromSeed(seed), { alpha: 1 });
      // Image 0 is λ·0 + (1 - λ)·200 where its partner is image 1, and belongs to class 1 by 1 - λ.
      const share = targets[1]!;
      assert.ok(Math.abs(images[0]! - 200 * share) <= 0.5001);
      assert.equal(details![0], images[0]);
      assert.ok(Math.abs(images[48]! - 200 * targets[3]!) <= 0.5001);
      if (share > 0) mixed++;
    }
    assert.ok(mixed > 5 && mixed < 35); // half of the permutations of two are the identity
  });
});

describe('CutMix', () => {
  it("has the paper's box: side · √(1 - λ) round the centre, cut at the edges", () => {
    // λ = 3/4 of 8 pixels: a side of 4.
    assert.deepEqual(cutMixBox(4, 4, 0.75, 8), { top: 2 / 8, left: 2 / 8, bottom: 6 / 8, right: 6 / 8 });
    assert.equal(shareOf(cutMixBox(4, 4, 0.75, 8)), 0.25);
    assert.equal(shareOf(cutMixBox(0, 0, 0.75, 8)), 4 / 64);
    assert.equal(shareOf(cutMixBox(0, 0, 1, 8)), 0);
  });

  it('pastes the same rectangle of the partner, and mixes labels by what is left', () => {
    const batch = batchOf([10, 250], [0, 1], 8);
    let mixed = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { images, details, targets } = cutMix(batch, Random.fromSeed(seed), { alpha: 1, probability: 1 });
      const share = (pixels: Uint8Array, side: number): number =>
        pixels.subarray(0, side * side * 3).filter((value) => value === 250).length / (side * side * 3);
      assert.ok(Math.abs(share(images, 8) - targets[1]!) < 1e-6);
      assert.ok(Math.abs(share(details!, 16) - targets[1]!) < 1e-6);
      if (targets[1]! > 0) mixed++;
    }
    assert.ok(mixed > 10);
  });

  it('mixes as often as it says', () => {
    const batch = batchOf([10, 250], [0, 1]);
    const never = cutMix(batch, Random.fromSeed(1), { alpha: 1, probability: 0 });
    assert.deepEqual(never.images, batch.images);
    assert.deepEqual([...never.targets], [1, 0, 0, 1]);
  });
});

describe('Attentive CutMix', () => {
  it('takes the N most attended cells, the first of equals', () => {
    const attention = { data: Float32Array.of(3, 1, 3, 2), height: 2, width: 2 };
    const cell = (top: number, left: number) => ({ top, left, bottom: top + 0.5, right: left + 0.5 });
    assert.deepEqual(mostAttended(attention, 0, 3), [cell(0, 0), cell(0.5, 0), cell(0.5, 0.5)]);
  });

  it("pastes the partner's cell to the same place, λ = 1 - N / cells", () => {
    const batch = batchOf([10, 250], [0, 1]);
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const results = seeds.map((seed) =>
      attentiveCutMix(batch, Random.fromSeed(seed), {
        cells: 0.25,
        probability: 1,
        attention: attentionTo(2, 3),
      }),
    );
    const swapped = results.find(({ targets }) => targets[1]! > 0)!;
    assert.deepEqual([...swapped.targets], [0.75, 0.25, 0.25, 0.75]);
    // The lower right quarter of image 0 is image 1's.
    const red = Array.from({ length: 16 }, (_, i) => swapped.images[3 * i]);
    const [own, other] = [10, 250];
    assert.deepEqual(red, [
      ...[own, own, own, own],
      ...[own, own, own, own],
      ...[own, own, other, other],
      ...[own, own, other, other],
    ]);
    assert.ok(results.some(({ targets }) => targets[1] === 0)); // an image may be its own partner
  });

  it('cannot do without attention', () => {
    assert.throws(
      () =>
        mixBatch(batchOf([1, 2], [0, 1]), {
          method: 'attentiveCutMix',
          options: AUGMENT_METHOD_DEFAULTS,
          random: Random.fromSeed(1),
        }),
      ParameterError,
    );
  });
});

describe('SaliencyMix', () => {
  it('cuts round the most salient pixel of each source', () => {
    // Each image has one bright spot on black: image 0 upper left, image 1 lower right.
    const size = 32;
    const batch = { ...batchOf([0, 0], [0, 1], size) };
    const spot = (image: number, x: number, y: number): void => {
      for (let j = 0; j < 3; j++) {
        for (let i = 0; i < 3; i++)
          batch.images.fill(
            255,
            ((image * size + y + j) * size + x + i) * 3,
            ((image * size + y + j) * size + x + i + 1) * 3,
          );
      }
    };
    spot(0, 5, 5);
    spot(1, 24, 24);
    let swapped = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { images, targets } = saliencyMix(batch, Random.fromSeed(seed), { alpha: 1, probability: 1 });
      const box = targets[1]!;
      if (box < 0.05 || box > 0.4) continue;
      swapped++;
      assert.equal(images[(25 * size + 25) * 3], 255); // the spot of image 1 has come
      const left = images[(6 * size + 6) * 3]!;
      assert.equal(left, 255); // and the far one of image 0 has stayed
    }
    assert.ok(swapped > 3);
  });
});

describe('mixBatch', () => {
  it('gives rows of targets that sum to 1, leaves its input alone, and repeats itself', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MIXING_METHODS),
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 5 }),
        (method, seed, labels) => {
          const batch = batchOf(
            labels.map((_, i) => 40 * i),
            labels,
          );
          const before = batch.images.slice();
          const mix = () =>
            mixBatch(batch, {
              method,
              options: AUGMENT_METHOD_DEFAULTS,
              random: Random.fromSeed(seed),
              attention: attentionTo(labels.length, 1),
            });
          const [one, two] = [mix(), mix()];
          assert.deepEqual(one, two);
          assert.deepEqual(batch.images, before);
          assert.equal(one.targets.length, 2 * labels.length);
          for (let i = 0; i < labels.length; i++) {
            assert.ok(Math.abs(one.targets[2 * i]! + one.targets[2 * i + 1]! - 1) < 1e-6);
          }
          assert.deepEqual(one.labels, batch.labels);
        },
      ),
      { numRuns: 80 },
    );
  });
});
