import { ParameterError } from '../core/errors/parameter-error.ts';
import { WtDfnError } from '../core/errors/wt-dfn-error.ts';
import { escapeMarkup } from './escape-markup.ts';
import type { PlotlyFigure, PlotlyLayout } from './plotly-figure.ts';
import { plotlyWindow } from './static/plotly-window.ts';

const DEFAULT_WIDTH = 720;
const DEFAULT_HEIGHT = 460;
const TIMEOUT_MS = 30_000;

// These need a graphics card's canvas; without one scattergl leaves the axes empty and scatter3d never ends.
const WEBGL =
  /gl$|3d$|^(?:surface|cone|streamtube|isosurface|volume|parcoords|splom)$|mapbox$|^(?:scatter|choropleth|density)map$/;

/** How large a static picture is drawn, in CSS pixels, and how long that may take. */
export interface RenderOptions {
  /** Default: the layout's width, or 720. */
  readonly width?: number;
  /** Default: the layout's height, or 460. */
  readonly height?: number;
  /** Milliseconds until giving up; default 30,000. */
  readonly timeout?: number;
}

/** Size at which a figure is drawn: as asked, else as its layout says, else a default. */
export function figureSize(layout: PlotlyLayout, options: RenderOptions): { width: number; height: number } {
  const side = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
  const width = options.width ?? side(layout['width'], DEFAULT_WIDTH);
  const height = options.height ?? side(layout['height'], DEFAULT_HEIGHT);
  for (const [name, value] of Object.entries({ width, height })) {
    if (!(value >= 10 && value <= 10_000)) {
      throw new ParameterError(name, `renderSvg: ${name} must be 10 to 10000 pixels, got ${value}`);
    }
  }
  return { width, height };
}

function refuseWebGl(figure: PlotlyFigure): void {
  const trace = figure.data.find(({ type = 'scatter' }) => WEBGL.test(type));
  if (trace === undefined) return;
  throw new ParameterError(
    'figure',
    `renderSvg: traces of type ${String(trace.type)} need WebGL, which there is none of without a browser; ` +
      'use a cartesian type such as scatter, bar or heatmap',
  );
}

async function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new WtDfnError(`renderSvg: plotly.js gave no picture within ${milliseconds} ms`));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function titleOf({ title }: PlotlyLayout): string {
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  const words = typeof text === 'string' ? text.replace(/<[^>]*>/g, ' ').trim() : '';
  return words === '' ? 'Figure' : words;
}

async function draw(figure: PlotlyFigure, options: RenderOptions): Promise<string> {
  const { width, height } = figureSize(figure.layout, options);
  const { plotly, restart } = await plotlyWindow();
  restart();
  // A copy: Plotly writes defaults into what it is given.
  const copy = JSON.parse(JSON.stringify(figure)) as PlotlyFigure;
  const address = await withTimeout(
    plotly.toImage(copy, { format: 'svg', width, height }),
    options.timeout ?? TIMEOUT_MS,
  );
  const svg = decodeURIComponent(address.replace(/^data:image\/svg\+xml,/, ''));
  const title = escapeMarkup(titleOf(figure.layout));
  return svg.replace(/^<svg([^>]*)>/, `<svg$1 role="img"><title>${title}</title>`);
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a figure as SVG without a browser: plotly.js in a jsdom window, with text measured by a table of Arial's widths.
 * The same figure gives the same text. Figures are drawn one after another.
 * @param figure - plain data; not changed
 * @param options - size in CSS pixels and time limit
 * @throws {ParameterError} for a size out of range and for traces that need WebGL
 */
export async function renderSvg(figure: PlotlyFigure, options: RenderOptions = {}): Promise<string> {
  refuseWebGl(figure);
  const mine = last.then(() => draw(figure, options));
  last = mine.catch(() => undefined);
  return mine;
}
