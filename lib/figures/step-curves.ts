import type { PlotlyFigure, PlotlyTrace } from './plotly-figure.ts';
import { baseAxis, baseLayout, LIGHT_THEME, type Theme } from './theme.ts';

/** One training step, as seen from outside. */
export interface StepPoint {
  /** From 1. */
  readonly step: number;
  /** The whole objective of the step's batch. */
  readonly loss: number;
  /** Images of the step's batch. */
  readonly images: number;
  /** When the step ended, in seconds since any one moment. */
  readonly seconds: number;
}

/** How training steps are drawn. */
export interface StepCurveOptions {
  /** Steps that a mean and a speed are taken over; default 20. */
  readonly window?: number;
  readonly title?: string;
  readonly theme?: Theme;
}

/**
 * Loss of each step as dots with the mean of the last steps as a line, above the images a second over the same steps.
 * The speed counts all time between steps, so it falls where something else was done (validation, a pause).
 * @param points - in order
 * @param options - window, title and colours
 */
export function stepCurves(points: readonly StepPoint[], options: StepCurveOptions = {}): PlotlyFigure {
  const { window = 20, title = 'Training, step by step', theme = LIGHT_THEME } = options;
  const x = points.map(({ step }) => step);
  const recent = (i: number): readonly StepPoint[] => points.slice(Math.max(0, i + 1 - window), i + 1);
  const means = points.map((_, i) => {
    const last = recent(i);
    return last.reduce((sum, { loss }) => sum + loss, 0) / last.length;
  });
  const speeds = points.map(({ seconds }, i) => {
    // The first step's own time is not known: only when it ended.
    const [first, ...rest] = recent(i);
    const images = rest.reduce((sum, point) => sum + point.images, 0);
    return first === undefined || seconds <= first.seconds ? null : images / (seconds - first.seconds);
  });
  const line = (name: string, y: (number | null)[], rest: PlotlyTrace): PlotlyTrace => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x,
    y,
    ...rest,
  });
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        name: 'loss of a step',
        x,
        y: points.map(({ loss }) => loss),
        marker: { color: theme.silhouette, size: 3, opacity: 0.6 },
        hovertemplate: 'step %{x}: loss %{y:.3f}<extra></extra>',
      },
      line(`mean of ${window} steps`, means, {
        line: { color: theme.voted, width: 2.5 },
        hovertemplate: `step %{x}: mean loss %{y:.3f}<extra></extra>`,
      }),
      line('images a second', speeds, {
        yaxis: 'y2',
        showlegend: false,
        line: { color: theme.raw, width: 2 },
        hovertemplate: 'step %{x}: %{y:.1f} images/s<extra></extra>',
      }),
    ],
    layout: {
      ...baseLayout(theme, title),
      height: 440,
      xaxis: baseAxis(theme, 'step', { anchor: 'y2', tickformat: 'd' }),
      yaxis: baseAxis(theme, 'loss', { domain: [0.48, 1], rangemode: 'tozero' }),
      yaxis2: baseAxis(theme, 'images/s', { domain: [0, 0.36], rangemode: 'tozero' }),
    },
  };
}
