import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../lib/core/random.ts';

/** A folder that goes when the tests end. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'wt-dfn-test-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/**
 * Draws a few cells in C-NMC's layout: discs on black, lymphoblasts speckled, normal cells plain.
 * @returns the data set's folder
 */
export async function drawTinyDataset(
  folder: string,
  { subjects = 4, cells = 3, side = 48 }: { subjects?: number; cells?: number; side?: number } = {},
): Promise<string> {
  const root = join(folder, 'C-NMC_Leukemia');
  for (const kind of ['all', 'hem'] as const) {
    const place = join(root, 'training_data', 'fold_0', kind);
    mkdirSync(place, { recursive: true });
    for (let subject = 1; subject <= subjects; subject++) {
      for (let cell = 1; cell <= cells; cell++) {
        const key = kind === 'all' ? String(subject) : `H${subject}`;
        const pixels = drawCell(Random.derive(1, kind, subject, cell), side, kind === 'all');
        await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
          .png()
          .toFile(join(place, `UID_${key}_1_${cell}_${kind}.png`));
      }
    }
  }
  return root;
}

function drawCell(random: Random, side: number, speckled: boolean): Uint8Array {
  const pixels = new Uint8Array(side * side * 3);
  const radius = side * random.uniform(0.28, 0.38);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (Math.hypot(x - side / 2, y - side / 2) > radius) continue;
      const shade = speckled && random.chance(0.3) ? 60 : 0;
      pixels.set([110 + shade, 60 + shade, 140 + shade], (y * side + x) * 3);
    }
  }
  return pixels;
}
