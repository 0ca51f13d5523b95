import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bootstrapPValue } from '../../../lib/evaluation/compare/bootstrap-p-value.ts';
import { holmAdjust } from '../../../lib/evaluation/compare/holm.ts';
import { assertAllClose } from '../golden.ts';

/** Made by test/golden/comparison/make_golden.py: statsmodels. */
const golden = JSON.parse(
  readFileSync(new URL('../../golden/comparison/golden.json', import.meta.url), 'utf8'),
) as { holm: { p: number[]; adjusted: number[] }[] };

describe('holmAdjust', () => {
  it('gives what statsmodels gives', () => {
    for (const { p, adjusted } of golden.holm) {
      assertAllClose(
        holmAdjust(p).map((value) => value!),
        adjusted,
        p.join(),
      );
    }
  });

  it('by hand, and passes over what has no p-value', () => {
    assert.deepEqual(holmAdjust([0.25, null, 0.0625]), [0.25, null, 0.125]);
    assert.deepEqual(holmAdjust([null]), [null]);
  });
});

describe('bootstrapPValue', () => {
  it('counts replicates on both sides, by hand', () => {
    // Of 4 defined, 1 is at most 0: 2 · (1 + 1) / 5.
    assert.equal(bootstrapPValue([-1, 2, 3, Number.NaN, 4]), 0.8);
    assert.equal(bootstrapPValue([1, 1, 1]), 0.5);
    assert.equal(bootstrapPValue([0, 0]), 1);
    assert.equal(bootstrapPValue([Number.NaN]), null);
  });
});
