import { formatNumber } from '../evaluation/format-estimate.ts';
import type { PlotlyFigure, PlotlyTrace } from './plotly-figure.ts';
import { plotlyText } from './plotly-text.ts';
import { baseAxis, baseLayout, classColour, classSymbol, LIGHT_THEME, type Theme } from './theme.ts';

/** Cells with their size and score, `[N]` each. */
export interface ScoredAreas {
  /** Pixels of the original image; NaN where not known. */
  readonly areas: ArrayLike<number>;
  /** Probability of lymphoblast, 0 to 1. */
  readonly scores: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** How scores against area are drawn. */
export interface AreaOptions {
  /** Class names by label. */
  readonly classes: readonly string[];
  /** Rank correlation of score and area over all cells, for the title. */
  readonly spearman?: number | null;
  /** Cells drawn at most, spread evenly over the sorted areas; default 1500. */
  readonly limit?: number;
  readonly title?: string;
  readonly theme?: Theme;
}

const BINS = 10;

/**
 * The shortcut check: does the score follow the cell's size? Each cell's probability against its area, and the mean
 * probability in each tenth of the cells by size. A network that only measures cells shows a rising line.
 */
export function scoreAgainstArea({ areas, scores, labels }: ScoredAreas, options: AreaOptions): PlotlyFigure {
  const { classes, spearman = null, limit = 1500, theme = LIGHT_THEME } = options;
  const title = options.title ?? 'Score against cell size';
  const order = Array.from({ length: areas.length }, (_, i) => i)
    .filter((i) => Number.isFinite(areas[i]) && Number.isFinite(scores[i]))
    .sort((a, b) => areas[a]! - areas[b]!);
  const step = Math.max(1, order.length / limit);
  const shown = order.filter((_, rank) => Math.floor(rank / step) !== Math.floor((rank - 1) / step));
  const dots = classes.map((name, label): PlotlyTrace => {
    const mine = shown.filter((i) => labels[i] === label);
    return {
      type: 'scatter',
      mode: 'markers',
      name: plotlyText(name),
      x: mine.map((i) => areas[i]!),
      y: mine.map((i) => scores[i]!),
      marker: { color: classColour(theme, label), symbol: classSymbol(label), size: 6 },
      opacity: 0.7,
      hovertemplate: 'area %{x:.0f} px<br>probability %{y:.3f}<extra></extra>',
    };
  });
  const tenths = Array.from({ length: Math.min(BINS, order.length) }, (_, bin) => {
    const part = order.slice(
      Math.round((bin * order.length) / BINS),
      Math.round(((bin + 1) * order.length) / BINS),
    );
    const mean = (of: ArrayLike<number>): number => part.reduce((sum, i) => sum + of[i]!, 0) / part.length;
    return part.length === 0 ? undefined : { x: mean(areas), y: mean(scores) };
  }).filter((point) => point !== undefined);
  const fact = [
    spearman === null ? '' : `rank correlation ${formatNumber(spearman, 2)}`,
    shown.length < order.length ? `${shown.length} of ${order.length} cells drawn` : '',
  ].filter((text) => text !== '');
  return {
    data: [
      ...dots,
      {
        type: 'scatter',
        mode: 'lines+markers',
        name: 'mean of each tenth by size',
        x: tenths.map(({ x }) => x),
        y: tenths.map(({ y }) => y),
        line: { color: theme.voted, width: 3 },
        marker: { color: theme.voted, size: 8, symbol: 'square' },
        hovertemplate: 'mean area %{x:.0f} px<br>mean probability %{y:.3f}<extra></extra>',
      },
    ],
    layout: {
      ...baseLayout(theme, title, fact.join('; ')),
      height: 480,
      xaxis: baseAxis(theme, 'cell area in pixels of the original image', { rangemode: 'normal' }),
      yaxis: baseAxis(theme, 'probability of lymphoblast', { range: [-0.03, 1.03], dtick: 0.2 }),
    },
  };
}
