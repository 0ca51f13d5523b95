import { decode } from 'fast-bmp';
import { readBmpHeader, type BmpHeader } from './bmp-header.ts';
import type { PixelSource } from './pixel-source.ts';

/**
 * Opens a BMP file. 24-bit pixels (all of C-NMC) are left where they are: their rows only need another order. Other
 * depths are decoded by fast-bmp; what it does not know is settled here: rows from the top, 32 bits without masks in
 * the header, palettes, and opacity (flattened on black).
 * @param bytes - the whole file
 * @param maxPixels - more pixels than this are refused before anything is allocated
 * @throws {Error} with the reason as message where the file is damaged or of a kind that is not read
 */
export function openBmp(bytes: Uint8Array, maxPixels: number): PixelSource {
  const header = readBmpHeader(bytes, maxPixels);
  const { width, height, bitsPerPixel, pixelOffset, stride, topDown } = header;
  if (bitsPerPixel === 24) {
    const start = topDown ? pixelOffset : pixelOffset + (height - 1) * stride;
    return { width, height, data: bytes, start, rowStep: topDown ? stride : -stride, blueFirst: true };
  }
  const { data } = decode(asPlainBmp(bytes, header)) as { data: Uint8Array };
  const rgb = toRgb(data, header);
  // fast-bmp takes every file to start at the bottom.
  if (!topDown) return { width, height, data: rgb };
  return { width, height, data: rgb, start: (height - 1) * width * 3, rowStep: -width * 3 };
}

/** The same pixels under the one header that fast-bmp reads whatever the depth: bottom-up, masks at byte 54. */
function asPlainBmp(bytes: Uint8Array, header: BmpHeader): Uint8Array {
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
