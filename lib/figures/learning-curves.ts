import type { PlotlyFigure, PlotlyTrace, PlotlyValue } from './plotly-figure.ts';
import { baseAxis, baseLayout, LIGHT_THEME, SERIES_STYLES, type SeriesName, type Theme } from './theme.ts';

/** What is known of one stream, or of the vote, after one epoch on one part of the data. */
export interface LearningScores {
  readonly loss?: number | null;
  readonly accuracy?: number | null;
  readonly weightedF1?: number | null;
}

/** One epoch of a training run. */
export interface LearningEpoch {
  /** From 1. */
  readonly epoch: number;
  readonly train: Readonly<Partial<Record<SeriesName, LearningScores>>>;
  /** None where there is no validation part, or it was not scored at this epoch. */
  readonly validation?: Readonly<Partial<Record<SeriesName, LearningScores>>>;
}

/** How learning curves are drawn. */
export interface LearningOptions {
  /** The epoch whose checkpoint was kept as best. */
  readonly bestEpoch?: number;
  /** The score of the lower panel; default `weightedF1` where any epoch has it, else `accuracy`. */
  readonly score?: 'weightedF1' | 'accuracy';
  readonly title?: string;
  readonly theme?: Theme;
}

const SERIES: readonly SeriesName[] = ['raw', 'crop', 'erase', 'voted'];
const PARTS = ['train', 'validation'] as const;
const MAX_MARKED_EPOCHS = 40;

/**
 * Loss and score over epochs for each stream and the vote: training as thin dots, validation as full lines, the best
 * epoch marked.
 * @param epochs - in order; what an epoch lacks leaves a gap
 */
export function learningCurves(
  epochs: readonly LearningEpoch[],
  options: LearningOptions = {},
): PlotlyFigure {
  const { bestEpoch, title = 'Learning curves', theme = LIGHT_THEME } = options;
  const knows = (metric: keyof LearningScores): boolean =>
    epochs.some((epoch) =>
      PARTS.some((part) => SERIES.some((name) => Number.isFinite(epoch[part]?.[name]?.[metric]))),
    );
  const score = options.score ?? (knows('weightedF1') || !knows('accuracy') ? 'weightedF1' : 'accuracy');
  const x = epochs.map(({ epoch }) => epoch);
  const last = x.at(-1) ?? 1;
  const traces: PlotlyTrace[] = [];
  for (const name of SERIES) {
    let named = false;
    for (const part of ['validation', 'train'] as const) {
      for (const [metric, axis] of [
        ['loss', 'y'],
        [score, 'y2'],
      ] as const) {
        const y = epochs.map((epoch) => epoch[part]?.[name]?.[metric] ?? null);
        if (!y.some(Number.isFinite)) continue;
        const { label, symbol } = SERIES_STYLES[name];
        traces.push({
          type: 'scatter',
          mode: epochs.length <= MAX_MARKED_EPOCHS ? 'lines+markers' : 'lines',
          name: label,
          legendgroup: name,
          showlegend: !named,
          x,
          y,
          yaxis: axis,
          line: {
            color: theme[name],
            width: part === 'train' ? 1.5 : 2.5,
            dash: part === 'train' ? 'dot' : 'solid',
          },
          marker: {
            color: theme[name],
            symbol: part === 'train' ? `${symbol}-open` : symbol,
            size: part === 'train' ? 5 : 8,
          },
          opacity: part === 'train' ? 0.75 : 1,
          hovertemplate: `${label}, ${part}: %{y:.3f}<extra>epoch %{x}</extra>`,
        });
        named = true;
      }
    }
  }
  const best: Record<string, PlotlyValue> =
    bestEpoch === undefined
      ? {}
      : {
          shapes: [
            {
              type: 'line',
              xref: 'x',
              yref: 'paper',
              x0: bestEpoch,
              x1: bestEpoch,
              y0: 0,
              y1: 1,
              layer: 'below',
              line: { color: theme.axis, width: 1.5, dash: 'dash' },
            },
          ],
          annotations: [
            {
              xref: 'x',
              yref: 'paper',
              x: bestEpoch,
              y: 0.5,
              text: `best: epoch ${bestEpoch}`,
              showarrow: false,
              xanchor: bestEpoch > (x[0]! + x.at(-1)!) / 2 ? 'right' : 'left',
              xshift: bestEpoch > (x[0]! + x.at(-1)!) / 2 ? -6 : 6,
              font: { size: 12, color: theme.faint },
              bgcolor: theme.paper,
            },
          ],
        };
  return {
    data: traces,
    layout: {
      ...baseLayout(theme, title, 'full lines: validation; dotted: training'),
      height: 560,
      xaxis: baseAxis(theme, 'epoch', {
        anchor: 'y2',
        tickformat: 'd',
        dtick: Math.max(1, Math.ceil(last / 10)),
      }),
      yaxis: baseAxis(theme, 'loss', { domain: [0.55, 1], rangemode: 'tozero' }),
      yaxis2: baseAxis(theme, score === 'accuracy' ? 'accuracy' : 'weighted F1 (WF1S)', {
        domain: [0, 0.45],
      }),
      ...best,
    },
  };
}
