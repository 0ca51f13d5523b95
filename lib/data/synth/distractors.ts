import type { Random } from '../../core/random.ts';
import type { Anatomy } from './anatomy.ts';
import { depthInside } from './outline.ts';
import { direction, type Vector } from './portable-maths.ts';

/** A round thing in px of the picture. */
export interface Disc extends Vector {
  readonly radius: number;
}

/** Things that real cells have and that say nothing about their class; drawn without knowing it. */
export interface Distractors {
  /** Small, sharply bounded pale bubbles: without a nucleolus's dark rim, and mostly near the edge. */
  readonly vacuoles: readonly Disc[];
  /** Dark crumbs of stain. */
  readonly specks: readonly Disc[];
  /** Pale streaks where a nucleus is folded or something pale lies over it. */
  readonly folds: readonly { readonly from: Vector; readonly to: Vector; readonly radius: number }[];
}

function placeInside(random: Random, anatomy: Anatomy, least: number, most: number): Vector {
  const { centre } = anatomy.cell;
  for (let attempt = 0; attempt < 40; attempt++) {
    const x = centre.x + random.uniform(-1.2, 1.2) * anatomy.nucleusRadius;
    const y = centre.y + random.uniform(-1.2, 1.2) * anatomy.nucleusRadius;
    const depth = depthInside(anatomy.cell, x, y);
    if (depth >= least && depth <= most) return { x, y };
  }
  return centre;
}

/** Draws a cell's clutter; `amount` multiplies how often each kind appears. */
export function drawDistractors(random: Random, anatomy: Anatomy, amount = 1): Distractors {
  const size = anatomy.nucleusRadius / 90;
  const some = (probability: number, most: number): number =>
    random.chance(probability * amount) ? random.integer(1, most) : 0;
  const vacuoles = Array.from({ length: some(0.3, 4) }, () => ({
    ...placeInside(random, anatomy, 6 * size, 28 * size),
    radius: random.uniform(4, 8.5) * size,
  }));
  const specks = Array.from({ length: some(0.25, 5) }, () => ({
    ...placeInside(random, anatomy, 3 * size, 90 * size),
    radius: random.uniform(2, 4.5) * size,
  }));
  const folds = Array.from({ length: some(0.2, 1) }, () => {
    const from = placeInside(random, anatomy, 20 * size, 90 * size);
    const towards = direction(random);
    const length = random.uniform(14, 42) * size;
    return {
      from,
      to: { x: from.x + towards.x * length, y: from.y + towards.y * length },
      radius: random.uniform(7, 13) * size,
    };
  });
  return { vacuoles, specks, folds };
}
