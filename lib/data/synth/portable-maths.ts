// Drawn cells must have the same bytes on every machine. `Math.sin`, `exp`, `log` may differ in their last bits between
// JavaScript engines, so the drawing code uses only what IEEE 754 fixes exactly: + - * / and the square root.
import type { Random } from '../../core/random.ts';

/** A point or direction in the picture: x to the right, y downwards. */
export interface Vector {
  readonly x: number;
  readonly y: number;
}

/**
 * A bell-shaped number, the scaled sum of four uniform ones: nearly normal, and never further than
 * 3.47 standard deviations from its mean, so that no cell is ever absurd.
 */
export function bell(random: Random, mean: number, standardDeviation: number): number {
  const sum = random.uniform() + random.uniform() + random.uniform() + random.uniform();
  return mean + (sum - 2) * 1.7320508075688772 * standardDeviation;
}

/** A direction with every angle as likely, as a vector of length 1. */
export function direction(random: Random): Vector {
  for (;;) {
    const x = random.uniform(-1, 1);
    const y = random.uniform(-1, 1);
    const squared = x * x + y * y;
    if (squared > 0.01 && squared <= 1) {
      const length = Math.sqrt(squared);
      return { x: x / length, y: y / length };
    }
  }
}

/** Keeps a number within [low, high]. */
export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** 0 below `low`, 1 above `high`, a smooth S between them: 3t^2 - 2t^3. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}

/** e to the power x as (1 + x/4096)^4096, by twelve squarings: within 0.2 % for |x| < 4, enough for 8-bit colours. */
export function exponential(x: number): number {
  let power = 1 + x / 4096;
  for (let i = 0; i < 12; i++) power *= power;
  return power;
}
