import type { PlotlyFigure } from './plotly-figure.ts';
import { plotlyText } from './plotly-text.ts';
import { baseAxis, baseLayout, LIGHT_THEME, type Theme } from './theme.ts';

/** How a confusion matrix is drawn. */
export interface ConfusionOptions {
  /** Class names by label. */
  readonly classes: readonly string[];
  readonly title?: string;
  readonly theme?: Theme;
}

// From this share on a cell is dark enough for text in the paper's colour.
const DARK_SHARE = 0.6;

/**
 * Counts of truth against decision, each with its share of the row: the diagonal holds sensitivity and specificity.
 * @param counts - `[truth][decision]`, numbers of cells
 */
export function confusionMatrix(
  counts: readonly (readonly number[])[],
  options: ConfusionOptions,
): PlotlyFigure {
  const { title = 'Confusion matrix', theme = LIGHT_THEME } = options;
  const classes = options.classes.map(plotlyText);
  const shares = counts.map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((count) => (sum === 0 ? null : count / sum));
  });
  const totals = counts.map((row) => row.reduce((a, b) => a + b, 0));
  return {
    data: [
      {
        type: 'heatmap',
        x: classes.map((_, i) => i),
        y: classes.map((_, i) => i),
        z: shares,
        zmin: 0,
        zmax: 1,
        xgap: 3,
        ygap: 3,
        colorscale: [
          [0, theme.countLow],
          [1, theme.countHigh],
        ],
        showscale: false,
        customdata: counts,
        hovertemplate: '%{customdata} cells, %{z:.1%} of the row<extra></extra>',
      },
    ],
    layout: {
      ...baseLayout(theme, title),
      height: 400,
      width: 460,
      margin: { l: 120, r: 16, t: 64, b: 64 },
      xaxis: baseAxis(theme, 'called', {
        tickvals: classes.map((_, i) => i),
        ticktext: classes,
        showgrid: false,
        showline: false,
        constrain: 'domain',
      }),
      yaxis: baseAxis(theme, 'truly', {
        tickvals: classes.map((_, i) => i),
        ticktext: classes.map((name, i) => `${name}<br>(${totals[i]!})`),
        showgrid: false,
        showline: false,
        autorange: 'reversed',
        scaleanchor: 'x',
        constrain: 'domain',
      }),
      annotations: counts.flatMap((row, truth) =>
        row.map((count, called) => {
          const share = shares[truth]![called] ?? null;
          return {
            x: called,
            y: truth,
            text: `<b>${count}</b><br>${share === null ? '–' : `${(100 * share).toFixed(1)} %`}`,
            showarrow: false,
            font: { size: 15, color: (share ?? 0) >= DARK_SHARE ? theme.paper : theme.ink },
          };
        }),
      ),
    },
  };
}
