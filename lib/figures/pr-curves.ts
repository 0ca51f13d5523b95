import type { PlotlyFigure } from './plotly-figure.ts';
import { rankingTraces, type RankingCurve, type RankingOptions } from './ranking-curve.ts';
import { baseAxis, baseLayout, LIGHT_THEME } from './theme.ts';

/** As {@link RankingOptions}, with the share of lymphoblasts. */
export interface PrOptions extends RankingOptions {
  /** Share of lymphoblasts, 0 to 1: the precision of calling every cell one. */
  readonly prevalence: number;
}

/**
 * Precision-recall curves of the streams and the vote with their bootstrap bands; the flat line calls every cell a
 * lymphoblast.
 * @param curves - x is the recall (sensitivity), y the precision
 */
export function prCurves(curves: readonly RankingCurve[], options: PrOptions): PlotlyFigure {
  const { prevalence, title = 'Precision-recall curves', theme = LIGHT_THEME } = options;
  const axis = { range: [-0.01, 1.01], dtick: 0.2, constrain: 'domain' } as const;
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        name: 'every cell',
        x: [0, 1],
        y: [prevalence, prevalence],
        line: { color: theme.axis, width: 1, dash: 'dot' },
        hovertemplate: `calling every cell a lymphoblast: ${prevalence.toFixed(3)}<extra></extra>`,
        showlegend: false,
      },
      ...curves.flatMap((curve) => rankingTraces(curve, theme, ['recall', 'precision'])),
    ],
    layout: {
      ...baseLayout(theme, title, 'PR-AUC and its 95 % interval beside each name'),
      height: 600,
      margin: { l: 64, r: 24, t: 124, b: 60 }, // the legend takes two rows below the subtitle
      xaxis: baseAxis(theme, 'recall (sensitivity)', axis),
      yaxis: baseAxis(theme, 'precision', { ...axis, scaleanchor: 'x' }),
    },
  };
}
