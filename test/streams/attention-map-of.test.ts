import assert from 'node:assert/strict';
import { attentionMapOf, MEAN_MAP } from '../../lib/streams/attention-map-of.ts';
import { resizedMapOf } from '../../lib/streams/resize-map.ts';

describe('attentionMapOf', () => {
  // Two images of one row and two columns, two maps: [10, 20] and [30, 40] in the second image.
  const attention = {
    data: Float32Array.of(1, 2, 3, 4, 10, 30, 20, 40),
    batch: 2,
    height: 1,
    width: 2,
    maps: 2,
  };

  it('takes one map of one image', () => {
    assert.deepEqual([...attentionMapOf(attention, 0, 1)], [2, 4]);
    assert.deepEqual([...attentionMapOf(attention, 1, 0)], [10, 20]);
  });

  it('takes the mean of all maps', () => {
    assert.deepEqual([...attentionMapOf(attention, 1, MEAN_MAP)], [20, 30]);
  });

  it('is resized to the image', () => {
    const resized = resizedMapOf(attention, { image: 1, map: 0 }, 4);
    assert.deepEqual([...resized.subarray(0, 4)], [10, 12.5, 17.5, 20]);
    assert.equal(resized.length, 16);
  });
});
