import { ParameterError } from '../../core/errors/parameter-error.ts';
import type { RasterImage } from '../../core/raster-image.ts';

const HEADER = 54;
/** 96 dots an inch, as in C-NMC's files. */
const PIXELS_PER_METRE = 3779;

/**
 * Writes a picture as C-NMC's training BMPs are: 24 bits, no compression, rows from the bottom, a 54-byte header.
 * (The package that reads BMPs for us writes 138-byte headers.)
 * @throws {ParameterError} if the picture's data are not `height * width * 3` bytes
 */
export function encodeBmp({ width, height, data }: RasterImage): Uint8Array {
  if (width < 1 || height < 1 || data.length !== width * height * 3) {
    throw new ParameterError(
      'image',
      `encodeBmp: expected ${height} x ${width} x 3 bytes, got ${data.length}; pass 8-bit RGB pixels`,
    );
  }
  const stride = 4 * Math.ceil((3 * width) / 4);
  const bytes = new Uint8Array(HEADER + stride * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]); // "BM"
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER, true);
  view.setUint32(14, 40, true); // BITMAPINFOHEADER
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true); // planes
  view.setUint16(28, 24, true); // bits a pixel
  view.setUint32(34, stride * height, true);
  view.setInt32(38, PIXELS_PER_METRE, true);
  view.setInt32(42, PIXELS_PER_METRE, true);
  for (let y = 0; y < height; y++) {
    let from = (height - 1 - y) * width * 3;
    let to = HEADER + y * stride;
    for (let x = 0; x < width; x++, from += 3, to += 3) {
      bytes[to] = data[from + 2]!;
      bytes[to + 1] = data[from + 1]!;
      bytes[to + 2] = data[from]!;
    }
  }
  return bytes;
}
