import { ParameterError } from '../core/errors/parameter-error.ts';
import { mapAxis, mapRange } from './embedding-axes.ts';
import { checkCells, type MapCells, type MapColour } from './embedding-cells.ts';
import { markerSize } from './embedding-colours.ts';
import { mapTraces } from './embedding-map.ts';
import type { PlotlyFigure, PlotlyTrace, PlotlyValue } from './plotly-figure.ts';
import { plotlyText } from './plotly-text.ts';
import { baseLayout, LIGHT_THEME, type Theme } from './theme.ts';

/** One of several small maps. */
export interface MapPanel {
  readonly title: string;
  /** Short lines below the title, the telling number first. */
  readonly lines?: readonly string[];
  readonly cells: MapCells;
  /** By what cells are coloured; default class. */
  readonly colour?: MapColour;
}

/** How small maps are drawn. */
export interface EmbeddingPanelsOptions {
  readonly title?: string;
  readonly subtitle?: string;
  /** Maps in a row; default 3, or as many as there are. */
  readonly columns?: number;
  readonly theme?: Theme;
}

const [WIDTH, PANEL, GAP, LEGEND, LEFT, TOP, SHARED, SUBTITLE] = [1080, 327, 26, 46, 24, 76, 28, 22];
const [TITLE_LINE, LINE] = [18, 15];

/** Where a panel stands, in shares of the figure's inner box. */
interface PanelBox {
  readonly across: readonly [left: number, right: number];
  /** Share of the height at so many pixels below the panel's upper edge. */
  readonly down: (pixels: number) => number;
  readonly head: number;
  readonly tall: number;
}

/** Places of small maps in a grid, all of one shape. */
function gridOf(
  count: number,
  {
    columns,
    head,
    legend,
    aspect,
    top,
  }: Readonly<Record<'columns' | 'head' | 'legend' | 'aspect' | 'top', number>>,
): { readonly width: number; readonly height: number; readonly boxes: readonly PanelBox[] } {
  const rows = Math.max(1, Math.ceil(count / columns));
  const width = columns === 3 ? WIDTH : 2 * LEFT + columns * PANEL + (columns - 1) * GAP;
  const side = (width - 2 * LEFT - (columns - 1) * GAP) / columns;
  const tall = side * aspect;
  const step = head + tall + legend;
  const height = top + rows * step + 8;
  const inner = { width: width - 2 * LEFT, height: height - top - 8 };
  const boxes = Array.from({ length: count }, (_, i): PanelBox => {
    const x0 = (i % columns) * (side + GAP);
    const y0 = Math.floor(i / columns) * step;
    return {
      across: [x0 / inner.width, (x0 + side) / inner.width],
      down: (pixels) => Math.max(0, 1 - (y0 + pixels) / inner.height),
      head,
      tall,
    };
  });
  return { width, height, boxes };
}

