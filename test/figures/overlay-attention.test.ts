import assert from 'node:assert/strict';
import fc from 'fast-check';
import { enlargeMap, pickMap } from '../../lib/figures/attention-map.ts';
import { attentionHeat, overlayAttention } from '../../lib/figures/overlay-attention.ts';
import { ParameterError } from '../../lib/core/errors/parameter-error.ts';

const grey = { width: 2, height: 2, data: new Uint8Array(12).fill(100) };
const map = { width: 2, height: 2, data: Float32Array.of(0, 1, 4, 16) };

describe('pickMap', () => {
  // Two images of one row and two columns, two maps each.
  const stack = { data: Float32Array.of(1, 3, 2, 8, 10, 30, 20, 80), height: 1, width: 2, maps: 2 };

  it('takes one map, the mean or the largest of one image', () => {
    assert.deepEqual([...pickMap(stack, 0).data], [1, 2]);
    assert.deepEqual([...pickMap(stack, 1, 1).data], [30, 80]);
    assert.deepEqual([...pickMap(stack).data], [2, 5]);
    assert.deepEqual([...pickMap(stack, 'max', 1).data], [30, 80]);
  });

  it('refuses what is not there', () => {
    assert.throws(() => pickMap(stack, 2), ParameterError);
    assert.throws(() => pickMap(stack, 0, 2), ParameterError);
    assert.throws(() => pickMap(stack, 0.5), ParameterError);
  });
});

describe('enlargeMap', () => {
  it('by hand: [0, 4] twice as wide is [0, 1, 3, 4] (half-pixel centres)', () => {
    assert.deepEqual(
      [...enlargeMap({ width: 2, height: 1, data: Float32Array.of(0, 4) }, 1, 4).data],
      [0, 1, 3, 4],
    );
  });

  it('stays between the smallest and largest activation, and keeps a map of the same size', () => {
    const sized = fc.record({
      width: fc.integer({ min: 1, max: 5 }),
      height: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(
        sized,
        sized,
        fc.infiniteStream(fc.float({ min: 0, max: 9, noNaN: true })),
        (from, to, numbers) => {
          const data = Float32Array.from(
            { length: from.width * from.height },
            () => numbers.next().value as number,
          );
          const { data: large } = enlargeMap({ ...from, data }, to.height, to.width);
          assert.ok(
            Math.max(...large) <= Math.max(...data) + 1e-5 && Math.min(...large) >= Math.min(...data) - 1e-5,
          );
          assert.deepEqual([...enlargeMap({ ...from, data }, from.height, from.width).data], [...data]);
        },
      ),
    );
  });
});

describe('attentionHeat', () => {
  it('is sqrt(S / max) (CAL)', () => {
    assert.deepEqual([...attentionHeat(map).data], [0, 0.25, 0.5, 1]);
    assert.deepEqual([...attentionHeat(map, 64).data], [0, 0.125, 0.25, 0.5]);
  });

  it('is zero where nothing is active', () => {
    assert.deepEqual([...attentionHeat({ ...map, data: new Float32Array(4) }).data], [0, 0, 0, 0]);
  });
});

describe('overlayAttention', () => {
  it('by hand: half colour, half image, from the threshold on', () => {
    const { data } = overlayAttention(grey, map, { colourMap: 'jet', threshold: 0.5, fade: 0 });
    // Heat 0.5 is jet's step 128, (130, 255, 126); heat 1 is (128, 0, 0). Below the threshold the image is untouched.
    assert.deepEqual([...data], [100, 100, 100, 100, 100, 100, 115, 178, 113, 114, 50, 50]);
  });

  it('fades in over the given range', () => {
    const { data } = overlayAttention(grey, map, { colourMap: 'jet', threshold: 0.25, fade: 0.5 });
    // Heat 0.5 is half way in: a quarter of (130, 255, 126).
    assert.deepEqual([...data.subarray(6, 9)], [108, 139, 107]);
  });

  it('leaves the image alone under a dead map, and never changes its input', () => {
    const dead = overlayAttention(grey, { ...map, data: new Float32Array(4) }, { threshold: 0 });
    assert.deepEqual([...dead.data], [...grey.data]);
    assert.deepEqual(new Set(grey.data), new Set([100]));
  });

  it('refuses a blend out of range', () => {
    assert.throws(() => overlayAttention(grey, map, { blend: 2 }), /blend must be 0 to 1, got 2/);
    assert.throws(() => overlayAttention(grey, map, { threshold: Number.NaN }), ParameterError);
  });
});
