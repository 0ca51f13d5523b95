import { escapeMarkdown, markdownTable, printable, textTable } from '../report-table.ts';
import { rowTexts } from './cell-text.ts';
import { checkTable, type DataTable } from './data-table.ts';
import { tableCsv } from './table-csv.ts';
import { tableLatex } from './table-latex.ts';

/** The forms in which a table is written. */
export const TABLE_FORMATS = ['text', 'csv', 'md', 'latex', 'json'] as const;

/** A form in which a table is written. */
export type TableFormat = (typeof TABLE_FORMATS)[number];

/**
 * Writes a table: `text` for a terminal, `csv` (numbers to the last bit, no title or notes), `md` for Markdown, `latex`
 * for the package booktabs, `json` with every number as it is. Names are escaped for each.
 * @param table - columns and rows
 * @param format - the form
 * @throws {ParameterError} where a row has another number of cells than there are columns, a key comes twice, or a
 *   cell is not of its column's kind
 */
export function formatTable(table: DataTable, format: TableFormat): string {
  checkTable(table);
  const { title, columns, notes } = table;
  const drawn = { head: columns.map(({ label }) => label), rows: rowTexts(table) };
  switch (format) {
    case 'text': {
      const safe = { head: drawn.head.map(printable), rows: drawn.rows };
      const parts = [
        printable(title),
        textTable(safe),
        notes.map((note) => `! ${printable(note)}`).join('\n'),
      ];
      return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
    }
    case 'csv':
      return tableCsv(table);
    case 'md': {
      const list = notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n');
      return `${[`**${escapeMarkdown(title)}**`, markdownTable(drawn), list].filter((part) => part !== '').join('\n\n')}\n`;
    }
    case 'latex':
      return tableLatex(table);
    case 'json':
      return `${JSON.stringify({ title, columns, rows: records(table), notes }, undefined, 1)}\n`;
  }
}

/** Rows as objects by their columns' keys. */
function records({ columns, rows }: DataTable): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ key }, c) => [key, row[c]!])));
}
