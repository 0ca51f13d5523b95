import { base64, type DisplayBundle } from './display-bundle.ts';
import type { ImageType } from './image-bytes.ts';
import { bytesText } from './readable-numbers.ts';

/** Larger pictures are reduced to this many pixels a side. */
const MAX_SIDE = 1000;
/** Files beyond this are written anew, whatever their size in pixels. */
const MAX_BYTES = 2_000_000;
/** Refused: decoding would take gigabytes. */
const MAX_PIXELS = 268_000_000;

/** Pixels without a file: 8 bits a channel, rows from the top. */
export interface RawPixels {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * A picture file as a bundle; too large ones are reduced, kinds that front ends may not know become PNG.
 * @param bytes - the file
 * @param type - its kind
 * @throws {Error} of sharp, for a damaged file
 */
export async function pictureFileBundle(bytes: Uint8Array, type: ImageType): Promise<DisplayBundle> {
  const { default: sharp } = await import('sharp');
  const { width, height, pages = 1 } = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata();
  const name = (type.split('/')[1] ?? type).replace('+xml', '').toUpperCase();
  const text = `${name} picture, ${width} x ${height} pixels, ${bytesText(bytes.length)}`;
  const fits = Math.max(width, height) <= MAX_SIDE && bytes.length <= MAX_BYTES;
  const isShownEverywhere = type === 'image/png' || type === 'image/jpeg' || type === 'image/gif';
  // A GIF that moves would stand still if it were written anew.
  if (isShownEverywhere && (fits || (pages > 1 && bytes.length <= MAX_BYTES))) {
    return { data: { [type]: base64(bytes), 'text/plain': text }, metadata: {} };
  }
  const reduced = sharp(bytes, { limitInputPixels: MAX_PIXELS })
    .rotate()
    .resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true });
  const isPhoto = type === 'image/jpeg';
  const output = await (isPhoto ? reduced.jpeg({ quality: 90 }) : reduced.png()).toBuffer({
    resolveWithObject: true,
  });
  const shown = fits ? '' : `, shown at ${output.info.width} x ${output.info.height}`;
  return {
    data: { [isPhoto ? 'image/jpeg' : 'image/png']: base64(output.data), 'text/plain': text + shown },
    metadata: {},
  };
}

/**
 * Pixels as a bundle with a PNG; small pictures are enlarged in whole steps, large ones reduced.
 * @param pixels - at least one
 * @param text - what it is, for those who see no pictures
 */
export async function pixelsBundle(pixels: RawPixels, text: string): Promise<DisplayBundle> {
  const png = await encodePixels(pixels, sideFor(pixels));
  return { data: { 'image/png': base64(png), 'text/plain': text }, metadata: {} };
}

/** The longer side at which a picture is shown: small ones grow by a whole factor, so that pixels stay pixels. */
function sideFor({ width, height }: RawPixels): number {
  const longer = Math.max(width, height);
  if (longer > MAX_SIDE) return MAX_SIDE;
  const factor = Math.max(1, Math.min(16, Math.floor(256 / longer)));
  return longer * factor;
}

async function encodePixels({ width, height, channels, data }: RawPixels, side: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return sharp(bytes, { raw: { width, height, channels } })
    .resize(side, side, { fit: 'inside', kernel: side > Math.max(width, height) ? 'nearest' : 'lanczos3' })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
