import { ParameterError } from '../../core/errors/parameter-error.ts';
import { colourTable } from '../colour-maps.ts';
import type { AuditPanel } from '../embedding-audit.ts';
import {
  checkCells,
  colouringOf,
  MAP_COLOUR_TITLES,
  MAP_COLOURS,
  type MapCells,
  type MapColour,
} from '../embedding-cells.ts';
import { categoryStyle, markerSize } from '../embedding-colours.ts';
import { mapRange } from '../embedding-axes.ts';
import { escapeMarkup } from '../escape-markup.ts';
import { DARK_THEME, LIGHT_THEME, type Theme } from '../theme.ts';

/** A map of cells to be explored: hover with the cell's picture, lasso, colourings, zoom. */
export interface MapBlock {
  readonly kind: 'map';
  /** Letters, digits and hyphens, different for each map of a page. */
  readonly name: string;
  readonly cells: MapCells;
  /** Small pictures of the cells as `data:image/` addresses, `[cells]`; nothing where a cell has none. */
  readonly thumbnails?: readonly (string | undefined)[] | undefined;
  /** Which colouring comes first; default class. */
  readonly colour?: MapColour;
  readonly title?: string;
  /** What the map shows, for those who cannot see it. */
  readonly alt: string;
  readonly caption?: string;
  /** The map as a PNG, for readers without scripts. */
  readonly fallback?: Uint8Array;
}

/** The same map small, once for each colouring, with its numbers. */
export interface MapPanelsBlock {
  readonly kind: 'map-panels';
  /** Name of the {@link MapBlock} on the same page. */
  readonly map: string;
  readonly title: string;
  readonly panels: readonly AuditPanel[];
}

const HINT =
  'Point at a cell, or tap it, to see it. Take the lasso and draw around cells to list them. Click the map, then scroll to zoom; a name of the legend shows its cells alone.';
const GRAIN = 65_535;

function button(label: string, attributes: string): string {
  return `<button type="button" ${attributes}>${escapeMarkup(label)}</button>`;
}

function knownColours(cells: MapCells, first: MapColour = 'label'): MapColour[] {
  const known = MAP_COLOURS.filter((colour) => colouringOf(cells, colour) !== undefined);
  return [...known.filter((colour) => colour === first), ...known.filter((colour) => colour !== first)];
}

/** A map as HTML; the page's script fills it. */
export function mapHtml({ name, cells, colour, title, alt, caption, fallback }: MapBlock): string {
  checkCells('reportPage', cells);
  const colours = knownColours(cells, colour);
  const choices = colours.map((each, i) =>
    button(MAP_COLOUR_TITLES[each], `data-colour="${i}" aria-pressed="${i === 0}"`),
  );
  const group = (label: string, buttons: readonly string[]): string =>
    `<fieldset class="map-group"><legend>${label}</legend>${buttons.join('')}</fieldset>`;
  const still =
    fallback === undefined
      ? ''
      : `<noscript><img class="picture" src="data:image/png;base64,${Buffer.from(fallback).toString('base64')}" alt="${escapeMarkup(alt)}" width="680"></noscript>`;
  return (
    `<figure>${title === undefined ? '' : `<h3>${escapeMarkup(title)}</h3>`}` +
    `<div class="map" data-map="${escapeMarkup(name)}" data-hint="${escapeMarkup(HINT)}"><div class="map-bar">` +
    (choices.length < 2 ? '' : group('Colour by', choices)) +
    group('Tool', [
      button('Look', 'data-tool="look" aria-pressed="true"'),
      button('Lasso', 'data-tool="lasso" aria-pressed="false"'),
    ]) +
    group('Zoom', [
      button('−', 'data-act="out" aria-label="Zoom out"'),
      button('+', 'data-act="in" aria-label="Zoom in"'),
      button('Whole map', 'data-act="whole"'),
    ]) +
    `</div><div class="map-body"><div><div class="map-frame"><canvas tabindex="0" role="img" aria-label="${escapeMarkup(alt)}"></canvas>` +
    `<div class="map-tip" hidden></div></div><div class="map-legend"></div></div><div class="map-side" aria-live="polite"></div></div></div>` +
    `${still}${caption === undefined ? '' : `<figcaption>${escapeMarkup(caption)}</figcaption>`}</figure>`
  );
}

