import { countText, plural } from './readable-numbers.ts';
import { cellOf, type Cell } from './table-cell.ts';

/** Rows and columns shown at each end of a long table. */
const EDGE = 10;

/** Where the contents of a table come from. */
export interface TableSource {
  /** What stands below; default the numbers of rows and columns. */
  readonly caption?: string;
  readonly rows: number;
  readonly columns: number;
  /** Heading of a column. */
  readonly heading: (column: number) => string;
  /** What stands in front of a row; default its number from 0. */
  readonly label?: (row: number) => unknown;
  /** What a cell holds. */
  readonly cell: (row: number, column: number) => unknown;
}

/** A table of which only the ends are laid out. */
export interface Table {
  /** Rows and columns in all, for a person. */
  readonly caption: string;
  /** Of the columns that are shown; the first is the label's and empty. */
  readonly headings: readonly string[];
  /** Each row's label, then its cells. */
  readonly rows: readonly (readonly Cell[])[];
  /** What was left out between which shown rows. */
  readonly gap: Gap | undefined;
}

/** A place where rows were left out. */
export interface Gap {
  /** Shown rows before the gap. */
  readonly after: number;
  readonly text: string;
}

const ELLIPSIS: Cell = { text: '…', numeric: false };

/**
 * Picks the first and last rows and columns of a table and reads their cells.
 * @param source - sizes, headings and cells; only what is shown is read
 */
export function layOutTable(source: TableSource): Table {
  const { rows, columns, heading, label, cell } = source;
  const shownRows = edges(rows);
  const shownColumns = edges(columns);
  const columnGap = shownColumns.length < columns ? EDGE : undefined;
  const spread = <T>(items: T[], mark: T): T[] => {
    if (columnGap !== undefined) items.splice(columnGap, 0, mark);
    return items;
  };
  return {
    caption: source.caption ?? `${plural(rows, 'row')} × ${plural(columns, 'column')}`,
    headings: ['', ...spread(shownColumns.map(heading), `… ${countText(columns - 2 * EDGE)} more …`)],
    rows: shownRows.map((row) => [
      cellOf(label === undefined ? row : label(row)),
      ...spread(
        shownColumns.map((column) => cellOf(cell(row, column))),
        ELLIPSIS,
      ),
    ]),
    gap:
      shownRows.length < rows
        ? { after: EDGE, text: `… ${plural(rows - 2 * EDGE, 'row').replace(' row', ' more row')} …` }
        : undefined,
  };
}

/** All indices, or the first and last ten where at least two can be left out. */
function edges(count: number): number[] {
  if (count <= 2 * EDGE + 1) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: 2 * EDGE }, (_, i) => (i < EDGE ? i : count - 2 * EDGE + i));
}
