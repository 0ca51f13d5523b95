/** A table before it is drawn as text, Markdown or HTML. */
export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A part of a report: sentences, then a table. */
export interface ReportSection {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly table: ReportTable | null;
}

/**
 * Draws a table for a terminal: columns as wide as their longest cell, two blanks apart, the first aligned left and
 * numbers right.
 * @param table - head and rows
 */
export function textTable({ head, rows: given }: ReportTable): string {
  const rows = given.map((row) => row.map(printable));
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c]?.length ?? 0)));
  const numeric = head.map(
    (_, c) => c > 0 && rows.every((row) => /^[-+\d(–]|^undefined/.test(row[c] ?? '–')),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, c) => (numeric[c] === true ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

/**
 * Puts a question mark in place of each control character, by which a file's name could steer a terminal.
 * @param text - one line of text
 */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?');
}

/**
 * Draws a table in Markdown; what Markdown would take for markup is escaped.
 * @param table - head and rows
 */
export function markdownTable({ head, rows }: ReportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [
    line(head),
    `|${head.map((_, c) => (c === 0 ? ' --- ' : ' ---: ')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

/**
 * Takes away the power of characters that Markdown or HTML would read.
 * @param text - any text, such as a file's name
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[\\`*_|[\]~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
