import { types } from 'node:util';
import { isPlainObject } from './plain-object.ts';
import { countText, plural } from './readable-numbers.ts';
import { ownValue } from './table-cell.ts';
import type { TableSource } from './table.ts';

/** Cells of records whose keys are looked at; beyond, columns are those of the first and last rows. */
const MOST_KEYS = 5_000_000;

/**
 * Reads an array of records, an array of rows of numbers, a map or a set as a table.
 * @param value - anything
 * @returns nothing where it is none of these, or empty
 */
export function tableSource(value: object): TableSource | undefined {
  if (types.isMap(value)) return mapSource(value);
  if (types.isSet(value)) return setSource(value);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return recordsSource(value) ?? matrixSource(value);
}

function mapSource(map: ReadonlyMap<unknown, unknown>): TableSource | undefined {
  // The prototype's own method, whatever a subclass does.
  const entries = Array.from(Map.prototype.entries.call(map) as Iterable<[unknown, unknown]>);
  if (entries.length === 0) return undefined;
  return {
    caption: `Map of ${entries.length === 1 ? '1 entry' : `${countText(entries.length)} entries`}`,
    rows: entries.length,
    columns: 2,
    heading: (column) => (column === 0 ? 'key' : 'value'),
    cell: (row, column) => entries[row]?.[column],
  };
}

function setSource(set: ReadonlySet<unknown>): TableSource | undefined {
  const values = Array.from(Set.prototype.values.call(set) as Iterable<unknown>);
  if (values.length === 0) return undefined;
  return {
    caption: `Set of ${plural(values.length, 'value')}`,
    rows: values.length,
    columns: 1,
    heading: () => 'value',
    cell: (row) => values[row],
  };
}

function recordsSource(rows: readonly unknown[]): TableSource | undefined {
  // `every` would go through all the holes of a sparse array, for minutes.
  if (rows.length > MOST_KEYS || !rows.every(isPlainObject)) return undefined;
  const keys = new Map<string, number>();
  let read = 0;
  for (const row of rows) {
    const names = Object.keys(row);
    for (const key of names) keys.set(key, (keys.get(key) ?? 0) + 1);
    read += names.length;
    // A table of which not all can be read would state wrong counts.
    if (read > MOST_KEYS) return undefined;
  }
  let shared = 0;
  for (const count of keys.values()) shared = Math.max(shared, count);
  // Objects without a common key are a list, not a table.
  if (shared === 0 || (rows.length > 1 && shared === 1)) return undefined;
  const columns = [...keys.keys()];
  return {
    rows: rows.length,
    columns: columns.length,
    heading: (column) => columns[column] ?? '',
    cell: (row, column) => ownValue(rows[row] as object, columns[column] ?? ''),
  };
}

function matrixSource(rows: readonly unknown[]): TableSource | undefined {
  if (rows.length > MOST_KEYS) return undefined;
  let columns = 0;
  for (const row of rows) {
    if (!isRowOfNumbers(row)) return undefined;
    columns = Math.max(columns, row.length);
  }
  if (columns === 0) return undefined;
  return {
    rows: rows.length,
    columns,
    heading: String,
    cell: (row, column) => (rows[row] as ArrayLike<number>)[column],
  };
}

function isRowOfNumbers(row: unknown): row is ArrayLike<number | bigint> {
  if (types.isTypedArray(row)) return true;
  return (
    Array.isArray(row) &&
    row.length <= MOST_KEYS &&
    row.every((item) => typeof item === 'number' || typeof item === 'bigint')
  );
}
