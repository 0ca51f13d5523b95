import assert from 'node:assert/strict';
import { fineGrainedSaliency } from '../../../lib/data/mixing/fine-grained-saliency.ts';
import { GOLDEN } from '../baselines/golden.ts';
import { bytesOf } from '../golden.ts';

describe('fineGrainedSaliency', () => {
  for (const image of ['cell', 'noise', 'patch'] as const) {
    it(`is OpenCV's on the ${image}, to the bit`, () => {
      const ours = fineGrainedSaliency(bytesOf(GOLDEN.images[image]), GOLDEN.side);
      assert.deepEqual(ours, bytesOf(GOLDEN.saliency[image]));
    });
  }

  it('is 0 where nothing stands out', () => {
    assert.ok(fineGrainedSaliency(new Uint8Array(12 * 12 * 3).fill(90), 12).every((value) => value === 0));
  });
});
