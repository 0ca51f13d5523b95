import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp from 'sharp';
import { DataError } from '../core/errors/data-error.ts';
import type { RasterImage } from '../core/raster-image.ts';
import { openBmp } from './decode-bmp.ts';
import { describeBytes, formatOfBytes, formatOfName, type ImageFormat } from './image-format.ts';
import { toRaster, type PixelSource } from './pixel-source.ts';

/** A decoded picture with what was learnt about its file. */
export interface DecodedImage extends RasterImage {
  /** The format by the file's bytes, whatever its name says. */
  readonly format: ImageFormat;
  /** What a person should know, such as "named .bmp but holds PNG"; mostly empty. */
  readonly notes: readonly string[];
}

/** Options of {@link decodeImage}. */
export interface DecodeOptions {
  /** Refuse images with more pixels than this, before they are decoded. Default {@link MAX_PIXELS}. */
  readonly maxPixels?: number;
}

/** Images with more pixels than this are refused: a few bytes of PNG can otherwise ask for all the memory. */
export const MAX_PIXELS = 50_000_000;

const MAX_BYTES = 1024 ** 3;
const TOO_LARGE = 'more pixels than the limit';

/**
 * Reads and decodes one image file: BMP, PNG, JPEG, TIFF or WebP, told apart by content. Opacity is flattened on
 * black, grey becomes RGB, 16 bits become 8, a camera's orientation is applied, colour profiles are left alone,
 * of several pages the first is taken.
 * @param path - the file
 * @returns pixels `[height, width, 3]`, 0 to 255
 * @throws {DataError} with the path and the reason, where the file cannot be read or decoded
 */
export async function decodeImage(path: string, options: DecodeOptions = {}): Promise<DecodedImage> {
  try {
    return plain(await openBytes(await readImageFile(path), path, options));
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw unusable(path, reasonOf(error), error);
  }
}

/**
 * Decodes an image file's bytes; see {@link decodeImage}.
 * @param bytes - the whole file
 * @param path - the file's name, for messages and for the note about a wrong extension
 * @throws {DataError} with the path and the reason, where the bytes cannot be decoded
 */
export async function decodeBytes(
  bytes: Uint8Array,
  path: string,
  options: DecodeOptions = {},
): Promise<DecodedImage> {
  return plain(await openBytes(bytes, path, options));
}

/** Pixels that may still lie as in their file, with what was learnt about it. */
export type OpenedImage = PixelSource & Pick<DecodedImage, 'format' | 'notes'>;

/**
 * As {@link decodeBytes}, but leaves pixels that need no decoding where they are, for a reader that takes any order.
 * @param bytes - the whole file
 * @param path - the file's name, for messages and for the note about a wrong extension
 * @throws {DataError} with the path and the reason, where the bytes cannot be decoded
 */
export async function openBytes(
  bytes: Uint8Array,
  path: string,
  { maxPixels = MAX_PIXELS }: DecodeOptions = {},
): Promise<OpenedImage> {
  const format = formatOfBytes(bytes);
  if (format === undefined) throw unusable(path, describeBytes(bytes));
  const promised = formatOfName(path);
  const notes =
    promised === undefined || promised === format
      ? []
      : [`named as ${promised.toUpperCase()} but holds ${format.toUpperCase()}`];
  try {
    if (format === 'bmp') return { ...openBmp(bytes, maxPixels), format, notes };
    const decoded = await decodeBySharp(bytes, maxPixels);
    if (decoded.pages > 1) notes.push(`holds ${String(decoded.pages)} pages; the first is taken`);
    return { width: decoded.width, height: decoded.height, data: decoded.data, format, notes };
  } catch (error) {
    const reason = reasonOf(error);
    // Our BMP reasons say it all; a library's need the words around them.
    const known = format === 'bmp' || reason === TOO_LARGE;
    throw unusable(path, known ? reason : `damaged ${format.toUpperCase()} (${reason})`, error);
  }
}

/**
 * Reads a whole image file.
 * @param path - the file
 * @throws {DataError} where it is a folder, empty, unreasonably large or not readable
 */
export async function readImageFile(path: string): Promise<Buffer> {
  try {
    const { size } = await statFile(path);
    if (size > MAX_BYTES) throw unusable(path, 'larger than 1 GiB');
    const bytes = await readFile(path);
    if (bytes.length === 0) throw unusable(path, 'empty file');
    return bytes;
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw unusable(path, reasonOf(error), error);
  }
}

function plain(opened: OpenedImage): DecodedImage {
  return { ...toRaster(opened), format: opened.format, notes: opened.notes };
}

async function statFile(path: string): Promise<{ size: number }> {
  const info = await stat(path);
  if (info.isDirectory()) throw unusable(path, 'a folder, not a file');
  if (!info.isFile()) throw unusable(path, 'not a regular file');
  return info;
}

async function decodeBySharp(bytes: Uint8Array, maxPixels: number): Promise<RasterImage & { pages: number }> {
  const image = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error', ignoreIcc: true });
  const { pages } = await image.metadata();
  const { data, info } = await image
    .autoOrient()
    .flatten({ background: '#000' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { width, height, data: rgbOf(pixels, channels, width * height), pages: pages ?? 1 };
}

function rgbOf(pixels: Uint8Array, channels: number, count: number): Uint8Array {
  if (channels === 3) return pixels;
  const rgb = new Uint8Array(count * 3);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = pixels[i * channels + (channels < 3 ? 0 : c)]!;
  }
  return rgb;
}

function unusable(path: string, reason: string, cause?: unknown): DataError {
  return new DataError(`${basename(path)}: ${reason} (${path})`, [{ path, reason }], { cause });
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a link that leads to itself',
  EIO: 'the disk failed to read it',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  // Libraries report several lines, the first of which says what happened.
  const line = error.message.split('\n')[0]!.trim();
  if (/exceeds pixel limit/.test(line)) return TOO_LARGE;
  return SYSTEM_REASONS[code] ?? line;
}
