import { formatDifference, formatEstimate } from '../evaluation/format-estimate.ts';
import type { Estimate } from '../evaluation/report-types.ts';
import type { PlotlyFigure, PlotlyTrace, PlotlyValue } from './plotly-figure.ts';
import { plotlyText } from './plotly-text.ts';
import { baseAxis, baseLayout, LIGHT_THEME, SERIES_STYLES, type SeriesName, type Theme } from './theme.ts';

/** One number with its interval, and what it is of. */
export interface EstimateDot {
  /** For a person, in a few words. */
  readonly label: string;
  readonly estimate: Estimate;
  /** Gives the dot its colour and shape; default the vote's. */
  readonly series?: SeriesName;
}

/** How estimates are drawn. */
export interface EstimateDotOptions {
  /** What the numbers are: "AUROC". */
  readonly quantity: string;
  /** Where "nothing" lies, as a line: 0 for a difference, 0.5 for the AUROC of guessing. */
  readonly reference?: number;
  /** Numbers are differences and carry their sign; default false. */
  readonly signed?: boolean;
  readonly title?: string;
  readonly theme?: Theme;
}

const ROW = 46;

/**
 * Numbers as dots on one axis with their intervals as lines, one row each, the numbers written out: whether an interval
 * takes in the reference is seen at a glance.
 * @param dots - from top to bottom; one without a value keeps its row and says so
 * @param options - quantity, reference line, title and colours
 */
export function estimateDots(dots: readonly EstimateDot[], options: EstimateDotOptions): PlotlyFigure {
  const { quantity, reference, signed = false, title = quantity, theme = LIGHT_THEME } = options;
  const data = dots.map(({ label, estimate, series = 'voted' }, i): PlotlyTrace => {
    const { value, low, high } = estimate;
    return {
      type: 'scatter',
      mode: 'markers',
      x: [value],
      y: [i],
      error_x: {
        type: 'data',
        symmetric: false,
        array: [value === null || high === null ? 0 : high - value],
        arrayminus: [value === null || low === null ? 0 : value - low],
        color: theme[series],
        thickness: 2,
        width: 5,
      },
      marker: { color: theme[series], symbol: SERIES_STYLES[series].symbol, size: 10 },
      hovertemplate: `${plotlyText(label)} %{x:.3f}<extra></extra>`,
    };
  });
  const annotations = dots.map(({ label, estimate }, i): Record<string, PlotlyValue> => ({
    xref: 'x domain',
    yref: 'y',
    x: 0,
    y: i,
    yshift: 17,
    xanchor: 'left',
    showarrow: false,
    text: `${plotlyText(label)}  ${(signed ? formatDifference : formatEstimate)(estimate)}`,
    font: { size: 12, color: theme.ink },
  }));
  const line = {
    type: 'line',
    xref: 'x',
    yref: 'paper',
    x0: reference,
    x1: reference,
    y0: 0,
    y1: 1,
    layer: 'below',
    line: { color: theme.axis, width: 1.5, dash: 'dash' },
  };
  return {
    data,
    layout: {
      ...baseLayout(theme, title, 'bars: 95 % intervals'),
      height: 150 + dots.length * ROW,
      margin: { l: 24, r: 24, t: 70, b: 56 },
      showlegend: false,
      xaxis: baseAxis(theme, quantity, { showline: false }),
      yaxis: baseAxis(theme, '', {
        range: [dots.length - 0.6, -0.8],
        showticklabels: false,
        showgrid: false,
        showline: false,
      }),
      annotations,
      ...(reference === undefined ? {} : { shapes: [line] }),
    },
  };
}