/** Traces of a panel; a colour bar or a legend of its own goes below it. */
function tracesOf(
  { cells, colour = 'label' }: MapPanel,
  { across, down, head, tall }: PanelBox,
  { theme, size, suffix, listed }: { theme: Theme; size: number; suffix: string; listed: boolean },
): PlotlyTrace[] {
  const bar = {
    orientation: 'h',
    x: (across[0] + across[1]) / 2,
    xanchor: 'center',
    y: down(head + tall + 4),
    yanchor: 'top',
    len: 0.8 * (across[1] - across[0]),
    thickness: 8,
    nticks: 5,
    title: undefined,
  } as const;
  const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}`, legend: `legend${suffix}` };
  const traces = mapTraces(cells, colour, { theme, size, type: 'scatter', axes, bar });
  return listed && colour !== 'subject' ? traces : traces.map((trace) => ({ ...trace, showlegend: false }));
}

/** Whether one legend says it for all: each panel has the same groups of cells, in the same number. */
function shareLegend(panels: readonly MapPanel[], theme: Theme): boolean {
  const [first, ...others] = panels.map(({ cells, colour = 'label' }) => {
    if (colour === 'stain' || colour === 'area') return '';
    const traces = mapTraces(cells, colour, { theme, size: 1, type: 'scatter' });
    return JSON.stringify(traces.map(({ name }) => name));
  });
  return first !== undefined && first !== '' && others.length > 0 && others.every((other) => other === first);
}

/**
 * Small maps side by side, each with its own scale, as places on a map have no unit. One legend stands above them where
 * they all show the same groups of cells, else each has its own below.
 * @param panels - at least one
 * @param options - title, columns, theme
 * @throws {ParameterError} where there is no panel, lists differ in length or places are not finite
 */
export function embeddingPanels(
  panels: readonly MapPanel[],
  options: EmbeddingPanelsOptions = {},
): PlotlyFigure {
  const { title = 'Maps of cells', subtitle = '', theme = LIGHT_THEME } = options;
  for (const { cells } of panels) checkCells('embeddingPanels', cells);
  const { columns = Math.min(3, Math.max(1, panels.length)) } = options;
  if (!(Number.isInteger(columns) && columns >= 1)) {
    throw new ParameterError(
      'columns',
      `embeddingPanels: columns must be a whole number from 1 on, got ${columns}`,
    );
  }
  const shared = shareLegend(panels, theme);
  const shapes = panels.map(({ cells }) => mapRange(cells).aspect);
  const aspect = shapes.length === 0 ? 1 : shapes.reduce((sum, shape) => sum + shape, 0) / shapes.length;
  const top = TOP + (shared ? SHARED : 0) - (subtitle === '' ? SUBTITLE : 0);
  const { width, height, boxes } = gridOf(panels.length, {
    columns,
    head: TITLE_LINE + LINE * Math.max(0, ...panels.map(({ lines = [] }) => lines.length)),
    legend: shared ? 12 : LEGEND,
    aspect,
    top,
  });
  const data: PlotlyTrace[] = [];
  const base = baseLayout(theme, plotlyText(title), plotlyText(subtitle));
  const layout: Record<string, PlotlyValue> = {};
  const annotations: PlotlyValue[] = [];
  for (const [i, panel] of panels.entries()) {
    const suffix = i === 0 ? '' : String(i + 1);
    const box = boxes[i]!;
    const { across, down, head, tall } = box;
    const size = Math.max(2, markerSize(panel.cells.x.length) - 2);
    data.push(...tracesOf(panel, box, { theme, size, suffix, listed: !shared || i === 0 }));
    const range = mapRange(panel.cells, aspect);
    layout[`xaxis${suffix}`] = mapAxis(theme, range.x, { domain: across, anchor: `y${suffix}` });
    layout[`yaxis${suffix}`] = mapAxis(theme, range.y, {
      domain: [down(head + tall), down(head)],
      anchor: `x${suffix}`,
      scaleanchor: `x${suffix}`,
    });
    layout[`legend${suffix}`] = shared
      ? { ...(base['legend'] as object), itemsizing: 'constant' }
      : {
          orientation: 'h',
          x: across[0],
          xanchor: 'left',
          y: down(head + tall + 2),
          yanchor: 'top',
          font: { size: 11, color: theme.ink },
          bgcolor: 'rgba(0,0,0,0)',
          itemsizing: 'constant',
        };
    const lines = (panel.lines ?? []).map((line) => plotlyText(line));
    annotations.push({
      text: [`<b>${plotlyText(panel.title)}</b>`, ...lines].join('<br>'),
      x: across[0],
      y: down(0),
      xref: 'paper',
      yref: 'paper',
      xanchor: 'left',
      yanchor: 'top',
      align: 'left',
      showarrow: false,
      font: { size: 11, color: theme.ink },
    });
  }
  return {
    data,
    layout: {
      ...base,
      width,
      height,
      margin: { l: LEFT, r: LEFT, t: top, b: 8, autoexpand: false },
      showlegend: true,
      hovermode: 'closest',
      ...layout,
      annotations,
    },
  };
}
