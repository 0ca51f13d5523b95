import type { Random } from '../../core/random.ts';
import type { Anatomy } from './anatomy.ts';
import type { Chromatin } from './chromatin.ts';
import { drawDistractors, type Distractors } from './distractors.ts';
import { GradientNoise } from './noise.ts';
import { depthInside } from './outline.ts';
import { smoothstep } from './portable-maths.ts';
import type { Stain } from './stain.ts';

/** A picture in the making: optical density of each pixel and channel; 0 is clear glass. */
export interface DensityPicture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 3]` */
  readonly data: Float32Array;
}

/** What a cell is painted with beside its anatomy and chromatin. */
export interface PaintOptions {
  readonly stain: Stain;
  /** How often vacuoles, specks and folds are drawn: 1 as in the data set, 0 never. */
  readonly clutter?: number;
}

/** Masks of the painted pixels, `[height, width]` of the picture, 1 = inside. */
export interface PaintedMasks {
  readonly cell: Uint8Array;
  readonly nucleus: Uint8Array;
}

/** A pale place takes density away: how far, at (x, y). */
function paleness(distractors: Distractors, x: number, y: number): number {
  let pale = 0;
  for (const { x: cx, y: cy, radius } of distractors.vacuoles) {
    const dx = x - cx;
    const dy = y - cy;
    pale += 0.34 * (1 - smoothstep(0.3, 1.1, Math.sqrt(dx * dx + dy * dy) / radius));
  }
  for (const { from, to, radius } of distractors.folds) {
    const along = { x: to.x - from.x, y: to.y - from.y };
    const t = ((x - from.x) * along.x + (y - from.y) * along.y) / (along.x * along.x + along.y * along.y);
    const nearest = Math.min(Math.max(t, 0), 1);
    const dx = x - from.x - nearest * along.x;
    const dy = y - from.y - nearest * along.y;
    // Tapered towards both ends, without a sharp border.
    const width = radius * (1.1 - 0.5 * Math.abs(2 * nearest - 1));
    pale += 0.3 * (1 - smoothstep(0, 1, Math.sqrt(dx * dx + dy * dy) / width));
  }
  return pale;
}

function speckDensity(distractors: Distractors, x: number, y: number): number {
  let density = 0;
  for (const { x: cx, y: cy, radius } of distractors.specks) {
    const dx = x - cx;
    const dy = y - cy;
    density += 0.5 * (1 - smoothstep(0.4, 1, Math.sqrt(dx * dx + dy * dy) / radius));
  }
  return density;
}

/** Adds a cell to a picture: cytoplasm, nucleus with its chromatin, bluish margin, soft edge, and some clutter. */
export function paintCell(
  random: Random,
  picture: DensityPicture,
  { anatomy, chromatin }: { readonly anatomy: Anatomy; readonly chromatin: Chromatin },
  options: PaintOptions,
): PaintedMasks {
  const { stain, clutter = 1 } = options;
  const { width, height, data } = picture;
  const { left, top, side } = anatomy;
  const cloud = new GradientNoise(random);
  const distractors = drawDistractors(random, anatomy, clutter);
  const cell = new Uint8Array(width * height);
  const nucleus = new Uint8Array(width * height);
  for (let row = Math.max(0, -top); row < Math.min(side, height - top); row++) {
    for (let column = Math.max(0, -left); column < Math.min(side, width - left); column++) {
      const x = left + column;
      const y = top + row;
      const depth = depthInside(anatomy.cell, x, y);
      if (depth < -5) continue;
      const pixel = y * width + x;
      const nuclearDepth = Math.min(depthInside(anatomy.nucleus, x, y), depth - 1);
      if (depth > 0) cell[pixel] = 1;
      if (nuclearDepth > 0) nucleus[pixel] = 1;
      const coverage = smoothstep(-5, 3.5, depth);
      const nuclear = smoothstep(-4, 3, nuclearDepth);
      // The nuclear envelope is a little darker and bluer than the inside.
      const margin = nuclear * (1 - smoothstep(2, 13, nuclearDepth));
      const mottle = 0.16 * cloud.at(x / 14, y / 14) + 0.1 * cloud.at(x / 5 + 40, y / 5);
      const dark = stain.contrast * chromatin.darkness[row * side + column]!;
      const pale = 1 - Math.min(paleness(distractors, x, y), 0.6);
      const speck = speckDensity(distractors, x, y);
      for (let channel = 0; channel < 3; channel++) {
        const inNucleus =
          stain.nucleus[channel]! +
          stain.chromatin[channel]! * dark +
          margin * MARGIN[channel]! * stain.nucleus[channel]!;
        const inCytoplasm = stain.cytoplasm[channel]! * (1 + mottle);
        const density = inCytoplasm + nuclear * (inNucleus - inCytoplasm) + speck * SPECK[channel]!;
        data[3 * pixel + channel]! += coverage * pale * density;
      }
    }
  }
  return { cell, nucleus };
}

const MARGIN = [0.1, 0.05, -0.08] as const;
const SPECK = [1, 1.1, 0.6] as const;
