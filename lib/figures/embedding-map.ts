import {
  checkCells,
  colouringOf,
  labelName,
  MAP_COLOUR_TITLES,
  type CategoryColouring,
  type MapCells,
  type MapColour,
  type NumberColouring,
} from './embedding-cells.ts';
import { categoryStyle, DISTINCT_STYLES, markerSize, viridisScale } from './embedding-colours.ts';
import { mapAxis, mapRange } from './embedding-axes.ts';
import type { PlotlyFigure, PlotlyTrace, PlotlyValue } from './plotly-figure.ts';
import { plotlyText } from './plotly-text.ts';
import { baseLayout, LIGHT_THEME, type Theme } from './theme.ts';

/** How a map is drawn. */
export interface EmbeddingMapOptions {
  /** By what cells are coloured; default class, which is the paper's figure. */
  readonly colour?: MapColour;
  /**
   * Draws by WebGL from 4000 cells on, for a front end that has it (plotly.js with scattergl); without it, the figure is
   * of SVG and can be drawn as a file. Default false.
   */
  readonly live?: boolean;
  /** What the map is of: "openTSNE of raw features". */
  readonly title?: string;
  readonly subtitle?: string;
  readonly theme?: Theme;
}

/** Cells from which on a live figure is drawn by WebGL. */
export const WEBGL_FROM = 4000;

/** A legend of more than this is no help, and does not fit. */
const MOST_LISTED = DISTINCT_STYLES;

/** A panel's axes and marker, for its traces. */
export interface PanelPlace {
  readonly theme: Theme;
  readonly size: number;
  readonly type: 'scatter' | 'scattergl';
  /** Plotly's axis ids and legend of the panel; nothing for a figure of one panel. */
  readonly axes?: { readonly xaxis: string; readonly yaxis: string; readonly legend: string };
  /** Where and how high the colour bar stands. */
  readonly bar?: Readonly<Record<string, PlotlyValue>>;
}

function hoverOf(cells: MapCells, i: number): string[] {
  const { labels, classes, subjects, images } = cells;
  const label = labels?.[i];
  return [
    plotlyText(images?.[i] ?? `cell ${i + 1}`),
    label === undefined ? 'class not known' : plotlyText(labelName(label, classes)),
    subjects?.[i] === undefined ? 'subject not known' : `subject ${plotlyText(subjects[i])}`,
  ];
}

const HOVER = '%{customdata[0]}<br>%{customdata[1]}, %{customdata[2]}<extra></extra>';

/** Cells that share a look: placed ones stand out from those that made the map. */
function trace(
  cells: MapCells,
  chosen: readonly number[],
  place: PanelPlace,
  look: { readonly marker: Readonly<Record<string, PlotlyValue>>; readonly placed: boolean | undefined },
): PlotlyTrace {
  const { theme, type, size } = place;
  const { marker, placed } = look;
  const pale = placed === false;
  return {
    type,
    mode: 'markers',
    x: chosen.map((i) => cells.x[i]!),
    y: chosen.map((i) => cells.y[i]!),
    marker: {
      size: placed === true ? size + 3 : pale ? Math.max(2, size - 2) : size,
      line:
        placed === true ? { color: theme.ink, width: 1.2 } : { color: theme.paper, width: pale ? 0 : 0.5 },
      opacity: pale ? 0.35 : 0.9,
      ...marker,
    },
    customdata: chosen.map((i) => hoverOf(cells, i)),
    hovertemplate: HOVER,
    ...place.axes,
  };
}

/** The cells of each side of a map with placed cells, those below first; all at once where none was placed. */
function sides(cells: MapCells): { readonly placed: boolean | undefined; readonly of: number[] }[] {
  const all = Array.from({ length: cells.x.length }, (_, i) => i);
  const { placed } = cells;
  if (placed === undefined || !all.some((i) => placed[i] === 1)) return [{ placed: undefined, of: all }];
  return [false, true].map((side) => ({
    placed: side,
    of: all.filter((i) => (placed[i] === 1) === side),
  }));
}

function categoryTraces(
  cells: MapCells,
  colour: MapColour,
  { names, codes }: CategoryColouring,
  place: PanelPlace,
): PlotlyTrace[] {
  const shown = sides(cells);
  const all = codes.includes(-1) ? [-1, ...names.keys()] : [...names.keys()];
  return shown.flatMap(({ placed, of }) =>
    all.flatMap((code): PlotlyTrace[] => {
      const mine = of.filter((i) => codes[i] === code);
      if (mine.length === 0) return [];
      const style = categoryStyle(place.theme, colour, { code, of: names.length });
      const marker = { color: style.colour, symbol: style.symbol };
      const name = code < 0 ? 'not known' : plotlyText(names[code]!);
      // In a map with placed cells the legend names both, for their markers differ.
      const words = placed === undefined ? name : `${name}, ${placed ? 'placed' : 'map'}`;
      return [
        {
          ...trace(cells, mine, place, { marker, placed }),
          name: `${words} (${mine.length})`,
          legendgroup: `${code}`,
          ...(names.length > 12 && placed === false ? { showlegend: false } : {}),
        },
      ];
    }),
  );
}

