import type { Random } from '../../core/random.ts';
import { drawOutline, reach, type Outline } from './outline.ts';
import { bell, clamp, direction, type Vector } from './portable-maths.ts';
import type { SubjectProfile } from './subject-profile.ts';

/** Where a cell and its nucleus lie. Drawn without knowing the class. */
export interface Anatomy {
  readonly cell: Outline;
  readonly nucleus: Outline;
  /** Mean radius of the nucleus in px. */
  readonly nucleusRadius: number;
  /** The square that holds the cell, in px: left, top and side. */
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** What a cell's shape is drawn with beside its person. */
export interface AnatomyOptions {
  readonly centre: Vector;
  /** Size against the profile's radius; 1 by default. */
  readonly scale?: number;
  /** Depth of the nucleus's dent as a share of its radius; by chance where it is not given. */
  readonly indentation?: number;
}

/** Draws the outlines of a cell and of its nucleus, which lies off centre and never leaves the cell. */
export function drawAnatomy(random: Random, profile: SubjectProfile, options: AnatomyOptions): Anatomy {
  const { centre, scale = 1 } = options;
  const radius = clamp(profile.radius * bell(random, 1, 0.1), 60, 150) * scale;
  const elongation = Math.max(1, profile.elongation + bell(random, 0, 0.07));
  const dent = random.chance(profile.dented) ? random.uniform(0.08, 0.3) : 0;
  const cell = drawOutline(random, {
    centre,
    radius,
    elongation,
    waviness: profile.waviness * random.uniform(0.5, 1.5),
    roughness: profile.roughness * scale * random.uniform(0.3, 1.7),
    indentation: dent,
  });
  const share = clamp(profile.nucleusShare + bell(random, 0, 0.02), 0.82, 0.985);
  const towards = direction(random);
  const offset = radius * (1 - share) * random.uniform(0, 1.1);
  const notch = random.chance(profile.dented * 0.7) ? random.uniform(0.08, 0.28) : 0;
  const ownShape = drawOutline(random, {
    centre: { x: centre.x + towards.x * offset, y: centre.y + towards.y * offset },
    radius: radius * share,
    elongation: 1,
    waviness: profile.waviness * 0.5,
    roughness: 0.5,
    indentation: options.indentation ?? notch,
  });
  // The nucleus follows its cell: the cell's outline, shrunken, times the nucleus's own waves and dent.
  const radii = ownShape.radii.map((own, step) => own * (cell.radii[step]! / radius));
  const side = 2 * (Math.ceil(reach(cell)) + 4);
  return {
    cell,
    nucleus: { centre: ownShape.centre, radii },
    nucleusRadius: radius * share,
    left: Math.floor(centre.x - side / 2),
    top: Math.floor(centre.y - side / 2),
    side,
  };
}
