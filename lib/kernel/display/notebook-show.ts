import type { RasterImage } from '../../core/raster-image.ts';
import type { Progress, ProgressListener } from '../../core/progress.ts';
import { encodePng } from '../../figures/static/encode-png.ts';
import type { PlotlyFigure } from '../../figures/plotly-figure.ts';
import { figureSize, renderSvg } from '../../figures/render-svg.ts';
import type { SvgPicture } from '../../figures/svg-picture.ts';
import { svgPng } from './svg-png.ts';
import { progressBar, type ProgressBar } from './progress.ts';

/** Where this kernel's displays take any value, with all that a front end can make of it. */
export const SHOW_VALUE: unique symbol = Symbol.for('wt-dfn.show') as never;

/** A display of the package `tslab`, on this kernel or on its own. */
export interface NotebookDisplay {
  readonly html: (text: string) => void;
  readonly png: (bytes: Uint8Array) => void;
  readonly [SHOW_VALUE]?: (value: unknown) => Promise<void>;
}

/** How a picture is shown in a notebook. */
export interface ShowOptions {
  /**
   * Show a picture that later ones replace, in the middle of long work: a live Plotly figure is not redrawn once it
   * stands. Default false.
   */
  readonly still?: boolean;
}

/**
 * Shows a figure or a picture below a cell. On this kernel a Plotly figure is live where a renderer is and a sharp picture
 * everywhere else; on the `tslab` kernel it is the picture.
 * @param display - `display` or `newDisplay()` of the package `tslab`
 * @param picture - a Plotly figure, an SVG picture, or pixels
 * @param options - whether it is replaced later
 * @throws {ParameterError} for traces that need WebGL
 */
export async function showFigure(
  display: NotebookDisplay,
  picture: PlotlyFigure | SvgPicture | RasterImage,
  { still = false }: ShowOptions = {},
): Promise<void> {
  const show = display[SHOW_VALUE];
  if (show !== undefined && !still) {
    await show(picture);
    return;
  }
  display.png(isRaster(picture) ? encodePng(picture) : await svgPng(await drawn(picture)));
}

/**
 * A progress bar below a cell, for every function that takes `onProgress`: a line for each phase, drawn anew in its place
 * at most ten times a second.
 * @param display - `newDisplay()` of the package `tslab`
 */
export function progressIn(display: NotebookDisplay): ProgressListener {
  const lines = new Map<string, string>();
  let phase = '';
  let bar: ProgressBar | undefined;
  return ({ phase: now, done, total, unit }: Progress) => {
    if (bar === undefined || phase !== now) {
      bar?.finish();
      phase = now;
      bar = progressBar({ total, unit, label: now }, ({ data }) => {
        const html = data['text/html'];
        if (typeof html === 'string') lines.set(now, html);
        display.html([...lines.values()].join(''));
      });
    }
    bar.update(done);
  };
}

async function drawn(picture: PlotlyFigure | SvgPicture): Promise<SvgPicture> {
  return 'svg' in picture ? picture : { svg: await renderSvg(picture), ...figureSize(picture.layout, {}) };
}

function isRaster(picture: PlotlyFigure | SvgPicture | RasterImage): picture is RasterImage {
  return 'data' in picture && picture.data instanceof Uint8Array;
}
