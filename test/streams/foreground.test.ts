import assert from 'node:assert/strict';
import { foregroundOf, foregroundShares } from '../../lib/streams/foreground.ts';

describe('foregroundOf', () => {
  it('is where the largest channel is above the threshold', () => {
    const data = Uint8Array.of(0, 0, 0, 20, 20, 20, 0, 21, 0, 200, 10, 10);
    assert.deepEqual([...foregroundOf({ data, batch: 1, size: 2 }, 0, 20)!], [0, 0, 1, 1]);
  });

  it('is nothing for a black image, so that attention is not restricted to nowhere', () => {
    assert.equal(foregroundOf({ data: new Uint8Array(12), batch: 1, size: 2 }, 0, 20), undefined);
  });
});

describe('foregroundShares', () => {
  it('counts the foreground of each attention cell', () => {
    const mask = Uint8Array.of(1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
    assert.deepEqual([...foregroundShares(mask, 4, 2, 2)], [1, 0.25, 0, 0]);
  });

  it('takes maps that do not divide the image', () => {
    const shares = foregroundShares(new Uint8Array(25).fill(1), 5, 3, 2);
    assert.deepEqual([...shares], [1, 1, 1, 1, 1, 1]);
  });
});
