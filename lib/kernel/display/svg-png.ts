import { renderPng } from '../../figures/render-png.ts';
import type { SvgPicture } from '../../figures/svg-picture.ts';

/** Pixels beyond which a picture is drawn at one for each CSS pixel. */
const LARGE = 1e6;
/** Bytes of a PNG beyond which a second pixel for each CSS pixel costs more than it adds: to photographs, nothing. */
const HEAVY = 120_000;

/**
 * A picture as PNG: sharp on dense screens where that is cheap, so that notebooks stay small enough to be kept.
 * @param picture - finished SVG
 */
export async function svgPng(picture: SvgPicture): Promise<Buffer> {
  const palette = !picture.svg.includes('<image'); // lines, letters and markers have few colours, photographs many
  if (picture.width * picture.height <= LARGE) {
    const sharp = await renderPng(picture, { scale: 2, palette });
    if (sharp.length <= HEAVY) return sharp;
  }
  return renderPng(picture, { scale: 1, palette });
}
