import type { Random } from '../../core/random.ts';
import { GradientNoise } from './noise.ts';
import { depthInside, drawOutline, type Outline } from './outline.ts';
import type { DensityPicture } from './paint-cell.ts';
import { bell, smoothstep, type Vector } from './portable-maths.ts';

/** A red cell to paint. */
export interface RedCell {
  readonly outline: Outline;
  readonly radius: number;
  /** Where the pale centre lies. */
  readonly paleCentre: Vector;
  /** How pale the centre is, 0 to 1. */
  readonly pallor: number;
  /** Optical density of its rim against the usual one. */
  readonly strength: number;
}

/** Haemoglobin under eosin: green and blue are taken away, red passes. */
const HAEMOGLOBIN = [0.1, 0.5, 0.45] as const;
const PLATELET = [0.34, 0.62, 0.16] as const;

/** Scatters red cells over a tile so that they leave the white cell free and hardly overlap each other. */
export function placeRedCells(random: Random, size: number, whiteCell: Outline): RedCell[] {
  const placed: RedCell[] = [];
  const usual = bell(random, 62, 2.5);
  for (let attempt = 0; attempt < 400 && placed.length < 14; attempt++) {
    const centre = { x: random.uniform(-40, size + 40), y: random.uniform(-40, size + 40) };
    const radius = usual * bell(random, 1, 0.06);
    if (depthInside(whiteCell, centre.x, centre.y) > -radius * 0.97 - 3) continue;
    const crowded = placed.some(({ outline, radius: other }) => {
      const dx = outline.centre.x - centre.x;
      const dy = outline.centre.y - centre.y;
      return Math.sqrt(dx * dx + dy * dy) < 0.96 * (radius + other);
    });
    if (crowded) continue;
    placed.push({
      outline: drawOutline(random, {
        centre,
        radius,
        elongation: random.uniform(1, 1.12),
        waviness: 0.018,
        roughness: 0.5,
        indentation: 0,
      }),
      radius,
      paleCentre: { x: centre.x + bell(random, 0, 3), y: centre.y + bell(random, 0, 3) },
      pallor: random.uniform(0.45, 0.8),
      strength: bell(random, 1, 0.08),
    });
  }
  return placed;
}

/** Adds a red cell: pink, paler in the middle, a touch darker along the rim. */
export function paintRedCell(random: Random, picture: DensityPicture, cell: RedCell): void {
  const { outline, radius, paleCentre, pallor, strength } = cell;
  const cloud = new GradientNoise(random);
  const { width, height, data } = picture;
  const reachPx = radius * 1.3;
  const top = Math.max(0, Math.floor(outline.centre.y - reachPx));
  const left = Math.max(0, Math.floor(outline.centre.x - reachPx));
  for (let y = top; y < Math.min(height, outline.centre.y + reachPx); y++) {
    for (let x = left; x < Math.min(width, outline.centre.x + reachPx); x++) {
      const depth = depthInside(outline, x, y);
      if (depth < -2.5) continue;
      const dx = x - paleCentre.x;
      const dy = y - paleCentre.y;
      const out = Math.sqrt(dx * dx + dy * dy) / radius;
      const pale = pallor * (1 - smoothstep(0.12, 0.72, out + 0.05 * cloud.at(x / 20, y / 20)));
      const rim = 0.14 * smoothstep(-1, 3, depth) * (1 - smoothstep(3, 12, depth));
      const density =
        strength * smoothstep(-2.5, 2.5, depth) * (1 - pale + rim + 0.06 * cloud.at(x / 9, y / 9));
      for (let channel = 0; channel < 3; channel++) {
        data[3 * (y * width + x) + channel]! += density * HAEMOGLOBIN[channel]!;
      }
    }
  }
}

/** Adds one platelet, a small violet granular crumb, where it leaves the white cell free. */
export function paintPlatelet(random: Random, picture: DensityPicture, whiteCell: Outline): void {
  const cloud = new GradientNoise(random);
  const { width, height, data } = picture;
  for (let attempt = 0; attempt < 40; attempt++) {
    const centre = { x: random.uniform(20, width - 20), y: random.uniform(20, height - 20) };
    const radius = random.uniform(10, 16);
    if (depthInside(whiteCell, centre.x, centre.y) > -radius - 8) continue;
    // Clear ground only: a platelet on a red cell would look like a parasite.
    if (data[3 * (Math.floor(centre.y) * width + Math.floor(centre.x)) + 1]! > 0.02) continue;
    const outline = drawOutline(random, {
      centre,
      radius,
      elongation: random.uniform(1, 1.5),
      waviness: 0.12,
      roughness: 1,
      indentation: 0,
    });
    for (let y = Math.max(0, Math.floor(centre.y) - 30); y < Math.min(height, centre.y + 30); y++) {
      for (let x = Math.max(0, Math.floor(centre.x) - 30); x < Math.min(width, centre.x + 30); x++) {
        const cover = smoothstep(-2.5, 5, depthInside(outline, x, y));
        const density = cover * (0.8 + 1.4 * Math.max(0, cloud.at(x / 4, y / 4)));
        for (let channel = 0; channel < 3; channel++) {
          data[3 * (y * width + x) + channel]! += density * PLATELET[channel]!;
        }
      }
    }
    return;
  }
}
