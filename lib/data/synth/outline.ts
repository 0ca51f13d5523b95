import type { Random } from '../../core/random.ts';
import { bell, direction, type Vector } from './portable-maths.ts';

const STEPS = 1024;

/** A closed outline without overhangs: how far it lies from its centre in each direction. */
export interface Outline {
  readonly centre: Vector;
  /** Distance in px by {@link diamondAngle}, `[1025]`; the last repeats the first. */
  readonly radii: Float64Array;
}

/** What an outline is drawn from; lengths in px, shares of the radius where it says so. */
export interface OutlineOptions {
  readonly centre: Vector;
  /** Mean radius. */
  readonly radius: number;
  /** Long over short half axis, at least 1. */
  readonly elongation: number;
  /** Size of the slow waves (2 to 7 round the outline), as a share of the radius. */
  readonly waviness: number;
  /** Size of the small nicks and bumps that segmentation leaves, in px. */
  readonly roughness: number;
  /** Depth of one dent, as a share of the radius; 0 for none. */
  readonly indentation: number;
}

/** A direction as a number in [0, 4] that grows with the angle: an angle without trigonometry. */
export function diamondAngle(x: number, y: number): number {
  const sum = Math.abs(x) + Math.abs(y);
  if (sum === 0) return 0;
  if (y >= 0) return x >= 0 ? y / sum : 1 - x / sum;
  return x < 0 ? 2 - y / sum : 3 + x / sum;
}

/** The directions of a table's entries, as vectors of length 1. */
function tableDirection(step: number): Vector {
  const angle = (4 * step) / STEPS;
  const quarter = Math.floor(angle) % 4;
  const part = angle - Math.floor(angle);
  const x = [1 - part, -part, part - 1, part][quarter]!;
  const y = [part, 1 - part, -part, part - 1][quarter]!;
  const length = Math.sqrt(x * x + y * y);
  return { x: x / length, y: y / length };
}

const DIRECTIONS: readonly Vector[] = Array.from({ length: STEPS }, (_, step) => tableDirection(step));

/** A bump of height 1 and the given half width (a chord of the unit circle) in the direction `at`. */
function bump(at: Vector, towards: Vector, halfWidth: number): number {
  const dx = at.x - towards.x;
  const dy = at.y - towards.y;
  const u = 1 - (dx * dx + dy * dy) / (halfWidth * halfWidth);
  return u > 0 ? u * u : 0;
}

/** Draws an outline: an ellipse at a random angle with slow waves, small nicks and perhaps one dent. */
export function drawOutline(random: Random, options: OutlineOptions): Outline {
  const { centre, radius, elongation, waviness, roughness, indentation } = options;
  const axis = direction(random);
  const waves = Array.from({ length: 6 }, (_, i) => {
    const phase = direction(random);
    // Slow waves are taller than fast ones, as a membrane's are.
    return { phase, height: bell(random, 0, (waviness * 2) / (i + 2)) };
  });
  const nicks = Array.from({ length: 9 }, () => ({
    towards: direction(random),
    halfWidth: random.uniform(0.08, 0.3),
    height: bell(random, 0, roughness),
  }));
  const dent = { towards: direction(random), halfWidth: random.uniform(0.45, 0.8) };

  const root = Math.sqrt(elongation);
  const radii = new Float64Array(STEPS + 1);
  DIRECTIONS.forEach((at, step) => {
    const along = (at.x * axis.x + at.y * axis.y) / root;
    const across = (at.x * axis.y - at.y * axis.x) * root;
    let share = 1 / Math.sqrt(along * along + across * across);
    // (x + iy)^k has the angle k times as large: the k-th wave without a cosine.
    let { x, y } = at;
    for (const { phase, height } of waves) {
      [x, y] = [x * at.x - y * at.y, x * at.y + y * at.x];
      share += height * (x * phase.x - y * phase.y);
    }
    share -= indentation * bump(at, dent.towards, dent.halfWidth);
    let px = radius * share;
    for (const { towards, halfWidth, height } of nicks) px += height * bump(at, towards, halfWidth);
    radii[step] = px;
  });
  radii[STEPS] = radii[0]!;
  return { centre, radii };
}

/** How deep a place lies inside the outline along its ray from the centre, in px; negative outside. */
export function depthInside(outline: Outline, x: number, y: number): number {
  const dx = x - outline.centre.x;
  const dy = y - outline.centre.y;
  const place = (diamondAngle(dx, dy) * STEPS) / 4;
  const step = Math.min(Math.floor(place), STEPS - 1);
  const low = outline.radii[step]!;
  const radius = low + (place - step) * (outline.radii[step + 1]! - low);
  return radius - Math.sqrt(dx * dx + dy * dy);
}

/** The outline's largest radius in px. */
export function reach(outline: Outline): number {
  return outline.radii.reduce((most, radius) => Math.max(most, radius), 0);
}
