import { createHash } from 'node:crypto';
import { DataError, type FileProblem } from '../core/errors/data-error.ts';
import { decodeBytes, readImageFile } from './decode-image.ts';
import type { MaskOptions } from './foreground-mask.ts';
import type { ImageFormat } from './image-format.ts';
import { silhouetteFeatures, type SilhouetteFeatures } from './silhouette.ts';

/** What an audit learns from one readable file. */
export interface FileFacts {
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly bytesDigest: string;
  /** SHA-256 of width, height and decoded pixels: the same for one picture in two formats. */
  readonly pixelsDigest: string;
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  readonly notes: readonly string[];
  readonly silhouette: SilhouetteFeatures;
}

/**
 * Looks at one image file.
 * @param path - the file
 * @param options - how cell and background are told apart
 * @returns its facts, or why it cannot be used
 */
export async function auditFile(path: string, options: MaskOptions): Promise<FileFacts | FileProblem> {
  try {
    const bytes = await readImageFile(path);
    const image = await decodeBytes(bytes, path);
    const { width, height, format, notes } = image;
    return {
      bytesDigest: createHash('sha256').update(bytes).digest('hex'),
      pixelsDigest: createHash('sha256')
        .update(`${String(width)}x${String(height)}\n`)
        .update(image.data)
        .digest('hex'),
      width,
      height,
      format,
      notes,
      silhouette: silhouetteFeatures(image, options),
    };
  } catch (error) {
    if (error instanceof DataError && error.problems[0] !== undefined) return error.problems[0];
    throw error;
  }
}
