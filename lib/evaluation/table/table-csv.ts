import { csvField } from '../csv-field.ts';
import type { DataTable, TableCell, TableColumn } from './data-table.ts';

/** What stands behind a column's key, by kind: an interval takes three columns of CSV, a spread two. */
const PARTS = {
  text: [''],
  number: [''],
  interval: ['', '_low', '_high'],
  difference: ['', '_low', '_high'],
  spread: ['', '_sd'],
} as const satisfies Record<TableColumn['kind'], readonly string[]>;

/**
 * Writes a table as CSV (RFC 4180): keys in the first line, numbers to the last bit, an interval as three columns
 * (`auroc`, `auroc_low`, `auroc_high`), a spread as two (`auroc`, `auroc_sd`), nothing where there is none. A text that
 * a spreadsheet would run as a formula gets a quote before it. Title and notes have no place in CSV.
 * @param table - checked
 */
export function tableCsv({ columns, rows }: DataTable): string {
  const head = columns.flatMap(({ key, kind }) => PARTS[kind].map((part) => csvField(`${key}${part}`)));
  const lines = rows.map((row) => row.flatMap((cell, c) => fields(cell, columns[c]!)).join(','));
  return `${[head.join(','), ...lines].join('\n')}\n`;
}

function fields(cell: TableCell, { kind }: TableColumn): string[] {
  if (cell === null) return PARTS[kind].map(() => '');
  if (typeof cell === 'string') return [csvField(cell)];
  if (typeof cell === 'number') return [number(cell)];
  return 'sd' in cell
    ? [number(cell.value), number(cell.sd)]
    : [number(cell.value), number(cell.low), number(cell.high)];
}

function number(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '' : String(value);
}
