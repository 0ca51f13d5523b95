import { ParameterError } from '../core/errors/parameter-error.ts';
import type { DataTable } from '../evaluation/table/data-table.ts';
import { formatTable, TABLE_FORMATS, type TableFormat } from '../evaluation/table/format-table.ts';

/**
 * Reads `--format`.
 * @param text - as the person gave it
 * @throws {ParameterError} if there is no such format
 */
export function tableFormat(text: string): TableFormat {
  const format = TABLE_FORMATS.find((name) => name === text);
  if (format !== undefined) return format;
  throw new ParameterError('--format', `--format: must be ${TABLE_FORMATS.join(', ')}, got ${text}`);
}

/**
 * Prints tables one below the other. CSV has no place for titles and notes: notes go to the error stream.
 * @param tables - at least one
 * @param format - the form of all
 */
export function printTables(tables: readonly DataTable[], format: TableFormat): void {
  const texts = tables.map((table) => formatTable(table, format).trimEnd());
  if (format === 'json') {
    const all = texts.length === 1 ? (texts[0] ?? '') : `[\n${texts.join(',\n')}\n]`;
    process.stdout.write(`${all}\n`);
    return;
  }
  process.stdout.write(`${texts.join('\n\n')}\n`);
  if (format !== 'csv') return;
  for (const note of tables.flatMap(({ notes }) => notes)) process.stderr.write(`${note}\n`);
}
