import { formatEstimate } from '../evaluation/format-estimate.ts';
import type { Estimate } from '../evaluation/report-types.ts';
import type { PlotlyFigure, PlotlyTrace, PlotlyValue } from './plotly-figure.ts';
import { baseAxis, baseLayout, LIGHT_THEME, SERIES_STYLES, type SeriesName, type Theme } from './theme.ts';

/** The scores of one stream, the vote or the baseline. */
export interface ScoreBar {
  readonly name: SeriesName;
  readonly auroc: Estimate;
  readonly weightedF1: Estimate;
}

/** How score bars are drawn. */
export interface ScoreBarOptions {
  readonly title?: string;
  readonly theme?: Theme;
}

const PANELS = [
  { metric: 'auroc', title: 'AUROC', domain: [0.56, 1], suffix: '' },
  { metric: 'weightedF1', title: 'weighted F1 (WF1S)', domain: [0, 0.44], suffix: '2' },
] as const;
const ROW = 38;

/**
 * AUROC and WF1S of each stream, the vote and the outline-only baseline as bars from 0 to 1 with their 95 % intervals,
 * the numbers written out. Bars are pale, so that the whiskers are seen on them too.
 * @param bars - from top to bottom
 */
export function scoreBars(bars: readonly ScoreBar[], options: ScoreBarOptions = {}): PlotlyFigure {
  const { title = 'Scores', theme = LIGHT_THEME } = options;
  const y = bars.map((_, i) => i);
  const traces = PANELS.map(({ metric, suffix }): PlotlyTrace => {
    const estimates = bars.map((bar) => bar[metric]);
    const side = (end: 'low' | 'high'): (number | null)[] =>
      estimates.map((estimate) => {
        const limit = estimate[end];
        return estimate.value === null || limit === null ? null : Math.abs(limit - estimate.value);
      });
    return {
      type: 'bar',
      orientation: 'h',
      x: estimates.map(({ value }) => value),
      y,
      width: 0.36,
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      marker: {
        color: bars.map(({ name }) => theme[`${name}Band`]),
        line: { color: bars.map(({ name }) => theme[name]), width: 1.5 },
      },
      error_x: {
        type: 'data',
        symmetric: false,
        array: side('high'),
        arrayminus: side('low'),
        color: theme.ink,
        thickness: 2,
        width: 5,
      },
      text: bars.map(({ name }) => SERIES_STYLES[name].label),
      textposition: 'none',
      hovertemplate: '%{text} %{x:.3f}<extra></extra>',
    };
  });
  const labels = PANELS.flatMap(({ metric, suffix }) =>
    bars.map((bar, i): Record<string, PlotlyValue> => ({
      xref: `x${suffix} domain`,
      yref: `y${suffix}`,
      x: 0,
      y: i,
      yshift: 16,
      xanchor: 'left',
      showarrow: false,
      text: `${SERIES_STYLES[bar.name].label}  ${formatEstimate(bar[metric])}`,
      font: { size: 12, color: theme.ink },
    })),
  );
  const axes = PANELS.flatMap(({ title: name, domain, suffix }) => [
    [
      `xaxis${suffix}`,
      baseAxis(theme, name, { range: [0, 1.0], dtick: 0.2, anchor: `y${suffix}`, showline: false }),
    ],
    [
      `yaxis${suffix}`,
      baseAxis(theme, '', {
        domain,
        range: [bars.length - 0.6, -0.75],
        showticklabels: false,
        showgrid: false,
        anchor: `x${suffix}`,
      }),
    ],
  ]);
  return {
    data: traces,
    layout: {
      ...baseLayout(theme, title, 'whiskers: 95 % intervals'),
      height: 180 + 2 * bars.length * ROW,
      margin: { l: 20, r: 24, t: 60, b: 56 },
      showlegend: false,
      annotations: labels,
      ...(Object.fromEntries(axes) as Record<string, PlotlyValue>),
    },
  };
}
