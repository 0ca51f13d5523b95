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

/** One position of a slider: what it changes in which traces, and in the layout. */
export interface PlotlyFrame {
  readonly name: string;
  readonly data: readonly PlotlyTrace[];
  /** Positions of the changed traces in the figure's `data`. */
  readonly traces: readonly number[];
  readonly layout?: PlotlyLayout;
}

/** A figure as plain data: what `Plotly.newPlot(element, data, layout)` takes. */
export interface PlotlyFigure {
  readonly data: readonly PlotlyTrace[];
  readonly layout: PlotlyLayout;
  /** What the steps of the layout's sliders show; static pictures show `data` and `layout` alone. */
  readonly frames?: readonly PlotlyFrame[];
}
