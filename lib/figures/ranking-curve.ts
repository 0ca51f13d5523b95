import { formatEstimate } from '../evaluation/format-estimate.ts';
import type { CurveBand, Estimate } from '../evaluation/report-types.ts';
import type { PlotlyTrace } from './plotly-figure.ts';
import { SERIES_STYLES, type SeriesName, type Theme } from './theme.ts';

/** A ROC or precision-recall curve of one stream, the vote or the baseline. */
export interface RankingCurve {
  readonly name: SeriesName;
  /** False-positive rate, or recall. */
  readonly x: readonly number[];
  /** True-positive rate, or precision. */
  readonly y: readonly number[];
  readonly band: CurveBand | null;
  /** Area under the curve with its interval, for the legend. */
  readonly area: Estimate;
}

/** How ranking curves are drawn. */
export interface RankingOptions {
  readonly title?: string;
  readonly theme?: Theme;
}

const FINEST_STEP = 1 / 500;

/** Leaves out points that lie nearer to the one before than a printed page can show; the first and last stay. */
export function thinCurve(x: readonly number[], y: readonly number[]): { x: number[]; y: number[] } {
  const kept: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const last = kept.at(-1);
    const far =
      last === undefined ||
      Math.abs(x[i]! - x[last]!) >= FINEST_STEP ||
      Math.abs(y[i]! - y[last]!) >= FINEST_STEP;
    if (far || i === x.length - 1) kept.push(i);
  }
  return { x: kept.map((i) => x[i]!), y: kept.map((i) => y[i]!) };
}

/** One curve's traces: its bootstrap band, then the line; both go by the line's name. */
export function rankingTraces(
  curve: RankingCurve,
  theme: Theme,
  words: readonly [x: string, y: string],
): PlotlyTrace[] {
  const { name, band, area } = curve;
  const { label, dash } = SERIES_STYLES[name];
  const shade: PlotlyTrace[] =
    band === null
      ? []
      : [
          {
            type: 'scatter',
            mode: 'lines',
            // There along the upper edge and back along the lower: one closed shape.
            x: [...band.grid, ...band.grid.toReversed()],
            y: [...band.high, ...band.low.toReversed()],
            fill: 'toself',
            fillcolor: theme[`${name}Band`],
            line: { width: 0 },
            hoverinfo: 'skip',
            legendgroup: name,
            showlegend: false,
          },
        ];
  return [
    ...shade,
    {
      type: 'scatter',
      mode: 'lines',
      name: `${label} ${formatEstimate(area)}`,
      legendgroup: name,
      ...thinCurve(curve.x, curve.y),
      line: { color: theme[name], width: name === 'voted' ? 3 : 2, dash },
      hovertemplate: `${label}<br>${words[0]} %{x:.3f}<br>${words[1]} %{y:.3f}<extra></extra>`,
    },
  ];
}
