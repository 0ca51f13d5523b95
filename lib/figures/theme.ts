import type { Stream } from '../evaluation/predictions.ts';
import type { PlotlyFigure, PlotlyValue } from './plotly-figure.ts';
import { FIGURE_FONT } from './static/text-metrics.ts';

/** A line of a figure that has its own colour: a stream, the vote of the three, or the outline-only baseline. */
export type SeriesName = Stream | 'voted' | 'silhouette';

/** Every colour that figures use, by role. Each role's colour is its own within a theme: see {@link withTheme}. */
export interface Theme {
  readonly name: 'light' | 'dark';
  /** Behind everything. */
  readonly paper: string;
  /** Text. */
  readonly ink: string;
  /** Text that may stand back: ticks, notes. At least 4.5:1 against the paper. */
  readonly faint: string;
  readonly grid: string;
  /** Axis lines and the edges of markers. */
  readonly axis: string;
  readonly raw: string;
  readonly crop: string;
  readonly erase: string;
  readonly voted: string;
  readonly silhouette: string;
  /** The same colours, see-through, for confidence bands. */
  readonly rawBand: string;
  readonly cropBand: string;
  readonly eraseBand: string;
  readonly votedBand: string;
  readonly silhouetteBand: string;
  readonly normal: string;
  readonly lymphoblast: string;
  /** From no cells to many, in tables of counts. */
  readonly countLow: string;
  readonly countHigh: string;
  /** What a reader must not miss. */
  readonly warning: string;
}

/**
 * Okabe and Ito's colours, which people with any common colour vision tell apart. Raw is blue, crop orange and erase
 * green as the arrows of the paper's figure are (Method 7); shapes and dashes tell the same again.
 */
export const LIGHT_THEME: Theme = {
  name: 'light',
  paper: '#ffffff',
  ink: '#1a2330',
  faint: '#566070',
  grid: '#e6e9ee',
  axis: '#8a94a3',
  raw: '#0072b2',
  crop: '#e69f00',
  erase: '#009e73',
  voted: '#111418',
  silhouette: '#7b7f86',
  rawBand: 'rgba(0,114,178,0.14)',
  cropBand: 'rgba(230,159,0,0.18)',
  eraseBand: 'rgba(0,158,115,0.14)',
  votedBand: 'rgba(17,20,24,0.12)',
  silhouetteBand: 'rgba(123,127,134,0.14)',
  normal: '#56b4e9',
  lymphoblast: '#d55e00',
  countLow: '#f4f7fb',
  countHigh: '#0b4f7d',
  warning: '#a33b00',
};

/** The same roles for dark rooms: the hues kept, lifted until they stand out from the paper. */
export const DARK_THEME: Theme = {
  name: 'dark',
  paper: '#14181f',
  ink: '#eef1f5',
  faint: '#a9b3c1',
  grid: '#2a313c',
  axis: '#727d8d',
  raw: '#4aa8e0',
  crop: '#f0b02e',
  erase: '#2bc298',
  voted: '#fafbfc',
  silhouette: '#9a9fa8',
  rawBand: 'rgba(74,168,224,0.20)',
  cropBand: 'rgba(240,176,46,0.20)',
  eraseBand: 'rgba(43,194,152,0.20)',
  votedBand: 'rgba(250,251,252,0.16)',
  silhouetteBand: 'rgba(154,159,168,0.18)',
  normal: '#7cc6f2',
  lymphoblast: '#f5803e',
  countLow: '#1b222c',
  countHigh: '#6db9ea',
  warning: '#ffb68a',
};

/** How one series is drawn, beside its colour. */
export interface SeriesStyle {
  /** For a legend. */
  readonly label: string;
  /** Plotly's marker symbol. */
  readonly symbol: string;
  /** Plotly's dash. */
  readonly dash: string;
}

/** Name, marker shape and dash of each series: the same in every figure. */
export const SERIES_STYLES: Readonly<Record<SeriesName, SeriesStyle>> = {
  raw: { label: 'Raw', symbol: 'circle', dash: 'solid' },
  crop: { label: 'Crop', symbol: 'square', dash: 'dash' },
  erase: { label: 'Erase', symbol: 'triangle-up', dash: 'dashdot' },
  voted: { label: 'Voted', symbol: 'diamond', dash: 'solid' },
  silhouette: { label: 'Silhouette only', symbol: 'x', dash: 'dot' },
};

/** Colour of a class in a theme: label 0 is normal, 1 lymphoblast. */
export function classColour(theme: Theme, label: number): string {
  return label === 0 ? theme.normal : theme.lymphoblast;
}

/** Marker shape of a class: a circle for normal cells, a diamond for lymphoblasts. */
export function classSymbol(label: number): string {
  return label === 0 ? 'circle' : 'diamond';
}

/** The colours of one theme with those of another: what {@link withTheme} replaces. */
export function themeMapping(from: Theme, to: Theme): Record<string, string> {
  const roles = (Object.keys(from) as (keyof Theme)[]).filter((role) => role !== 'name');
  return Object.fromEntries(roles.map((role) => [from[role], to[role]]));
}

function recolour(value: PlotlyValue, mapping: Readonly<Record<string, string>>): PlotlyValue {
  if (typeof value === 'string') return mapping[value] ?? value;
  if (Array.isArray(value)) return value.map((item: PlotlyValue) => recolour(item, mapping));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([attribute, inner]) => [attribute, recolour(inner, mapping)]),
  );
}

/**
 * A figure in another theme: every string that is exactly a colour of the old theme becomes the new one's.
 * The report page does the same when its reader changes between light and dark.
 */
export function withTheme(figure: PlotlyFigure, from: Theme, to: Theme): PlotlyFigure {
  return recolour(figure as unknown as PlotlyValue, themeMapping(from, to)) as unknown as PlotlyFigure;
}

/** The layout that all figures share: font, colours, quiet grid, legend above the plot; axes are set by each figure. */
export function baseLayout(theme: Theme, title: string, subtitle = ''): Record<string, PlotlyValue> {
  return {
    title: {
      text: title,
      ...(subtitle === '' ? {} : { subtitle: { text: subtitle, font: { size: 12, color: theme.faint } } }),
      font: { size: 16, color: theme.ink },
      x: 0,
      xref: 'paper',
      xanchor: 'left',
      y: 1,
      yref: 'container',
      yanchor: 'top',
      pad: { t: 14 },
      automargin: true,
    },
    font: { family: FIGURE_FONT, size: 13, color: theme.ink },
    paper_bgcolor: theme.paper,
    plot_bgcolor: theme.paper,
    margin: { l: 64, r: 24, t: 84, b: 60 },
    hoverlabel: { font: { family: FIGURE_FONT, size: 13 } },
    legend: {
      orientation: 'h',
      x: 0,
      xanchor: 'left',
      y: 1.01,
      yanchor: 'bottom',
      font: { size: 13, color: theme.ink },
      bgcolor: 'rgba(0,0,0,0)',
    },
  };
}

/** An axis in the house's style; `more` overrides. */
export function baseAxis(
  theme: Theme,
  title: string,
  more: Readonly<Record<string, PlotlyValue>> = {},
): Record<string, PlotlyValue> {
  return {
    title: { text: title, font: { size: 13, color: theme.ink }, standoff: 10 },
    tickfont: { size: 12, color: theme.faint },
    gridcolor: theme.grid,
    linecolor: theme.axis,
    zeroline: false,
    showline: true,
    automargin: true,
    ...more,
  };
}
