/**
 * The kernel's logo: a cell with its nucleus, and the bracket of attention around the nucleus. Colours with enough
 * contrast on white and on near-black; strokes of at least two pixels at 32 px.
 */
export const LOGO: string = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
<title>WT-DFN</title>
<path d="M32 5c8 0 15 3 20 9s7 12 7 19-4 14-9 19-12 7-19 7-14-3-19-8-7-12-7-20 4-14 9-19 11-7 18-7z" fill="#d9c7ea" stroke="#8a63b8" stroke-width="4"/>
<path d="M31 21c6-1 12 3 13 9s-2 12-8 14-12-1-14-7 2-15 9-16z" fill="#5b2a86"/>
<path d="M24 16h-8v8M40 16h8v8M24 48h-8v-8M40 48h8v-8" fill="none" stroke="#e8730c" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;

/**
 * The logo as a picture.
 * @param size - width and height in pixels
 */
export async function logoPng(size: number): Promise<Buffer> {
  const { default: sharp } = await import('sharp'); // its library takes a while to load
  return await sharp(Buffer.from(LOGO), { density: (72 * size * 4) / 64 })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toBuffer();
}
