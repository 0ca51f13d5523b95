import assert from 'node:assert/strict';
import { drawBeta } from '../../lib/core/draw-beta.ts';
import { Random } from '../../lib/core/random.ts';

describe('drawBeta', () => {
  // Var = 1 / (4 · (2α + 1)); for α = 0.5 the arcsine law: P(x < 1/4) = 2/π · asin(1/2) = 1/3.
  for (const alpha of [0.2, 0.5, 1, 3]) {
    it(`has the mean and variance of Beta(${alpha}, ${alpha})`, () => {
      const random = Random.fromSeed(11);
      const draws = Array.from({ length: 20_000 }, () => drawBeta(random, alpha));
      const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
      const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
      assert.ok(draws.every((x) => x >= 0 && x <= 1));
      assert.ok(Math.abs(mean - 0.5) < 0.01, String(mean));
      assert.ok(Math.abs(variance - 1 / (4 * (2 * alpha + 1))) < 0.004, String(variance));
      if (alpha !== 0.5) return;
      assert.ok(Math.abs(draws.filter((x) => x < 0.25).length / draws.length - 1 / 3) < 0.015);
    });
  }

  it('is a number for a tiny α, near 0 or 1', () => {
    const random = Random.fromSeed(2);
    for (let i = 0; i < 200; i++) {
      const x = drawBeta(random, 0.001);
      assert.ok(x >= 0 && x <= 1);
    }
  });
});
