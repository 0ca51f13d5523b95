import { escapeMarkup } from '../../figures/escape-markup.ts';
import type { Cell } from './table-cell.ts';
import type { Table } from './table.ts';

const LINE = '1px solid rgba(128,128,128,0.35)';
const PADDING = 'padding:3px 10px';

/**
 * A table as HTML in the colours of the page: numbers at the right, rows left out are counted.
 * @param table - as laid out
 */
export function tableHtml({ headings, rows, gap, caption }: Table): string {
  const rightAligned = headings.map((_, column) => isNumeric(rows, column));
  const field = (tag: 'th' | 'td', text: string, column: number): string => {
    const label = column === 0 ? ';opacity:0.65;font-weight:normal' : '';
    const align = rightAligned[column] === true ? 'right' : 'left';
    const weight = tag === 'th' && column > 0 ? ';font-weight:bold' : '';
    return `<${tag} style="text-align:${align};${PADDING};white-space:nowrap${weight}${label}">${escapeMarkup(text)}</${tag}>`;
  };
  const line = (cells: readonly Cell[]): string =>
    `<tr style="border-bottom:${LINE};background:transparent">${cells
      .map(({ text }, column) => field(column === 0 ? 'th' : 'td', text, column))
      .join('')}</tr>`;
  const body = rows.map(line);
  if (gap !== undefined) {
    body.splice(
      gap.after,
      0,
      `<tr style="border-bottom:${LINE};background:transparent"><td colspan="${headings.length}" ` +
        `style="text-align:left;${PADDING};opacity:0.65">${escapeMarkup(gap.text)}</td></tr>`,
    );
  }
  const head = headings.map((text, column) => field('th', text, column)).join('');
  return (
    '<div style="overflow-x:auto"><table style="border-collapse:collapse;border:0;margin:0;font-size:13px">' +
    `<thead><tr style="border-bottom:2px solid rgba(128,128,128,0.6);background:transparent">${head}</tr></thead>` +
    `<tbody>${body.join('')}</tbody></table>` +
    `<div style="opacity:0.75;padding:4px 10px;font-size:13px">${escapeMarkup(caption)}</div></div>`
  );
}

/**
 * Whether a column of a table stands at the right: numbers, and nothing but numbers and gaps.
 * @param rows - as laid out
 * @param column - 0 is the label's
 */
export function isNumeric(rows: readonly (readonly Cell[])[], column: number): boolean {
  const cells = rows.map((row) => row[column]).filter((cell) => cell !== undefined && cell.text !== '');
  return cells.length > 0 && cells.every((cell) => cell?.numeric === true);
}
