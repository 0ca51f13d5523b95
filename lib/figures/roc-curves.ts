import type { PlotlyFigure } from './plotly-figure.ts';
import { rankingTraces, type RankingCurve, type RankingOptions } from './ranking-curve.ts';
import { baseAxis, baseLayout, LIGHT_THEME } from './theme.ts';

/**
 * ROC curves of the streams and the vote with their bootstrap bands; the diagonal is guessing.
 * @param curves - x is the false-positive rate (1 - specificity), y the true-positive rate (sensitivity)
 */
export function rocCurves(curves: readonly RankingCurve[], options: RankingOptions = {}): PlotlyFigure {
  const { title = 'ROC curves', theme = LIGHT_THEME } = options;
  const axis = { range: [-0.01, 1.01], dtick: 0.2, constrain: 'domain' } as const;
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        name: 'guessing',
        x: [0, 1],
        y: [0, 1],
        line: { color: theme.axis, width: 1, dash: 'dot' },
        hoverinfo: 'skip',
        showlegend: false,
      },
      ...curves.flatMap((curve) => rankingTraces(curve, theme, ['false-positive rate', 'sensitivity'])),
    ],
    layout: {
      ...baseLayout(theme, title, 'AUROC and its 95 % interval beside each name'),
      height: 600,
      margin: { l: 64, r: 24, t: 124, b: 60 }, // the legend takes two rows below the subtitle
      xaxis: baseAxis(theme, 'false-positive rate (1 − specificity)', axis),
      yaxis: baseAxis(theme, 'true-positive rate (sensitivity)', { ...axis, scaleanchor: 'x' }),
    },
  };
}
