import { decode } from 'fast-bmp';
import type { RasterImage } from '../core/raster-image.ts';
import { readBmpHeader, type BmpHeader } from './bmp-header.ts';

/**
 * Decodes a BMP file. fast-bmp reads the pixels; what it does not know is settled here: rows from the top,
 * 32 bits without masks in the header, palettes, and opacity (flattened on black).
 * @param bytes - the whole file
 * @param maxPixels - more pixels than this are refused before anything is allocated
 * @throws {Error} with the reason as message where the file is damaged or of a kind that is not read
 */
export function decodeBmp(bytes: Uint8Array, maxPixels: number): RasterImage {
  const header = readBmpHeader(bytes, maxPixels);
  const { width, height, topDown } = header;
  const { data } = decode(asPlainBmp(bytes, header)) as { data: Uint8Array };
  const rgb = toRgb(data, header);
  return { width, height, data: topDown ? flipRows(rgb, width * 3) : rgb };
}

/** The same pixels under the one header that fast-bmp reads whatever the depth: bottom-up, masks at byte 54. */
function asPlainBmp(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  // It also reads up to byte 66 of a file that may be shorter.
  if (header.bitsPerPixel === 24 && !header.topDown && bytes.length >= 66) return bytes;
  const { width, height, bitsPerPixel, pixelOffset, stride } = header;
  const plain = new Uint8Array(66 + stride * height);
  const view = new DataView(plain.buffer);
  plain.set([0x42, 0x4d]);
  view.setUint32(10, 66, true);
  view.setUint32(14, 52, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, bitsPerPixel, true);
  view.setUint32(30, bitsPerPixel === 32 ? 3 : 0, true);
  view.setUint32(54, 0x00ff0000, true);
  view.setUint32(58, 0x0000ff00, true);
  view.setUint32(62, 0x000000ff, true);
  plain.set(bytes.subarray(pixelOffset, pixelOffset + stride * height), 66);
  // fast-bmp takes the rows of 8-bit images as padded to four bytes too, so they pass as they are.
  return plain;
}

function toRgb(data: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bitsPerPixel, palette, hasAlpha } = header;
  if (bitsPerPixel === 24) return data;
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      if (bitsPerPixel === 32) {
        const value = data[i * 4 + channel]!;
        rgb[i * 3 + channel] = hasAlpha ? Math.round((value * data[i * 4 + 3]!) / 255) : value;
      } else {
        rgb[i * 3 + channel] = palette[data[i]! * 3 + channel]!;
      }
    }
  }
  return rgb;
}

function flipRows(data: Uint8Array, rowLength: number): Uint8Array {
  const flipped = new Uint8Array(data.length);
  const rows = data.length / rowLength;
  for (let y = 0; y < rows; y++) {
    flipped.set(data.subarray(y * rowLength, (y + 1) * rowLength), (rows - 1 - y) * rowLength);
  }
  return flipped;
}
