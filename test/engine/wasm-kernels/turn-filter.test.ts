import assert from 'node:assert/strict';
import { turnFilter } from '../../../lib/engine/wasm-kernels/turn-filter.ts';

describe('turnFilter', () => {
  it('turns a 2x2 filter with one channel by half a turn', () => {
    const filter = Float32Array.of(1, 2, 3, 4);
    assert.deepEqual([...turnFilter(filter, [2, 2, 1, 1], [0, 1], [0, 1])], [4, 3, 2, 1]);
  });

  it('lets in- and out-channels change places', () => {
    const filter = Float32Array.of(1, 2, 3, 4, 5, 6); // 2 in, 3 out
    assert.deepEqual([...turnFilter(filter, [1, 1, 2, 3], [0], [0])], [1, 4, 2, 5, 3, 6]);
  });

  it('takes every other row and column', () => {
    const filter = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assert.deepEqual([...turnFilter(filter, [3, 3, 1, 1], [0, 2], [0, 2])], [9, 7, 3, 1]);
    assert.deepEqual([...turnFilter(filter, [3, 3, 1, 1], [1], [0, 2])], [6, 4]);
  });
});
