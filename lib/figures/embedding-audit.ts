import { formatNumber, formatShare } from '../evaluation/format-estimate.ts';
import {
  checkCells,
  colouringOf,
  MAP_COLOUR_TITLES,
  MAP_COLOURS,
  type MapCells,
  type MapColour,
} from './embedding-cells.ts';
import { markerSize } from './embedding-colours.ts';
import { mapFindings, type AuditedMap } from './embedding-findings.ts';
import { mapAxis, mapRange } from './embedding-axes.ts';
import { mapTraces } from './embedding-map.ts';
import type { PlotlyFigure, PlotlyTrace, PlotlyValue } from './plotly-figure.ts';
import { plotlyText } from './plotly-text.ts';
import { baseLayout, LIGHT_THEME, type Theme } from './theme.ts';

/** How an audit is drawn. */
export interface EmbeddingAuditOptions {
  readonly title?: string;
  readonly theme?: Theme;
}

/** One map of an audit, with the numbers that belong to it. */
export interface AuditPanel {
  readonly colour: MapColour;
  readonly title: string;
  /** Short lines, the telling number first. */
  readonly lines: readonly string[];
}

function numbersOf(colour: MapColour, audit: AuditedMap): string[] {
  const { within, across, k } = audit;
  if (colour === 'stain' || colour === 'area') {
    const value = audit[colour];
    return value === null ? [] : [`rank correlation with ${k} neighbours: ${formatNumber(value, 2)}`];
  }
  const category = audit[colour === 'label' ? 'class' : colour];
  if (category === null) return [];
  const { share, chance, silhouette } = category;
  const apart = `silhouette ${formatNumber(silhouette, 2)}`;
  const same = `same in ${formatShare(share)} of neighbours, by chance ${formatShare(chance)}`;
  if (colour !== 'label' || within === null) return [same, apart];
  const votes = `neighbours name it: ${formatShare(within.balancedAccuracy)}`;
  return [
    across === null ? votes : `${votes}, of other people ${formatShare(across.balancedAccuracy)}`,
    `${apart}; ${same}`,
  ];
}

/**
 * The maps of an audit and their numbers, as far as anything is known.
 * @param cells - on the map
 * @param audit - of `auditMap`
 */
export function auditPanels(cells: MapCells, audit: AuditedMap): AuditPanel[] {
  return MAP_COLOURS.flatMap((colour) => {
    const colouring = colouringOf(cells, colour);
    if (colouring === undefined) return [];
    const groups = colouring.kind === 'category' ? colouring.names.length : 0;
    const plural = colour === 'subject' ? ` (${groups})` : '';
    return [{ colour, title: `${MAP_COLOUR_TITLES[colour]}${plural}`, lines: numbersOf(colour, audit) }];
  });
}

const [WIDTH, PANEL, GAP, HEAD, LEGEND, LEFT, TOP] = [1080, 327, 26, 48, 46, 24, 76];

/**
 * The audit of a map: the same map small, by class, subject, fold, stain and area, each with its numbers, and a
 * sentence of what they say. A map that separates subjects is not one that separates leukaemia.
 * @param cells - on the map
 * @param audit - of `auditMap`
 * @param options - title, theme
 * @throws {ParameterError} where lists differ in length or places are not finite
 */
export function embeddingAudit(
  cells: MapCells,
  audit: AuditedMap,
  options: EmbeddingAuditOptions = {},
): PlotlyFigure {
  const { title = 'What the map separates', theme = LIGHT_THEME } = options;
  checkCells('embeddingAudit', cells);
  const panels = auditPanels(cells, audit);
  const columns = Math.min(3, Math.max(1, panels.length));
  const rows = Math.max(1, Math.ceil(panels.length / columns));
  const width = columns === 3 ? WIDTH : 2 * LEFT + columns * PANEL + (columns - 1) * GAP;
  const range = mapRange(cells);
  const side = (width - 2 * LEFT - (columns - 1) * GAP) / columns;
  const tall = side * range.aspect;
  const step = HEAD + tall + LEGEND;
  const height = TOP + rows * step + 8;
  const inner = { width: width - 2 * LEFT, height: height - TOP - 8 };
  const size = Math.max(2, markerSize(cells.x.length) - 2);
  const data: PlotlyTrace[] = [];
  const layout: Record<string, PlotlyValue> = {};
  const annotations: PlotlyValue[] = [];
  for (const [i, { colour, title: name, lines }] of panels.entries()) {
    const suffix = i === 0 ? '' : String(i + 1);
    const x0 = (i % columns) * (side + GAP);
    const y0 = Math.floor(i / columns) * step;
    const across: [number, number] = [x0 / inner.width, (x0 + side) / inner.width];
    const down = (pixels: number): number => Math.max(0, 1 - (y0 + pixels) / inner.height);
    const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}`, legend: `legend${suffix}` };
    data.push(
      ...mapTraces(cells, colour, {
        theme,
        size,
        type: 'scatter',
        axes,
        bar: {
          orientation: 'h',
          x: (across[0] + across[1]) / 2,
          xanchor: 'center',
          y: down(HEAD + tall + 4),
          yanchor: 'top',
          len: 0.8 * (across[1] - across[0]),
          thickness: 8,
          nticks: 5,
          title: undefined,
        },
      }).map((trace) => (colour === 'subject' ? { ...trace, showlegend: false } : trace)),
    );
    const vertical = [down(HEAD + tall), down(HEAD)] as const;
    layout[`xaxis${suffix}`] = mapAxis(theme, range.x, { domain: across, anchor: axes.yaxis });
    layout[`yaxis${suffix}`] = mapAxis(theme, range.y, {
      domain: vertical,
      anchor: axes.xaxis,
      scaleanchor: axes.xaxis,
    });
    layout[`legend${suffix}`] = {
      orientation: 'h',
      x: across[0],
      xanchor: 'left',
      y: down(HEAD + tall + 2),
      yanchor: 'top',
      font: { size: 11, color: theme.ink },
      bgcolor: 'rgba(0,0,0,0)',
      itemsizing: 'constant',
    };
    annotations.push({
      text: [`<b>${plotlyText(name)}</b>`, ...lines.map((line) => plotlyText(line))].join('<br>'),
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
  const [finding = ''] = mapFindings(audit);
  return {
    data,
    layout: {
      ...baseLayout(theme, plotlyText(title), plotlyText(finding)),
      width,
      height,
      margin: { l: LEFT, r: LEFT, t: TOP, b: 8, autoexpand: false },
      showlegend: true,
      hovermode: 'closest',
      ...layout,
      annotations,
    },
  };
}
