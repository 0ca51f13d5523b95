/** What a Plotly attribute may hold: plain JSON, so that a figure can be written, compared and sent anywhere. */
export type PlotlyValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly PlotlyValue[]
  | { readonly [attribute: string]: PlotlyValue };

/** One trace: its `type` (scatter where none is named) and the attributes of Plotly's reference. */
export interface PlotlyTrace {
  readonly type?: string;
  readonly [attribute: string]: PlotlyValue;
}

/** Titles, axes, legend, shapes and annotations, as in Plotly's reference. */
export interface PlotlyLayout {
  readonly [attribute: string]: PlotlyValue;
}

/** A figure as plain data: what `Plotly.newPlot(element, data, layout)` takes. */
export interface PlotlyFigure {
  readonly data: readonly PlotlyTrace[];
  readonly layout: PlotlyLayout;
}
