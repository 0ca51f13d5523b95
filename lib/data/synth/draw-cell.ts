import type { RasterImage } from '../../core/raster-image.ts';
import type { Random } from '../../core/random.ts';
import type { Label } from '../dataset.ts';
import { drawAnatomy } from './anatomy.ts';
import { drawChromatin, type Nucleolus } from './chromatin.ts';
import { develop } from './develop.ts';
import { paintCell, type DensityPicture } from './paint-cell.ts';
import { bell, clamp } from './portable-maths.ts';
import { varyStain } from './stain.ts';
import { drawSubjectProfile, type SubjectProfile } from './subject-profile.ts';

/** Side of a tile in px, as in C-NMC. */
export const TILE_SIZE = 450;

/** What to draw. */
export interface DrawCellOptions {
  /** 0 normal lymphocyte, 1 lymphoblast. */
  readonly label: Label;
  readonly random: Random;
  /** The person the cell comes from; someone by chance where it is not given. */
  readonly profile?: SubjectProfile;
  /** How mature the nucleus is, 0 (blast) to 1 (mature); by chance about its class where it is not given. */
  readonly differentiation?: number;
}

/** A drawn tile, with what a test or a figure may want to know about it. */
export interface DrawnCell extends RasterImage {
  /** 1 = cell, `[height, width]`. */
  readonly cellMask: Uint8Array;
  /** 1 = nucleus, `[height, width]`. */
  readonly nucleusMask: Uint8Array;
  readonly nucleoli: readonly Nucleolus[];
  readonly differentiation: number;
}

/**
 * How mature a cell of a class is. The classes' ranges meet in the middle: about one cell in twenty is hard to call,
 * as at the microscope.
 */
export function drawDifferentiation(random: Random, label: Label, shift = 0): number {
  return clamp(bell(random, label === 1 ? 0.2 : 0.8, 0.14) + shift, 0, 1);
}

/**
 * Draws one segmented cell: 450 x 450 px, black ground, cell in the middle. The classes differ only in their chromatin
 * (fine with nucleoli, or coarse and clumped); everything else is drawn without looking at the label.
 */
export function drawCell(options: DrawCellOptions): DrawnCell {
  const { label, random, profile = drawSubjectProfile(random) } = options;
  const differentiation =
    options.differentiation ?? drawDifferentiation(random, label, profile.differentiationShift);
  const middle = TILE_SIZE / 2;
  // A smear is thicker here and thinner there, so the stain also varies from cell to cell.
  const stain = varyStain(random, profile.stain, 0.9);
  const anatomy = drawAnatomy(random, profile, {
    centre: { x: middle + bell(random, 0, 1.5), y: middle + bell(random, 0, 1.5) },
  });
  const blur = profile.blur + (random.chance(0.3) ? 1 : 0);
  const chromatin = drawChromatin(random, anatomy, { differentiation, blur });
  const picture: DensityPicture = {
    width: TILE_SIZE,
    height: TILE_SIZE,
    data: new Float32Array(TILE_SIZE * TILE_SIZE * 3),
  };
  const masks = paintCell(random, picture, { anatomy, chromatin }, { stain });
  const image = develop(random, picture, {
    light: stain.light,
    shading: profile.shading,
    noise: 0.7,
    mask: masks.cell,
  });
  return {
    ...image,
    cellMask: masks.cell,
    nucleusMask: masks.nucleus,
    nucleoli: chromatin.nucleoli,
    differentiation,
  };
}
