import type { RasterImage } from '../core/raster-image.ts';
import type { PictureBox } from './picture-box.ts';
import type { PlotlyFrame, PlotlyTrace, PlotlyValue } from './plotly-figure.ts';
import { encodePng } from './static/encode-png.ts';
import type { Theme } from './theme.ts';

/** A picture in a Plotly panel: in pixels of the picture, rows from the top, as the panel's lowest layer. */
export function panelPicture(image: RasterImage, suffix: string): PlotlyValue {
  const { width, height } = image;
  return {
    source: `data:image/png;base64,${Buffer.from(encodePng(image)).toString('base64')}`,
    ...{ xref: `x${suffix}`, yref: `y${suffix}`, x: 0, y: 0, sizex: width, sizey: height },
    ...{ sizing: 'stretch', layer: 'below' },
  };
}

/** The two axes of a picture's panel: no ticks, square pixels unless the panel is zoomed. */
export function panelAxes(
  { width, height }: RasterImage,
  suffix: string,
  domain: readonly [number, number],
): Record<string, PlotlyValue> {
  const quiet = {
    showgrid: false,
    zeroline: false,
    showticklabels: false,
    ticks: '',
    fixedrange: true,
  } as const;
  return {
    [`xaxis${suffix}`]: { ...quiet, domain, anchor: `y${suffix}`, range: [0, width] },
    [`yaxis${suffix}`]: { ...quiet, anchor: `x${suffix}`, range: [height, 0] },
  };
}

/** A caption above a panel. */
export function panelCaption(text: string, theme: Theme, domain: readonly [number, number]): PlotlyValue {
  return {
    ...{ text, x: (domain[0] + domain[1]) / 2, y: 1, xref: 'paper', yref: 'paper', showarrow: false },
    ...{ xanchor: 'center', yanchor: 'bottom', font: { size: 13, color: theme.ink } },
  };
}

/** The outline of a box as a line's coordinates. */
export function boxLine({ top, left, bottom, right }: PictureBox): { x: number[]; y: number[] } {
  return { x: [left, right, right, left, left], y: [top, top, bottom, bottom, top] };
}

/**
 * A box as black dashes on a white line, which show on dark and on light tissue. The colours are written so that no theme
 * takes them for its own: the tissue stays as it is on a dark page.
 */
export function boxTraces(box: PictureBox, suffix: string): [PlotlyTrace, PlotlyTrace] {
  const line = (style: PlotlyValue): PlotlyTrace => ({
    ...{ type: 'scatter', mode: 'lines', ...boxLine(box), line: style, showlegend: false, hoverinfo: 'skip' },
    ...{ xaxis: `x${suffix}`, yaxis: `y${suffix}` },
  });
  return [
    line({ color: 'rgb(255,255,255)', width: 3 }),
    line({ color: 'rgb(0,0,0)', width: 3, dash: 'dash' }),
  ];
}

/** A slider whose steps are frames by name. */
export function frameSlider(
  frames: readonly PlotlyFrame[],
  options: {
    readonly labels: readonly string[];
    readonly active: number;
    readonly prefix: string;
    readonly theme: Theme;
    /** Distance from the panels' lower edge in CSS pixels. */
    readonly below: number;
  },
): PlotlyValue {
  const { labels, active, prefix, theme, below } = options;
  const now = { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
  return {
    ...{ active, x: 0, len: 1, y: 0, yanchor: 'top', pad: { t: below, l: 0, r: 0, b: 0 } },
    currentvalue: { prefix, font: { size: 13, color: theme.ink } },
    ...{ bgcolor: theme.grid, bordercolor: theme.axis, tickcolor: theme.axis },
    font: { size: 11, color: theme.faint },
    steps: frames.map(({ name }, i) => ({ label: labels[i]!, method: 'animate', args: [[name], now] })),
  };
}
