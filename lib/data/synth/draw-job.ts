import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../core/random.ts';
import type { RasterImage } from '../../core/raster-image.ts';
import { drawCell } from './draw-cell.ts';
import { drawSmear } from './draw-smear.ts';
import { encodeBmp } from './encode-bmp.ts';
import type { DrawingJob } from './plan-dataset.ts';
import { drawSubjectProfile, matchedProfile, type SubjectProfile } from './subject-profile.ts';

/** The person a job's cell comes from: depends only on the seed, the pair and which of the two it is. */
export function profileOf(seed: number, job: Pick<DrawingJob, 'pair' | 'label'>): SubjectProfile {
  const pair = drawSubjectProfile(Random.derive(seed, 'pair', job.pair));
  return matchedProfile(Random.derive(seed, 'subject', job.pair, job.label), pair);
}

/** Draws a job's picture: same seed and job, same pixels, whatever was drawn before. */
export function drawJob(seed: number, job: DrawingJob): RasterImage {
  const random = Random.derive(seed, job.kind, job.pair, job.label, job.cell);
  if (job.kind === 'smear') return drawSmear({ label: job.label, random });
  return drawCell({ label: job.label, random, profile: profileOf(seed, job) });
}

/** Draws a job's picture into its file below a folder. */
export async function writeJob(directory: string, seed: number, job: DrawingJob): Promise<void> {
  const image = drawJob(seed, job);
  const path = join(directory, job.path);
  await mkdir(dirname(path), { recursive: true });
  const bytes = path.endsWith('.bmp') ? encodeBmp(image) : await encodePng(image);
  await writeFile(path, bytes);
}

async function encodePng({ width, height, data }: RasterImage): Promise<Uint8Array> {
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 9, adaptiveFiltering: true })
    .toBuffer();
}
