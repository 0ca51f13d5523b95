import { cellTags } from './notebook-types.ts';

/** What of a cell decides whether it runs. */
export interface NamedCell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Whether a run executes a cell: one of code that is not empty and not tagged skip-execution. */
export function isRun(cell: NamedCell): boolean {
  return cell.cell_type === 'code' && !isSkipped(cell) && !isEmpty(cell);
}

/**
 * What messages call the cells of a notebook. A cell that runs is `cell 3`: its place among those that run, from 1, which
 * is the number that front ends and pages show in brackets after a run from top to bottom, and that tracebacks name.
 * Others have no such number and are called by the next one that has: `text before cell 1`, `text 2 before cell 3`,
 * `empty cell after cell 9`, `skipped cell before cell 4`.
 * @param cells - all of the notebook's
 * @returns a name for each
 */
export function cellNames(cells: readonly NamedCell[]): string[] {
  const total = cells.filter(isRun).length;
  const alike = new Map<string, number>();
  let run = 0;
  const places = cells.map((cell) => {
    if (isRun(cell)) return { kind: 'cell', where: String(++run), nth: 0 };
    const kind = kindOf(cell);
    const where = total === 0 ? '' : run < total ? ` before cell ${run + 1}` : ` after cell ${total}`;
    const nth = (alike.get(kind + where) ?? 0) + 1;
    alike.set(kind + where, nth);
    return { kind, where, nth };
  });
  return places.map(({ kind, where, nth }) => {
    if (nth === 0) return `cell ${where}`;
    return alike.get(kind + where) === 1 ? kind + where : `${kind} ${nth}${where}`;
  });
}

function kindOf(cell: NamedCell): string {
  if (cell.cell_type !== 'code') return 'text';
  return isEmpty(cell) ? 'empty cell' : 'skipped cell';
}

function isSkipped({ metadata }: NamedCell): boolean {
  return cellTags({ metadata }).includes('skip-execution');
}

function isEmpty({ source }: NamedCell): boolean {
  return (typeof source === 'string' ? source : source.join('')).trim() === '';
}