function numberTraces(
  cells: MapCells,
  { values, low, high, quantity }: NumberColouring,
  place: PanelPlace,
): PlotlyTrace[] {
  const { theme, bar } = place;
  let hasBar = false;
  return sides(cells).flatMap(({ placed, of }): PlotlyTrace[] => {
    const known = of.filter((i) => Number.isFinite(values[i]));
    const unknown = of.filter((i) => !Number.isFinite(values[i]));
    const gray = { color: theme.axis, symbol: 'circle' };
    const traces: PlotlyTrace[] =
      unknown.length === 0
        ? []
        : [
            {
              ...trace(cells, unknown, place, { marker: gray, placed }),
              name: 'not known',
              showlegend: false,
            },
          ];
    if (known.length === 0) return traces;
    const marker = {
      color: known.map((i) => values[i]!),
      colorscale: viridisScale(),
      cmin: low,
      cmax: high,
      symbol: 'circle',
      showscale: !hasBar,
      ...(hasBar
        ? {}
        : {
            colorbar: {
              title: { text: quantity, side: 'right', font: { size: 12, color: theme.ink } },
              tickfont: { size: 11, color: theme.faint },
              thickness: 12,
              len: 0.75,
              outlinewidth: 0,
              ...bar,
            },
          }),
    };
    hasBar = true;
    const drawn = trace(cells, known, place, { marker, placed });
    return [
      ...traces,
      {
        ...drawn,
        hovertemplate: `%{customdata[0]}<br>%{customdata[1]}, %{customdata[2]}<br>${quantity}: %{marker.color:.0f}<extra></extra>`,
        name: placed === undefined ? quantity : placed ? 'placed' : 'map',
        showlegend: placed !== undefined,
      },
    ];
  });
}

/**
 * The traces of one map in one colouring, all cells alike where that is not known of any.
 * @param cells - on the map
 * @param colour - by what
 * @param place - axes, theme and marker size of the panel
 */
export function mapTraces(cells: MapCells, colour: MapColour, place: PanelPlace): PlotlyTrace[] {
  const colouring = colouringOf(cells, colour);
  if (colouring === undefined) {
    return sides(cells).map(({ placed, of }) => ({
      ...trace(cells, of, place, { marker: { color: place.theme.raw, symbol: 'circle' }, placed }),
      name: placed === undefined ? 'cells' : placed ? 'placed' : 'map',
    }));
  }
  return colouring.kind === 'category'
    ? categoryTraces(cells, colour, colouring, place)
    : numberTraces(cells, colouring, place);
}

/**
 * A map of cells: by class it is the paper's openTSNE figure (lymphoblasts green, normal leukocytes orange), else
 * coloured by subject, fold, stain or area. Both axes have the same scale and no ticks, since places on such a map have
 * no unit and gaps little meaning. Where some cells were placed into the map of others, the others are small and pale.
 * @param cells - places and what is known of each cell
 * @param options - colouring, live, title
 * @throws {ParameterError} where lists differ in length or places are not finite
 */
export function embeddingMap(cells: MapCells, options: EmbeddingMapOptions = {}): PlotlyFigure {
  const { colour = 'label', live = false, theme = LIGHT_THEME } = options;
  checkCells('embeddingMap', cells);
  const count = cells.x.length;
  const colouring = colouringOf(cells, colour);
  const type = live && count >= WEBGL_FROM ? 'scattergl' : 'scatter';
  const place: PanelPlace = { theme, size: markerSize(count), type };
  const traces = mapTraces(cells, colour, place);
  const many = colouring?.kind === 'category' ? colouring.names.length : 0;
  const listed = many <= MOST_LISTED;
  const repeats = listed
    ? ''
    : `${many} of them: colours and shapes repeat after ${DISTINCT_STYLES}, so there is no legend`;
  const unknown = colouring === undefined ? `${MAP_COLOUR_TITLES[colour].toLowerCase()} not known` : '';
  const facts = [options.subtitle ?? `${count} cells`, repeats, unknown].filter((text) => text !== '');
  const range = mapRange(cells);
  const base = baseLayout(theme, plotlyText(options.title ?? 'Map of cells'), plotlyText(facts.join('; ')));
  const aside = many > 8 && listed;
  const barred = colouring?.kind === 'number';
  const showlegend = traces.length > 1 && listed;
  const top = showlegend && !aside ? 104 : 76;
  const width = aside ? 860 : barred ? 790 : 700;
  const inner = aside ? 668 : barred ? 690 : 668;
  return {
    data: traces,
    layout: {
      ...base,
      width,
      // A long legend needs its height, whatever the map's.
      height: Math.max(top + inner * range.aspect + 16, aside ? top + 19 * many + 16 : 0),
      margin: { l: 16, r: aside || barred ? width - inner - 16 : 16, t: top, b: 16, autoexpand: false },
      legend: aside
        ? {
            orientation: 'v',
            x: 1.01,
            xanchor: 'left',
            y: 1,
            yanchor: 'top',
            font: { size: 11, color: theme.ink },
            bgcolor: 'rgba(0,0,0,0)',
            itemsizing: 'constant',
            tracegroupgap: 0,
          }
        : { ...(base['legend'] as object), itemsizing: 'constant' },
      showlegend,
      hovermode: 'closest',
      dragmode: 'lasso',
      xaxis: mapAxis(theme, range.x),
      yaxis: mapAxis(theme, range.y, { scaleanchor: 'x' }),
    },
  };
}
