import type { Random } from '../../core/random.ts';
import { bell, clamp, direction, type Vector } from './portable-maths.ts';
import { TILE_STAIN, varyStain, type Stain } from './stain.ts';

/**
 * What one person's cells have in common. It is drawn without knowing the person's class, so that neither size,
 * outline nor colour can tell the classes apart.
 */
export interface SubjectProfile {
  /** Mean radius of the cells in px. */
  readonly radius: number;
  /** Mean of long over short half axis, at least 1. */
  readonly elongation: number;
  /** Slow waves of the outline, as a share of the radius. */
  readonly waviness: number;
  /** Nicks that segmentation leaves, in px. */
  readonly roughness: number;
  /** Probability that a cell or its nucleus is dented. */
  readonly dented: number;
  /** Mean radius of the nucleus over that of the cell. */
  readonly nucleusShare: number;
  readonly stain: Stain;
  /** Direction and strength of uneven light, as optical density from the tile's centre to its edge. */
  readonly shading: Vector;
  /** How blurred the pictures are: passes of a 3 x 3 binomial filter. */
  readonly blur: number;
  /** How far this person's cells lean towards the other class in differentiation. */
  readonly differentiationShift: number;
}

/** Draws a person. */
export function drawSubjectProfile(random: Random, stain: Stain = TILE_STAIN): SubjectProfile {
  const towards = direction(random);
  const uneven = random.uniform(0, 0.05);
  return {
    radius: bell(random, 97, 3),
    elongation: random.uniform(1.08, 1.14),
    waviness: random.uniform(0.024, 0.031),
    roughness: random.uniform(1.4, 2.2),
    dented: random.uniform(0.15, 0.25),
    nucleusShare: bell(random, 0.935, 0.012),
    stain: varyStain(random, stain, 0.8),
    shading: { x: towards.x * uneven, y: towards.y * uneven },
    blur: random.integer(2, 3),
    differentiationShift: bell(random, 0, 0.04),
  };
}

/**
 * A second person much like a first: the generator pairs each lymphoblast subject with a normal one, as a matched
 * case-control study does, so that a dozen people a class cannot differ in size or stain by bad luck.
 */
export function matchedProfile(random: Random, profile: SubjectProfile): SubjectProfile {
  return {
    ...profile,
    radius: profile.radius + bell(random, 0, 2),
    elongation: Math.max(1.02, profile.elongation + bell(random, 0, 0.015)),
    waviness: profile.waviness * bell(random, 1, 0.08),
    roughness: profile.roughness * bell(random, 1, 0.12),
    nucleusShare: clamp(profile.nucleusShare + bell(random, 0, 0.003), 0.85, 0.97),
    stain: varyStain(random, profile.stain, 0.6),
    differentiationShift: bell(random, 0, 0.04),
  };
}
