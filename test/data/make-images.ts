// Small image files and folders, made by code.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../lib/core/random.ts';
import type { RasterImage } from '../../lib/core/raster-image.ts';

/** The real cells, where they lie beside the checkout. */
export const SHARED_DATA: URL = new URL('../../../shared/data/', import.meta.url);

/** A folder that is gone after the test. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wt-dfn-data-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a file and the folders above it. */
export async function put(path: string, content: Uint8Array | string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** A picture of random pixels. */
export function noise(width: number, height: number, seed = 1): RasterImage {
  const random = Random.fromSeed(seed);
  const data = Uint8Array.from({ length: width * height * 3 }, () => random.integer(0, 255));
  return { width, height, data };
}

/** A disc of one colour on black: a cell as C-NMC's. */
export function disc(side: number, radius: number, colour: readonly [number, number, number]): RasterImage {
  const data = new Uint8Array(side * side * 3);
  const centre = (side - 1) / 2;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (Math.hypot(x - centre, y - centre) <= radius) data.set(colour, (y * side + x) * 3);
    }
  }
  return { width: side, height: side, data };
}

/** A 24-bit BMP file with C-NMC's 54-byte header. */
export function bmpBytes({ width, height, data }: RasterImage): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = 54 + (height - 1 - y) * stride + x * 3;
      for (let c = 0; c < 3; c++) file[to + c] = data[from + 2 - c]!;
    }
  }
  return file;
}

/** A PNG file. */
export function pngBytes({ width, height, data }: RasterImage): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** How {@link putCnmc} fills a folder. */
export interface FakeCnmc {
  /** Subjects a class and fold. */
  readonly subjects?: number;
  readonly cells?: number;
  readonly side?: number;
  readonly folds?: readonly string[];
}

/** Writes small noise images in C-NMC's layout, as BMP; no two are the same. Returns their number. */
export async function putCnmc(root: string, options: FakeCnmc = {}): Promise<number> {
  const { subjects = 2, cells = 3, side = 12, folds = ['fold_0', 'fold_1'] } = options;
  let seed = 0;
  for (const [f, fold] of folds.entries()) {
    for (let s = 1; s <= subjects; s++) {
      for (let c = 1; c <= cells; c++) {
        const person = f * subjects + s;
        const folder = join(root, 'training_data', fold);
        await put(join(folder, 'all', `UID_${person}_1_${c}_all.bmp`), bmpBytes(noise(side, side, seed++)));
        await put(join(folder, 'hem', `UID_H${person}_1_${c}_hem.bmp`), bmpBytes(noise(side, side, seed++)));
      }
    }
  }
  return seed;
}