/** Small maps as HTML; the page's script draws them. */
export function mapPanelsHtml({ map, title, panels }: MapPanelsBlock): string {
  const items = panels.map(({ colour, title: name, lines }) => {
    const alt = `The map by ${MAP_COLOUR_TITLES[colour].toLowerCase()}: ${lines.join('; ')}`;
    const text = lines.map((line) => `<p>${escapeMarkup(line)}</p>`).join('');
    return (
      `<li><canvas class="map-small" data-map="${escapeMarkup(map)}" data-colouring="${colour}" role="img" aria-label="${escapeMarkup(alt)}"></canvas>` +
      `<h4>${escapeMarkup(name)}</h4>${text}</li>`
    );
  });
  return `<div class="block"><h3>${escapeMarkup(title)}</h3><ul class="map-panels">${items.join('')}</ul></div>`;
}

/** Numbers as JSON takes them: no NaN, no more digits than anyone sees. */
function plainNumbers(values: ArrayLike<number>): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null));
}

function mapData(block: MapBlock) {
  const { name, cells, thumbnails, colour } = block;
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) {
    throw new ParameterError(
      'name',
      `reportPage: a map's name must be letters, digits and hyphens, got "${name}"`,
    );
  }
  if (thumbnails !== undefined && thumbnails.length !== cells.x.length) {
    throw new ParameterError(
      'thumbnails',
      `reportPage: thumbnails must have one entry a cell (${cells.x.length}), got ${thumbnails.length}`,
    );
  }
  if (thumbnails?.some((address) => address !== undefined && !address.startsWith('data:image/')) === true) {
    throw new ParameterError('thumbnails', 'reportPage: thumbnails must be data:image/ addresses');
  }
  const range = mapRange(cells);
  // Both axes in the same grains, from the middle: the map's width has 65,535 of them.
  const grain = GRAIN / (range.x[1] - range.x[0]);
  const grains = (values: ArrayLike<number>, [low, high]: readonly [number, number]): number[] =>
    Array.from(values, (value) => Math.round(grain * (value - (low + high) / 2)));
  const placed = cells.placed === undefined ? null : Array.from(cells.placed);
  return {
    name,
    x: grains(cells.x, range.x),
    y: grains(cells.y, range.y),
    aspect: range.aspect,
    size: markerSize(cells.x.length),
    images: cells.images ?? null,
    placed: placed?.includes(1) === true ? placed : null,
    thumbnails:
      thumbnails === undefined
        ? null
        : Array.from(thumbnails, (address: string | undefined) => address ?? null),
    colourings: knownColours(cells, colour).map((key) => {
      const colouring = colouringOf(cells, key)!;
      const title = MAP_COLOUR_TITLES[key];
      if (colouring.kind === 'number') {
        const { low, high, quantity, values } = colouring;
        return { key, title, kind: 'number', low, high, quantity, values: plainNumbers(values) };
      }
      const styles = colouring.names.map((_, code) => {
        const category = { code, of: colouring.names.length };
        const [light, dark] = [LIGHT_THEME, DARK_THEME].map((theme) => categoryStyle(theme, key, category));
        return [light!.colour, dark!.colour, light!.symbol];
      });
      return {
        key,
        title,
        kind: 'category',
        names: colouring.names,
        codes: Array.from(colouring.codes),
        styles,
      };
    }),
  };
}

const SCALE_STEPS = 64;

/**
 * What the page's script needs of all maps of a page.
 * @param blocks - of the page
 * @throws {ParameterError} for a name that is no address or comes twice, lists of another length, foreign addresses
 */
export function mapPayload(blocks: readonly MapBlock[]): unknown {
  const names = blocks.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ParameterError('name', `reportPage: each map must have its own name, got "${twice}" twice`);
  }
  const table = colourTable('viridis');
  const viridis = Array.from({ length: SCALE_STEPS }, (_, i) => {
    const at = 3 * Math.round((255 * i) / (SCALE_STEPS - 1));
    return Buffer.from(table.subarray(at, at + 3)).toString('hex');
  }).join('');
  const both = (role: Exclude<keyof Theme, 'name'>): readonly string[] => [
    LIGHT_THEME[role],
    DARK_THEME[role],
  ];
  return {
    maps: blocks.map(mapData),
    colours: { paper: both('paper'), ink: both('ink'), unknown: both('axis'), plain: both('raw') },
    viridis,
  };
}
