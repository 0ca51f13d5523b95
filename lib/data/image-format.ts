/** The kinds of image file that can be read. */
export type ImageFormat = 'bmp' | 'png' | 'jpeg' | 'tiff' | 'webp';

const EXTENSIONS: Readonly<Record<string, ImageFormat>> = {
  bmp: 'bmp',
  dib: 'bmp',
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jpe: 'jpeg',
  tif: 'tiff',
  tiff: 'tiff',
  webp: 'webp',
};

/**
 * The format that a file's name promises, in any case of letters.
 * @param name - a file name or path
 */
export function formatOfName(name: string): ImageFormat | undefined {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? undefined : EXTENSIONS[name.slice(dot + 1).toLowerCase()];
}

/**
 * The format that a file's first bytes show; only this decides how a file is decoded.
 * @param bytes - at least the first 12 bytes of the file
 */
export function formatOfBytes(bytes: Uint8Array): ImageFormat | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith('BM')) return 'bmp';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (head.startsWith('RIFF') && head.endsWith('WEBP')) return 'webp';
  return undefined;
}

/**
 * Says in a few words what bytes are that no format fits, for a person who has to find out what went wrong.
 * @param bytes - the start of the file, up to a few hundred bytes
 */
export function describeBytes(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith('GIF8')) return 'not a readable image (GIF)';
  if (head.startsWith('%PDF')) return 'not an image (PDF)';
  if (head.startsWith('PK')) return 'not an image (zip archive)';
  if (head.startsWith('version http'))
    return 'not an image (Git LFS pointer: the real file was never fetched)';
  const sample = bytes.subarray(0, 512);
  if (sample.every((byte) => byte === 0)) return 'not an image (only zero bytes)';
  const text = sample.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
  return text ? 'not an image (text)' : 'not an image (unknown bytes)';
}
