import type { RasterImage } from '../../core/raster-image.ts';
import type { Random } from '../../core/random.ts';
import type { Label } from '../dataset.ts';
import { drawAnatomy } from './anatomy.ts';
import { drawChromatin, type Nucleolus } from './chromatin.ts';
import { develop } from './develop.ts';
import { drawDifferentiation, TILE_SIZE } from './draw-cell.ts';
import { paintCell, type DensityPicture } from './paint-cell.ts';
import { bell } from './portable-maths.ts';
import { paintRedCell, paintPlatelet, placeRedCells } from './red-cells.ts';
import { SMEAR_STAIN } from './stain.ts';
import { drawSubjectProfile } from './subject-profile.ts';

/** What to draw. */
export interface DrawSmearOptions {
  /** Class of the white cell: 0 normal lymphocyte, 1 lymphoblast (the default). */
  readonly label?: Label;
  readonly random: Random;
  /** Depth of the dent in the white cell's nucleus as a share of its radius; 0.3 by default, as in the paper's figure. */
  readonly indentation?: number;
  /** How mature the white cell is, 0 (blast) to 1; by chance about its class where it is not given. */
  readonly differentiation?: number;
}

/** A drawn smear tile, with the place of its white cell. */
export interface DrawnSmear extends RasterImage {
  /** 1 = the white cell, `[height, width]`. */
  readonly cellMask: Uint8Array;
  /** 1 = its nucleus, `[height, width]`. */
  readonly nucleusMask: Uint8Array;
  readonly nucleoli: readonly Nucleolus[];
}

/**
 * Draws an unsegmented tile, 450 x 450 px, as cut from a stained smear: one white cell with a dented nucleus among red
 * cells with pale centres, on a light ground. For figures (Method 7), not for training.
 */
export function drawSmear(options: DrawSmearOptions): DrawnSmear {
  const { label = 1, random, indentation = 0.3 } = options;
  const profile = drawSubjectProfile(random, SMEAR_STAIN);
  const middle = TILE_SIZE / 2;
  const centre = { x: middle + bell(random, 0, 8), y: middle + bell(random, 0, 8) };
  const anatomy = drawAnatomy(
    random,
    { ...profile, nucleusShare: 0.88, dented: 0 },
    { centre, scale: 1.02, indentation },
  );
  const picture: DensityPicture = {
    width: TILE_SIZE,
    height: TILE_SIZE,
    data: new Float32Array(TILE_SIZE * TILE_SIZE * 3),
  };
  for (const redCell of placeRedCells(random, TILE_SIZE, anatomy.cell))
    paintRedCell(random, picture, redCell);
  paintPlatelet(random, picture, anatomy.cell);
  const differentiation = options.differentiation ?? drawDifferentiation(random, label);
  const chromatin = drawChromatin(random, anatomy, { differentiation, blur: 2 });
  const masks = paintCell(random, picture, { anatomy, chromatin }, { stain: profile.stain, clutter: 0 });
  const image = develop(random, picture, {
    light: profile.stain.light,
    shading: profile.shading,
    noise: 1.6,
  });
  return { ...image, cellMask: masks.cell, nucleusMask: masks.nucleus, nucleoli: chromatin.nucleoli };
}
