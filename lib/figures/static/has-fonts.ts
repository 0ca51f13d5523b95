import sharp from 'sharp';

async function drawn(text: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text x="2" y="15" font-size="14" font-family="sans-serif">${text}</text></svg>`;
  return sharp(Buffer.from(svg)).raw().toBuffer();
}

let known: Promise<boolean> | undefined;

/**
 * Whether this machine has any font to rasterise text with; bare containers have none. Without one every letter is the
 * same empty box, so two words of one length look alike.
 */
export function hasFonts(): Promise<boolean> {
  known ??= Promise.all([drawn('ill'), drawn('MWO')]).then(([narrow, wide]) => !narrow.equals(wide));
  return known;
}
