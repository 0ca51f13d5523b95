import { formatNumber, formatShare } from '../evaluation/format-estimate.ts';
import {
  checkCells,
  colouringOf,
  MAP_COLOUR_TITLES,
  MAP_COLOURS,
  type MapCells,
  type MapColour,
} from './embedding-cells.ts';
import { mapFindings, type AuditedMap } from './embedding-findings.ts';
import { embeddingPanels } from './embedding-panels.ts';
import type { PlotlyFigure } from './plotly-figure.ts';
import { LIGHT_THEME, type Theme } from './theme.ts';

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
  const hundredths = silhouette === null ? null : Math.round(100 * silhouette) / 100; // no "-0.00"
  const apart = `silhouette ${formatNumber(hundredths, 2)}`;
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
  const [finding = ''] = mapFindings(audit);
  const panels = auditPanels(cells, audit).map((panel) => ({ ...panel, cells }));
  return embeddingPanels(panels, { title, subtitle: finding, theme });
}
