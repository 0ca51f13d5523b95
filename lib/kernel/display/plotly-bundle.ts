import { figureSize, renderSvg } from '../../figures/render-svg.ts';
import type { PlotlyFigure, PlotlyLayout } from '../../figures/plotly-figure.ts';
import { base64, type DisplayBundle } from './display-bundle.ts';
import { jsonSafe } from './json-safe.ts';
import { isPlainObject } from './plain-object.ts';
import { plural } from './readable-numbers.ts';
import { svgPng } from './svg-png.ts';
import { within } from './time-limit.ts';

const PLOTLY_TYPE = 'application/vnd.plotly.v1+json';
const COORDINATES = ['x', 'y', 'z', 'values', 'labels', 'r', 'theta'];

/** A Plotly figure as its makers write it: layout, frames and config may be missing. */
export interface PlotlyLike {
  readonly data: readonly object[];
  readonly layout?: object;
  readonly frames?: unknown;
  readonly config?: unknown;
}

/**
 * Whether a value looks like a Plotly figure: traces in `data`, and a `layout` or traces that can be nothing else.
 * @param value - anything
 */
export function isPlotlyFigure(value: unknown): value is PlotlyLike {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, 'data')) {
    return false;
  }
  const { data, layout } = value as { readonly data: unknown; readonly layout?: unknown };
  if (!Array.isArray(data) || !data.every(isPlainObject)) return false;
  if (layout !== undefined)
    return isPlainObject(layout) && (data.length > 0 || Object.keys(value).length === 2);
  return data.length > 0 && data.every((trace) => COORDINATES.some((key) => isList(trace[key])));
}

/**
 * A figure as the bundle that front ends show best: live where they have a renderer, else a PNG of the same size.
 * There is no html, json or svg in it, which some would take instead.
 * @param figure - not changed; NaN and infinities become null
 * @param milliseconds - how long drawing may take
 */
export async function plotlyBundle(figure: PlotlyLike, milliseconds: number): Promise<DisplayBundle> {
  const plain = jsonSafe({ data: figure.data, layout: figure.layout ?? {} }) as PlotlyFigure;
  const { width, height } = usableSize(plain.layout);
  const sized: PlotlyFigure = { data: plain.data, layout: { ...plain.layout, width, height } };
  const live = {
    ...sized,
    ...(figure.frames === undefined ? {} : { frames: jsonSafe(figure.frames) }),
    ...(figure.config === undefined ? {} : { config: jsonSafe(figure.config) }),
  };
  const text = describe(sized, width, height);
  try {
    const png = await within(draw(sized, width, height), milliseconds, 'plotly.js');
    return {
      data: { [PLOTLY_TYPE]: live, 'image/png': base64(png), 'text/plain': text },
      metadata: { 'image/png': { width, height } },
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      data: { [PLOTLY_TYPE]: live, 'text/plain': `${text}; no picture of it: ${reason}` },
      metadata: {},
    };
  }
}

async function draw(figure: PlotlyFigure, width: number, height: number): Promise<Buffer> {
  return svgPng({ svg: await renderSvg(figure, { width, height }), width, height });
}

function describe({ data, layout }: PlotlyFigure, width: number, height: number): string {
  const { title } = layout;
  const words = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  const name =
    typeof words === 'string'
      ? ` "${words
          .replace(/<[^>]*>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim()}"`
      : '';
  const types = [...new Set(data.map(({ type }) => (typeof type === 'string' ? type : 'scatter')))];
  const kinds = types.length === 0 ? '' : ` (${types.join(', ')})`;
  return `Plotly figure${name}: ${plural(data.length, 'trace')}${kinds}, ${width} x ${height} pixels`;
}

function usableSize(layout: PlotlyLayout): { readonly width: number; readonly height: number } {
  try {
    return figureSize(layout, {});
  } catch {
    return figureSize({}, {}); // a size of no picture: the figure is drawn at the default one
  }
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}
