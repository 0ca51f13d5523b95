import { renderPng } from '../../figures/render-png.ts';
import type { SvgPicture } from '../../figures/svg-picture.ts';

/** Pixels beyond which a picture is drawn at one for each CSS pixel. */
const LARGE = 1e6;
/** Bytes of a PNG beyond which it holds photographs, to which a second pixel for each CSS pixel adds nothing. */
const HEAVY = 120_000;

/**
 * A picture as PNG: sharp on dense screens where that is cheap, so that notebooks stay small enough to be kept.
 * @param picture - finished SVG
 */
export async function svgPng(picture: SvgPicture): Promise<Buffer> {
  if (picture.width * picture.height <= LARGE) {
    const sharp = await renderPng(picture, { scale: 2 });
    if (sharp.length <= HEAVY) return sharp;
  }
  return renderPng(picture, { scale: 1 });
}
