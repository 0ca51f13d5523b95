import type { CellDiagnostic } from '../compiler/compiled-cell.ts';
import { errorHeading, PLAIN, RED } from '../session/error-heading.ts';
import type { ShownError } from '../session/frames.ts';

/** So many errors are shown; the rest is counted. */
const MOST = 10;

/**
 * What the compiler has to say about a cell, as the error with which it fails: each message with its line, the token
 * underlined.
 * @param diagnostics - at least one
 * @param code - the cell
 * @param count - number of the cell in the notebook
 */
export function diagnosticsError(
  diagnostics: readonly CellDiagnostic[],
  code: string,
  count: number,
): ShownError {
  const lines = code.split('\n');
  const [first] = diagnostics;
  const ename = first?.kind === 'syntax' ? 'SyntaxError' : 'TypeError';
  const shown = diagnostics.slice(0, MOST).flatMap(({ code: number, message, line, column, length }) => {
    const label = String(line);
    const gutter = ' '.repeat(label.length);
    return [
      errorHeading(ename, `${message}${number === 0 ? '' : ` (TS${number})`}`),
      `    at cell ${count}:${line}:${column}`,
      `  ${label} | ${lines[line - 1] ?? ''}`,
      `  ${gutter} | ${' '.repeat(column - 1)}${RED}${'~'.repeat(length)}${PLAIN}`,
    ];
  });
  const more = diagnostics.length - MOST;
  if (more > 0) shown.push(`… and ${more} more`);
  const where = first === undefined ? '' : `line ${first.line}: `;
  return { ename, evalue: `${where}${first?.message ?? ''}`, traceback: shown };
}
