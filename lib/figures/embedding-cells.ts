import { ParameterError } from '../core/errors/parameter-error.ts';

/** By what the cells of a map are coloured. */
export type MapColour = 'label' | 'subject' | 'fold' | 'stain' | 'area';

/** Every way of colouring a map, in the order of an audit. */
export const MAP_COLOURS: readonly MapColour[] = ['label', 'subject', 'fold', 'stain', 'area'];

/** Name of each colouring, for a person. */
export const MAP_COLOUR_TITLES: Readonly<Record<MapColour, string>> = {
  label: 'Class',
  subject: 'Subject',
  fold: 'Fold',
  stain: 'Stain',
  area: 'Cell area',
};

/** Cells on a map, and what is known of them; each list has one entry a cell. */
export interface MapCells {
  /** Places on the map, `[cells]` each, in any unit. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Class labels: 0 normal, 1 lymphoblast, or any others that {@link MapCells.classes} names. */
  readonly labels?: ArrayLike<number | undefined> | undefined;
  /** Class names by label. */
  readonly classes?: readonly string[] | undefined;
  readonly subjects?: readonly (string | undefined)[] | undefined;
  readonly folds?: readonly (string | undefined)[] | undefined;
  /** Mean brightness of the cell's pixels, 0 (dark) to 255; NaN where not known. */
  readonly stain?: ArrayLike<number> | undefined;
  /** Pixels of the cell in its original image; NaN where not known. */
  readonly area?: ArrayLike<number> | undefined;
  /** Names of the images. */
  readonly images?: readonly string[] | undefined;
  /** 1 where a cell was placed into the map of the others afterwards (test into train), else 0. */
  readonly placed?: ArrayLike<number> | undefined;
}

/** A colouring by categories: a group of cells for each, in the order of a legend. */
export interface CategoryColouring {
  readonly kind: 'category';
  /** For a legend: classes by label, whether or not a cell is of them, others by name. */
  readonly names: readonly string[];
  /** Category of each cell, `[cells]`; -1 where it is not known. */
  readonly codes: Int32Array;
}

/** A colouring by a number of each cell. */
export interface NumberColouring {
  readonly kind: 'number';
  readonly values: ArrayLike<number>;
  /** Ends of the colour scale: the 2nd and the 98th of a hundred, so that a few odd cells do not take all the colours. */
  readonly low: number;
  readonly high: number;
  /** What the number is, with its unit. */
  readonly quantity: string;
}

/** How cells are coloured. */
export type Colouring = CategoryColouring | NumberColouring;

const QUANTITIES = {
  stain: 'mean brightness of the cell, 0 to 255',
  area: 'pixels of the original image',
} as const;

/**
 * Refuses cells whose lists differ in length or that are nowhere.
 * @param where - the function that was called, for the message
 * @param cells - what was given
 * @throws {ParameterError} for a list of another length, or a place that is not finite
 */
export function checkCells(where: string, cells: MapCells): void {
  const { x, y, labels, subjects, folds, stain, area, images, placed } = cells;
  for (const [name, list] of Object.entries({ y, labels, subjects, folds, stain, area, images, placed })) {
    if (list === undefined || list.length === x.length) continue;
    throw new ParameterError(
      name,
      `${where}: ${name} must have one entry a cell (${x.length}), got ${list.length}`,
    );
  }
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i]) && Number.isFinite(y[i])) continue;
    throw new ParameterError('x', `${where}: places must be finite, got ${x[i]!}, ${y[i]!} for cell ${i}`);
  }
}

/** The name of a label; its number where the classes do not name it. */
export function labelName(label: number, classes: readonly string[] | undefined): string {
  return classes?.[label] ?? `class ${label}`;
}

function byNumberThenLetters(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function categories(
  values: ArrayLike<string | number | undefined>,
  nameOf: (value: string | number) => string,
): CategoryColouring | undefined {
  const known = new Set<string | number>();
  for (let i = 0; i < values.length; i++) if (values[i] !== undefined) known.add(values[i]!);
  if (known.size === 0) return undefined;
  const order = [...known].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : byNumberThenLetters(String(a), String(b)),
  );
  const codes = new Map(order.map((value, code) => [value, code]));
  return {
    kind: 'category',
    names: order.map(nameOf),
    codes: Int32Array.from(values, (value) => (value === undefined ? -1 : codes.get(value)!)),
  };
}

/** Classes keep their places, and so their colours, where a map shows cells of one of them only. */
function byClass(
  labels: ArrayLike<number | undefined>,
  classes: readonly string[] = [],
): CategoryColouring | undefined {
  const known = Array.from(labels).filter((label) => label !== undefined);
  if (known.length === 0) return undefined;
  if (!known.every((label) => Number.isInteger(label) && label >= 0 && label < classes.length)) {
    return categories(labels, (label) => labelName(Number(label), classes));
  }
  return { kind: 'category', names: classes, codes: Int32Array.from(labels, (label) => label ?? -1) };
}

function numbers(values: ArrayLike<number>, quantity: string): NumberColouring | undefined {
  const known = Float64Array.from(values)
    .filter((value) => Number.isFinite(value))
    .sort();
  if (known.length === 0) return undefined;
  const at = (share: number): number => known[Math.round(share * (known.length - 1))]!;
  const [low, high] = [at(0.02), at(0.98)];
  return { kind: 'number', values, quantity, low, high: high > low ? high : low + 1 };
}

/**
 * The colouring of cells, as far as it is known.
 * @param cells - on a map
 * @param colour - by what
 * @returns nothing where no cell's is known
 */
export function colouringOf(cells: MapCells, colour: MapColour): Colouring | undefined {
  const { labels, classes, subjects, folds, stain, area } = cells;
  if (colour === 'label') return labels === undefined ? undefined : byClass(labels, classes);
  if (colour === 'subject') return subjects === undefined ? undefined : categories(subjects, String);
  if (colour === 'fold') return folds === undefined ? undefined : categories(folds, String);
  const values = colour === 'stain' ? stain : area;
  return values === undefined ? undefined : numbers(values, QUANTITIES[colour]);
}
