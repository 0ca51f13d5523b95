import type { DOMWindow } from 'jsdom';
import { CanvasStandIn } from './canvas-stand-in.ts';
import { plotlySource } from './plotly-source.ts';
import { boundsOnPage, elementBounds, textElementWidth, type Bounds } from './svg-geometry.ts';
import { pathLength, pathPoints, pointAlong } from './svg-path.ts';

/** What we call of plotly.js. */
export interface Plotly {
  readonly version: string;
  toImage(
    figure: { readonly data: unknown; readonly layout: unknown; readonly config?: unknown },
    options: { readonly format: 'svg'; readonly width: number; readonly height: number },
  ): Promise<string>;
}

/** plotly.js at work in a window that no one sees. */
export interface PlotlyWindow {
  readonly plotly: Plotly;
  /** Makes the next figure's element ids the same as every first figure's: same figure, same text. */
  readonly restart: () => void;
}

// jsdom has no layout engine: what Plotly asks the browser to measure is computed from attributes and text metrics.
function installGeometry(window: DOMWindow): void {
  const rect = (bounds: Bounds): object => ({
    ...bounds,
    left: bounds.x,
    top: bounds.y,
    right: bounds.x + bounds.width,
    bottom: bounds.y + bounds.height,
  });
  const identity = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0, inverse: (): unknown => identity };
  const points = (element: Element): ReturnType<typeof pathPoints> =>
    pathPoints(element.getAttribute('d') ?? '');
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return rect(elementBounds(this));
    },
    getBoundingClientRect(this: Element) {
      return rect(boundsOnPage(this));
    },
    getComputedTextLength(this: Element) {
      return textElementWidth(this);
    },
    getTotalLength(this: Element) {
      return pathLength(points(this));
    },
    getPointAtLength(this: Element, distance: number) {
      const [x, y] = pointAlong(points(this), distance);
      return { x, y };
    },
    getCTM: () => identity,
    getScreenCTM: () => identity,
  });
}

function installCanvas(window: DOMWindow): void {
  const canvases = new WeakMap<HTMLCanvasElement, CanvasStandIn>();
  const standIn = (element: HTMLCanvasElement): CanvasStandIn => {
    const canvas = canvases.get(element) ?? new CanvasStandIn();
    canvases.set(element, canvas);
    canvas.resize(element.width, element.height);
    return canvas;
  };
  Object.assign(window.HTMLCanvasElement.prototype, {
    getContext(this: HTMLCanvasElement, kind: string) {
      return kind === '2d' ? standIn(this).context : null;
    },
    toDataURL(this: HTMLCanvasElement) {
      return standIn(this).toDataURL();
    },
  });
}

async function load(): Promise<PlotlyWindow> {
  const { JSDOM, VirtualConsole } = await import('jsdom');
  // The virtual console swallows what Plotly logs: what goes wrong comes back as a rejected promise.
  const { window } = new JSDOM('<!doctype html><body></body>', {
    runScripts: 'outside-only',
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(),
  });
  installGeometry(window);
  installCanvas(window);
  Object.assign(window.URL, { createObjectURL: () => 'blob:none', revokeObjectURL: () => undefined });
  Object.assign(window, {
    matchMedia: () => ({
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }),
  });
  // Plotly draws element ids from Math.random; a counter in its own window keeps them the same from run to run.
  let drawn = 0;
  const { Math: windowMath } = window as unknown as { readonly Math: Math };
  Object.assign(windowMath, {
    random: () => {
      drawn = (drawn * 9301 + 49297) % 233280;
      return drawn / 233280;
    },
  });
  window.eval(plotlySource());
  const { Plotly: plotly } = window as unknown as { readonly Plotly: Plotly };
  return {
    plotly,
    restart: () => {
      drawn = 0;
    },
  };
}

let loaded: Promise<PlotlyWindow> | undefined;

/** plotly.js in a jsdom window, loaded at the first call (about a second and a half) and kept. */
export function plotlyWindow(): Promise<PlotlyWindow> {
  loaded ??= load();
  return loaded;
}
