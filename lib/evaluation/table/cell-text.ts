import { formatNumber } from '../format-estimate.ts';
import type { DataTable, TableCell, TableColumn } from './data-table.ts';

/**
 * A cell for people: "0.812 [0.781, 0.843]", "+0.031 [-0.012, +0.070]", "0.812 ± 0.010", "–" where there is nothing.
 * @param cell - what it holds
 * @param column - its kind and decimals
 */
export function cellText(
  cell: TableCell,
  { kind, digits: given }: Pick<TableColumn, 'kind' | 'digits'>,
): string {
  const digits = given ?? 3;
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell)) return '–';
    return Number.isInteger(cell) && given === undefined ? String(cell) : formatNumber(cell, digits);
  }
  if (cell.value === null) return '–';
  const signed = (value: number): string =>
    `${kind === 'difference' && value >= 0 ? '+' : ''}${formatNumber(value, digits)}`;
  if ('sd' in cell) {
    return cell.sd === null ? signed(cell.value) : `${signed(cell.value)} ± ${formatNumber(cell.sd, digits)}`;
  }
  if (cell.low === null || cell.high === null) return `${signed(cell.value)} (no interval)`;
  return `${signed(cell.value)} [${signed(cell.low)}, ${signed(cell.high)}]`;
}

/**
 * A table's rows as text for people.
 * @param table - columns and rows
 */
export function rowTexts({ columns, rows }: DataTable): string[][] {
  return rows.map((row) => row.map((cell, c) => cellText(cell, columns[c]!)));
}
