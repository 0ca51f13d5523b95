import type { ReliabilityBin } from '../evaluation/report-types.ts';
import type { PlotlyFigure } from './plotly-figure.ts';
import { baseAxis, baseLayout, LIGHT_THEME, SERIES_STYLES, type SeriesName, type Theme } from './theme.ts';

/** How a reliability curve is drawn. */
export interface ReliabilityOptions {
  /** Whose probabilities; default `voted`. */
  readonly series?: SeriesName;
  readonly title?: string;
  readonly theme?: Theme;
}

/**
 * Observed share of lymphoblasts against the stated probability, bin by bin with 95 % intervals, over the number of
 * cells in each bin. On the diagonal a network means what it says.
 * @param bins - empty bins are left out
 */
export function reliabilityCurve(
  bins: readonly ReliabilityBin[],
  options: ReliabilityOptions = {},
): PlotlyFigure {
  const { series = 'voted', title = 'Reliability', theme = LIGHT_THEME } = options;
  const full = bins.flatMap((bin) =>
    bin.meanProbability === null || bin.observed === null
      ? []
      : [{ ...bin, x: bin.meanProbability, y: bin.observed }],
  );
  const { symbol } = SERIES_STYLES[series];
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: [0, 1],
        y: [0, 1],
        line: { color: theme.axis, width: 1, dash: 'dot' },
        hoverinfo: 'skip',
      },
      {
        type: 'scatter',
        mode: 'lines+markers',
        x: full.map(({ x }) => x),
        y: full.map(({ y }) => y),
        error_y: {
          type: 'data',
          symmetric: false,
          array: full.map(({ observedHigh, y }) => (observedHigh ?? y) - y),
          arrayminus: full.map(({ observedLow, y }) => y - (observedLow ?? y)),
          color: theme[series],
          thickness: 1.5,
          width: 4,
        },
        line: { color: theme[series], width: 2 },
        marker: { color: theme[series], size: 8, symbol },
        customdata: full.map(({ cells }) => cells),
        hovertemplate: 'stated %{x:.3f}<br>observed %{y:.3f}<br>%{customdata} cells<extra></extra>',
      },
      {
        type: 'bar',
        x: full.map(({ low, high }) => (low + high) / 2),
        y: full.map(({ cells }) => cells),
        width: full.map(({ low, high }) => (high - low) * 0.92),
        yaxis: 'y2',
        marker: { color: theme.silhouette },
        hovertemplate: '%{y} cells<extra></extra>',
      },
    ],
    layout: {
      ...baseLayout(theme, title),
      height: 540,
      showlegend: false,
      margin: { l: 64, r: 24, t: 64, b: 60 },
      xaxis: baseAxis(theme, 'stated probability of lymphoblast', {
        range: [-0.02, 1.02],
        dtick: 0.2,
        anchor: 'y2',
      }),
      yaxis: baseAxis(theme, 'observed share', { domain: [0.34, 1], range: [-0.03, 1.03], dtick: 0.2 }),
      yaxis2: baseAxis(theme, 'cells', { domain: [0, 0.24], rangemode: 'tozero', nticks: 4 }),
    },
  };
}
