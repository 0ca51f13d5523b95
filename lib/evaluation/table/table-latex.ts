import { rowTexts } from './cell-text.ts';
import type { DataTable } from './data-table.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\symbol{34}',
  "'": '\\symbol{39}',
  '`': '\\symbol{96}',
  // Hyphens and brackets in braces: "--" is a ligature, and "[" after the "\\" of a row an option of it.
  '-': '{-}',
  '[': '{[}',
  ']': '{]}',
  '–': '{--}',
  '…': '\\ldots{}',
  '±': '$\\pm$',
  '−': '$-$',
  θ: '$\\theta$',
};

/**
 * Takes away the power of characters that LaTeX would read; control characters become question marks.
 * @param text - any text, such as a run's name
 */
export function escapeLatex(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, '?')
    .replaceAll(/[\\{}&%$#_~^<>|"'`\-[\]–…±−θ]/g, (char) => ESCAPES[char]!);
}

/**
 * Writes a table as LaTeX for the package booktabs: a tabular between rules, the first column and texts to the left,
 * numbers to the right, negative numbers with a minus sign; title and notes as comments above it.
 * @param table - checked
 */
export function tableLatex(table: DataTable): string {
  const { title, columns, notes } = table;
  const comment = (text: string): string => `% ${text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`;
  const align = columns.map(({ kind }) => (kind === 'text' ? 'l' : 'r')).join('');
  const line = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  const numeric = (text: string): string => escapeLatex(text).replaceAll('{-}', '$-$').replaceAll('+', '$+$');
  return `${[
    '% needs \\usepackage{booktabs}',
    comment(title),
    ...notes.map(comment),
    `\\begin{tabular}{${align}}`,
    '\\toprule',
    line(columns.map(({ label }) => escapeLatex(label))),
    '\\midrule',
    ...rowTexts(table).map((row) =>
      line(row.map((text, c) => (columns[c]!.kind === 'text' ? escapeLatex(text) : numeric(text)))),
    ),
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n')}\n`;
}
