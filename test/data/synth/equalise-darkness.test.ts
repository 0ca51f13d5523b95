import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterError } from '../../../lib/core/errors/parameter-error.ts';
import { densityOfRank, equaliseDarkness } from '../../../lib/data/synth/equalise-darkness.ts';

describe('equaliseDarkness', () => {
  it('keeps the order, clears what the mask leaves out', () => {
    const values = Float32Array.of(3, 900, 1, 2);
    equaliseDarkness(values, Uint8Array.of(1, 0, 1, 1));
    assert.equal(values[1], 0);
    assert.ok(values[2]! < values[3]! && values[3]! < values[0]!);
  });

  it('gives fields of different distributions the same quantiles', () => {
    const count = 20_000;
    const skewed = Float32Array.from({ length: count }, (_, i) => ((i * 7919) % count) ** 1.4);
    const flat = Float32Array.from({ length: count }, (_, i) => -((i * 104_729) % count));
    const mask = new Uint8Array(count).fill(1);
    equaliseDarkness(skewed, mask);
    equaliseDarkness(flat, mask);
    skewed.sort();
    flat.sort();
    for (const rank of [0.02, 0.1, 0.5, 0.9, 0.98]) {
      const i = Math.floor(rank * count);
      assert.ok(Math.abs(skewed[i]! - densityOfRank(rank)) < 0.005, `${rank}: ${skewed[i]!}`);
      assert.ok(Math.abs(flat[i]! - densityOfRank(rank)) < 0.005, `${rank}: ${flat[i]!}`);
    }
  });

  it('has mean 0 over all ranks', () => {
    const ranks = Array.from({ length: 10_001 }, (_, i) => densityOfRank(i / 10_000));
    assert.ok(Math.abs(ranks.reduce((sum, x) => sum + x, 0) / ranks.length) < 1e-3);
  });

  it('never makes a value that is not finite, even of a constant field', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (numbers) => {
        const values = Float32Array.from(numbers);
        equaliseDarkness(values, new Uint8Array(values.length).fill(1));
        return values.every((value) => Number.isFinite(value));
      }),
    );
    const constant = new Float32Array(4).fill(7);
    equaliseDarkness(constant, new Uint8Array(4).fill(1));
    assert.ok(constant.every((value) => value === constant[0]));
  });

  it('refuses a mask of another size', () => {
    assert.throws(() => {
      equaliseDarkness(new Float32Array(4), new Uint8Array(3));
    }, ParameterError);
  });
});
