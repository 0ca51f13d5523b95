import { colourTable } from './colour-maps.ts';
import type { MapColour } from './embedding-cells.ts';
import type { Theme } from './theme.ts';

/** How the cells of a category are drawn. */
export interface CategoryStyle {
  readonly colour: string;
  /** Plotly's marker symbol; the page draws the same shapes. */
  readonly symbol: MapSymbol;
}

/** The shapes of markers on a map. */
export type MapSymbol = 'circle' | 'diamond' | 'square' | 'triangle-up' | 'x';

const SYMBOLS: readonly MapSymbol[] = ['circle', 'diamond', 'square', 'triangle-up', 'x'];

// Okabe and Ito's without black and yellow, which vanish on dark and on white paper; olive stands for the yellow.
function palette({ raw, crop, erase, lymphoblast, normal }: Theme): readonly string[] {
  return [raw, crop, erase, '#cc79a7', normal, lymphoblast, '#a08f00'];
}

/** Pairs of colour and shape after which they repeat. */
export const DISTINCT_STYLES = 35;

/** Which category of how many is drawn. */
export interface StyledCategory {
  /** -1: not known. */
  readonly code: number;
  /** Categories in all. */
  readonly of: number;
}

/**
 * Colour and shape of a category. Two classes are as in the paper's map of cells: lymphoblasts green diamonds, normal
 * leukocytes orange circles. Subjects and folds go through seven colours that people with any common colour vision tell
 * apart, and with each round of these to another shape.
 * @param theme - light or dark
 * @param colour - what the categories are
 * @param category - which of them; unknown is grey
 */
export function categoryStyle(theme: Theme, colour: MapColour, { code, of }: StyledCategory): CategoryStyle {
  if (code < 0) return { colour: theme.axis, symbol: 'circle' };
  if (colour === 'label' && of === 2) {
    return code === 0 ? { colour: theme.crop, symbol: 'circle' } : { colour: theme.erase, symbol: 'diamond' };
  }
  const colours = palette(theme);
  return {
    colour: colours[code % colours.length]!,
    symbol: SYMBOLS[Math.floor(code / colours.length) % SYMBOLS.length]!,
  };
}

const STOPS = 11;

/** Viridis as Plotly takes it: pairs of place, 0 to 1, and colour. */
export function viridisScale(): (readonly [place: number, colour: string])[] {
  const table = colourTable('viridis');
  return Array.from({ length: STOPS }, (_, i) => {
    const step = Math.round((i * 255) / (STOPS - 1));
    const hex = [...table.subarray(3 * step, 3 * step + 3)].map((byte) => byte.toString(16).padStart(2, '0'));
    return [i / (STOPS - 1), `#${hex.join('')}`] as const;
  });
}

/** Side of a marker in CSS pixels that suits the number of cells. */
export function markerSize(cells: number): number {
  return cells <= 300 ? 9 : cells <= 1500 ? 7 : cells <= 6000 ? 5 : cells <= 20_000 ? 4 : 3;
}
