import type { Random } from '../../core/random.ts';
import { depthInside } from './outline.ts';
import type { Anatomy } from './anatomy.ts';
import { GradientNoise, SeedNoise, type NearestSeeds } from './noise.ts';
import { equaliseDarkness } from './equalise-darkness.ts';
import { bell, clamp, smoothstep } from './portable-maths.ts';

/** A visible nucleolus: a pale round spot with a dark rim, in px of the picture. */
export interface Nucleolus {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** How clearly it shows, 0 to 1. */
  readonly visibility: number;
}

/** What tells the classes apart: how mature a nucleus is. */
export interface ChromatinOptions {
  /** 0: fine open chromatin with nucleoli (lymphoblast); 1: coarse clumps and none (mature lymphocyte). */
  readonly differentiation: number;
  /** Passes of a 3 x 3 binomial filter. */
  readonly blur: number;
}

/** A nucleus's inside, over the square of its {@link Anatomy}. */
export interface Chromatin {
  /** Darkness of the chromatin, mean 0, the same histogram in every nucleus, `[side * side]`; 0 outside. */
  readonly darkness: Float32Array;
  readonly nucleoli: readonly Nucleolus[];
}

const CLUMP_PX = 36;
const GRAIN_PX = 9;

function drawNucleoli(random: Random, anatomy: Anatomy, differentiation: number): Nucleolus[] {
  const visibility = 1 - smoothstep(0.3, 0.62, differentiation);
  const wanted = 1 + random.weighted([0.35, 0.4, 0.25]);
  const found: Nucleolus[] = [];
  const size = anatomy.nucleusRadius / 90;
  for (let attempt = 0; attempt < 60 && found.length < wanted; attempt++) {
    const { centre } = anatomy.nucleus;
    const x = centre.x + random.uniform(-1, 1) * anatomy.nucleusRadius;
    const y = centre.y + random.uniform(-1, 1) * anatomy.nucleusRadius;
    const radius = clamp(bell(random, 16.5, 2), 12, 20) * size;
    if (depthInside(anatomy.nucleus, x, y) < radius * 1.5) continue;
    if (found.some((other) => (other.x - x) ** 2 + (other.y - y) ** 2 < (1.7 * (other.radius + radius)) ** 2))
      continue;
    found.push({ x, y, radius, visibility: visibility * random.uniform(0.8, 1) });
  }
  // Drawn in any case, so that both classes use up the same random numbers; shown only where the nucleus is young.
  return found.filter((nucleolus) => nucleolus.visibility > 0.05);
}

/** One pass of the 3 x 3 binomial filter (1 2 1) / 4 along rows, then columns; edges keep their values. */
function soften(field: Float32Array, side: number): void {
  for (const step of [1, side]) {
    const before = field.slice();
    for (let i = side; i < field.length - side; i++) {
      field[i] = 0.25 * before[i - step]! + 0.5 * before[i]! + 0.25 * before[i + step]!;
    }
  }
}

/**
 * Draws the chromatin of one nucleus. Fine and coarse patterns are mixed by differentiation, nucleoli are set in, and
 * the histogram is then made the same for every nucleus: only the arrangement of light and dark tells the classes apart.
 */
export function drawChromatin(random: Random, anatomy: Anatomy, options: ChromatinOptions): Chromatin {
  const { differentiation, blur } = options;
  const { side, left, top } = anatomy;
  const size = anatomy.nucleusRadius / 90;
  const clumps = new SeedNoise(random);
  const warp = new GradientNoise(random);
  const grain = new GradientNoise(random);
  const heap = new GradientNoise(random);
  const drift = new GradientNoise(random);
  const clumpPx = CLUMP_PX * size * bell(random, 1, 0.08);
  const grainPx = GRAIN_PX * size * bell(random, 1, 0.08);
  const driftWeight = random.uniform(0.3, 0.8);
  const nucleoli = drawNucleoli(random, anatomy, differentiation);

  const coarse = smoothstep(0.2, 0.8, differentiation);
  const coarseWeight = Math.sqrt(coarse);
  const fineWeight = Math.sqrt(1 - coarse);
  const darkness = new Float32Array(side * side);
  const inside = new Uint8Array(side * side);
  const seeds: NearestSeeds = { first: 0, second: 0, shade: 0 };
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const x = left + column;
      const y = top + row;
      const depth = depthInside(anatomy.nucleus, x, y);
      if (depth < -6) continue;
      const bendX = warp.at(x / 26, y / 26);
      const bendY = warp.at(x / 26 + 57.3, y / 26 + 11.9);
      // Clumps: dark blocks, each of its own shade, parted by pale seams.
      clumps.nearest(x / clumpPx + 0.7 * bendX, y / clumpPx + 0.7 * bendY, seeds);
      const block = smoothstep(-0.02, 0.62, seeds.second - seeds.first);
      const clump =
        2.3 * (block - 0.55) +
        0.7 * seeds.shade * block +
        2.2 * heap.at(x / (1.6 * clumpPx), y / (1.6 * clumpPx));
      const fine =
        2.6 * grain.at(x / grainPx, y / grainPx) +
        2 * grain.at(x / (0.55 * grainPx) + 31.7, y / (0.55 * grainPx));
      const slow = 3 * drift.at(x / 85, y / 85);
      let value = coarseWeight * clump + fineWeight * fine + 0.3 * fine + driftWeight * slow;
      for (const nucleolus of nucleoli) {
        const dx = x - nucleolus.x + 9 * bendX;
        const dy = y - nucleolus.y + 9 * bendY;
        const distance = Math.sqrt(dx * dx + dy * dy) / nucleolus.radius;
        if (distance > 1.7) continue;
        const core = 1 - smoothstep(0.45, 1, distance);
        const rim = smoothstep(0.75, 1.12, distance) * (1 - smoothstep(1.15, 1.7, distance));
        const spot = core * (-2.6 + 0.5 * fine) + 1.6 * rim;
        const share = nucleolus.visibility * Math.max(core, rim);
        value = value * (1 - 0.75 * share) + spot * nucleolus.visibility;
      }
      darkness[row * side + column] = value;
      inside[row * side + column] = depth > 0 ? 1 : 0;
    }
  }
  for (let pass = 0; pass < blur; pass++) soften(darkness, side);
  equaliseDarkness(darkness, inside);
  return { darkness, nucleoli };
}
