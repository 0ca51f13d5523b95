/** Kinds of picture files that are known by their first bytes. */
export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/svg+xml';

const SVG_START =
  /^\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i;
const HEAD = 1024;

/**
 * The kind of picture file that bytes are, by how they begin.
 * @param bytes - a whole file
 */
export function imageType(bytes: Uint8Array): ImageType | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD));
  const latin = head.toString('latin1', 0, 16);
  if (latin.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (latin.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(latin)) return 'image/gif';
  if (/^RIFF[\s\S]{4}WEBP/.test(latin)) return 'image/webp';
  return SVG_START.test(head.toString('utf8')) ? 'image/svg+xml' : undefined;
}
