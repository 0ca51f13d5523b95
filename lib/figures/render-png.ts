import sharp from 'sharp';
import { ParameterError } from '../core/errors/parameter-error.ts';
import { WtDfnError } from '../core/errors/wt-dfn-error.ts';
import type { PlotlyFigure } from './plotly-figure.ts';
import { figureSize, renderSvg, type RenderOptions } from './render-svg.ts';
import { hasFonts } from './static/has-fonts.ts';
import type { SvgPicture } from './svg-picture.ts';

const MAX_SIDE = 16_384;
const POINTS_PER_PIXEL_DENSITY = 72;

/** As {@link RenderOptions}, with pixels of the file for each CSS pixel. */
export interface PngOptions extends RenderOptions {
  /** Pixels of the PNG for each CSS pixel; default 2, sharp in print and on dense screens. */
  readonly scale?: number;
  /**
   * 256 colours at most, in about half of the bytes: nothing is lost to the eye but in photographs, and in a long colour
   * bar a little. Default false.
   */
  readonly palette?: boolean;
}

/**
 * Draws a figure or an SVG picture as PNG without a browser; sharp rasterises.
 * @param picture - a Plotly figure (drawn first by {@link renderSvg}) or a finished SVG picture
 * @param options - size in CSS pixels (an SVG picture keeps its own unless told otherwise), scale, time limit
 * @throws {ParameterError} for a size or scale out of range and for traces that need WebGL
 * @throws {WtDfnError} where there is text and the machine has no font to draw it with
 */
export async function renderPng(
  picture: PlotlyFigure | SvgPicture,
  options: PngOptions = {},
): Promise<Buffer> {
  const { scale = 2, palette = false } = options;
  const { width, height } =
    'svg' in picture ? { ...picture, ...options } : figureSize(picture.layout, options);
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
  if (!(columns >= 1 && rows >= 1 && columns <= MAX_SIDE && rows <= MAX_SIDE)) {
    throw new ParameterError(
      'scale',
      `renderPng: scale ${scale} gives ${columns} x ${rows} pixels; both must be 1 to ${MAX_SIDE}`,
    );
  }
  const svg = 'svg' in picture ? picture.svg : await renderSvg(picture, options);
  if (svg.includes('<text') && !(await hasFonts())) {
    throw new WtDfnError(
      'renderPng: this machine has no fonts, so every letter would be an empty box; ' +
        'install some (Debian: fonts-liberation) or take the SVG, which its viewer draws',
    );
  }
  const natural = 'svg' in picture ? picture.width : width;
  // librsvg draws at the density it is told, so that text and lines are sharp; the resize only mends rounding.
  const density = Math.min(100_000, Math.max(1, (POINTS_PER_PIXEL_DENSITY * columns) / natural));
  return sharp(Buffer.from(svg), { density, limitInputPixels: MAX_SIDE ** 2 })
    .resize(columns, rows, { fit: 'fill' })
    .png(palette ? { palette, effort: 7, dither: 0 } : { compressionLevel: 9 })
    .toBuffer();
}
