import { isNumeric } from './table-html.ts';
import type { Table } from './table.ts';

/**
 * A table as aligned text; its counts stand below.
 * @param table - as laid out
 */
export function tableText({ headings, rows, gap, caption }: Table): string {
  const widths = headings.map((heading, column) =>
    Math.max(length(heading), ...rows.map((row) => length(row[column]?.text ?? ''))),
  );
  const right = headings.map((_, column) => isNumeric(rows, column));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - length(text));
        return right[column] === true ? space + text : text + space;
      })
      .join('  ')
      .trimEnd();
  const body = rows.map((row) => line(row.map(({ text }) => text)));
  if (gap !== undefined) body.splice(gap.after, 0, gap.text);
  return [line(headings), ...body, '', caption].join('\n');
}

function length(text: string): number {
  return Array.from(text).length;
}
