/** What the header of a BMP file says, checked against the file's length. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** The first row in the file is the top one; most BMP files start at the bottom. */
  readonly topDown: boolean;
  readonly bitsPerPixel: 1 | 8 | 24 | 32;
  /** Where the pixels start, in bytes from the start of the file. */
  readonly pixelOffset: number;
  /** Length of one row in the file in bytes: rows end at multiples of four. */
  readonly stride: number;
  /** The fourth byte of a 32-bit pixel is opacity, as the header itself says. */
  readonly hasAlpha: boolean;
  /** Colours of a 1- or 8-bit image as `[entries, 3]` RGB; empty otherwise. */
  readonly palette: Uint8Array;
}

const STANDARD_MASKS = [0x00ff0000, 0x0000ff00, 0x000000ff];

/**
 * Reads and checks a BMP file's header: 40 bytes (BITMAPINFOHEADER, C-NMC's training files), 108 or 124 bytes
 * (V4, V5: C-NMC's preliminary files), uncompressed with 1, 8, 24 or 32 bits a pixel.
 * @param bytes - the whole file
 * @param maxPixels - more pixels than this are refused before anything is allocated
 * @throws {Error} with the reason as message where the file is damaged or of a kind that is not read
 */
export function readBmpHeader(bytes: Uint8Array, maxPixels: number): BmpHeader {
  if (bytes.length < 54)
    throw new Error(`truncated (${String(bytes.length)} bytes, shorter than a BMP header)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(14, true);
  if (headerSize < 40 || headerSize > 124) {
    throw new Error(`BMP header of ${String(headerSize)} bytes is not one of the known kinds`);
  }
  if (bytes.length < 14 + headerSize) throw new Error('truncated within the BMP header');
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  if (width <= 0 || height === 0) throw new Error(`impossible size ${String(width)}x${String(signedHeight)}`);
  if (width * height > maxPixels) {
    throw new Error(
      `${String(width)}x${String(height)} pixels are more than the limit of ${String(maxPixels)}`,
    );
  }
  const bitsPerPixel = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (bitsPerPixel !== 1 && bitsPerPixel !== 8 && bitsPerPixel !== 24 && bitsPerPixel !== 32) {
    throw new Error(`BMP with ${String(bitsPerPixel)} bits a pixel is not read: save it as PNG`);
  }
  if (compression !== 0 && !(compression === 3 && bitsPerPixel === 32)) {
    throw new Error(`BMP with compression ${String(compression)} is not read: save it as PNG`);
  }
  if (compression === 3) {
    const masks = bytes.length < 66 ? [] : [54, 58, 62].map((at) => view.getUint32(at, true));
    if (masks.join() !== STANDARD_MASKS.join()) throw new Error('BMP with unusual colour masks is not read');
  }
  const pixelOffset = view.getUint32(10, true);
  const stride = Math.ceil((width * bitsPerPixel) / 32) * 4;
  if (pixelOffset < 14 + headerSize) throw new Error('the pixels would start within the BMP header');
  const needed = pixelOffset + stride * height;
  if (bytes.length < needed) {
    throw new Error(`truncated (${String(bytes.length)} of ${String(needed)} bytes)`);
  }
  return {
    width,
    height,
    topDown: signedHeight < 0,
    bitsPerPixel,
    pixelOffset,
    stride,
    // Without a header that names an opacity mask the fourth byte is padding, often zero.
    hasAlpha: bitsPerPixel === 32 && headerSize >= 56 && view.getUint32(66, true) === 0xff000000,
    palette: bitsPerPixel <= 8 ? readPalette(bytes, headerSize, pixelOffset) : new Uint8Array(),
  };
}

function readPalette(bytes: Uint8Array, headerSize: number, pixelOffset: number): Uint8Array {
  const start = 14 + headerSize;
  const entries = Math.min(256, Math.floor((pixelOffset - start) / 4));
  const palette = new Uint8Array(256 * 3);
  for (let i = 0; i < entries; i++) {
    for (let channel = 0; channel < 3; channel++)
      palette[i * 3 + channel] = bytes[start + i * 4 + 2 - channel]!;
  }
  return palette;
}
