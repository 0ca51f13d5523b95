import { ParameterError } from '../../core/errors/parameter-error.ts';

/** A number with its interval; null where there is none. */
export interface IntervalCell {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A mean over seeds with their standard deviation; null where one seed has none. */
export interface SpreadCell {
  readonly value: number | null;
  readonly sd: number | null;
}

/** What stands in one place of a table. */
export type TableCell = string | number | null | IntervalCell | SpreadCell;

/** One column: what it is called, and what its cells hold. */
export interface TableColumn {
  /** Name for programs: the head in CSV and the key in JSON. */
  readonly key: string;
  /** Name for people. */
  readonly label: string;
  /**
   * `interval` cells are {@link IntervalCell}s, `difference` the same with their sign, `spread` {@link SpreadCell}s;
   * any cell may be null.
   */
  readonly kind: 'text' | 'number' | 'interval' | 'difference' | 'spread';
  /** Decimals of a number where people read it. Default 3, and none for whole numbers. */
  readonly digits?: number;
}

/** A table as a value, before it becomes text for a terminal, CSV, Markdown, LaTeX or JSON. */
export interface DataTable {
  readonly title: string;
  readonly columns: readonly TableColumn[];
  /** A cell for each column. */
  readonly rows: readonly (readonly TableCell[])[];
  /** Whole sentences: what a reader must know before believing the numbers. */
  readonly notes: readonly string[];
}

/**
 * Refuses a table that cannot be written.
 * @param table - columns and rows
 * @throws {ParameterError} where a row has another number of cells than there are columns, a key comes twice, or a
 *   cell is not of its column's kind
 */
export function checkTable({ title, columns, rows }: DataTable): void {
  const keys = columns.map(({ key }) => key);
  const twice = keys.find((key, c) => keys.indexOf(key) !== c);
  if (twice !== undefined) {
    throw new ParameterError('columns', `table "${title}": columns must differ, "${twice}" comes twice`);
  }
  for (const [r, row] of rows.entries()) {
    if (row.length !== columns.length) {
      throw new ParameterError(
        'rows',
        `table "${title}": a row must have ${columns.length} cells, row ${r} has ${row.length}`,
      );
    }
    for (const [c, cell] of row.entries()) {
      if (cell === null || kindOf(cell).includes(columns[c]!.kind)) continue;
      throw new ParameterError(
        'rows',
        `table "${title}": "${keys[c]!}" must hold cells of kind ${columns[c]!.kind}, got ${JSON.stringify(cell)} in row ${r}`,
      );
    }
  }
}

function kindOf(cell: Exclude<TableCell, null>): readonly TableColumn['kind'][] {
  if (typeof cell === 'string') return ['text'];
  if (typeof cell === 'number') return ['number'];
  return 'sd' in cell ? ['spread'] : ['interval', 'difference'];
}
