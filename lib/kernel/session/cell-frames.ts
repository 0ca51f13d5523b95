import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

interface KnownCell {
  readonly count: number;
  readonly code: string;
  readonly sourceMap: string;
  map?: TraceMap;
}

/** Places in the last cells are known; in older ones they are said as Node does. */
const MOST_CELLS = 5000;
/** Steps of a stack that are the session's own. */
const OUR_STEPS = new RegExp(
  `\\n +at [^\\n]*${dirname(fileURLToPath(import.meta.url)).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[^\\n]*`,
  'g',
);

/** The key that a map has had for the longest time; 0 where it is empty. */
export function oldestOf(map: ReadonlyMap<number, unknown>): number {
  for (const key of map.keys()) return key;
  return 0;
}

/** Where in its cells some running code is. */
export class CellFrames {
  readonly #folder: string;
  readonly #cells = new Map<number, KnownCell>();
  readonly #pattern: RegExp;

  /**
   * @param folder - where the notebook lies
   */
  constructor(folder: string) {
    this.#folder = folder;
    const place = join(folder, '[cell ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    this.#pattern = new RegExp(`(?:file://)?${place}(\\d+)\\]:(\\d+):(\\d+)`, 'g');
  }

  /** The name under which a cell's code runs; imports start from its folder. */
  fileName(cell: number): string {
    return join(this.#folder, `[cell ${cell}]`);
  }

  /** Remembers a cell, so that places in it can be told. */
  add(
    cell: number,
    known: { readonly count: number; readonly code: string; readonly sourceMap: string },
  ): void {
    this.#cells.set(cell, { ...known });
    if (this.#cells.size > MOST_CELLS) this.#cells.delete(oldestOf(this.#cells));
  }

  /**
   * A text in which places in running code are said in the cells' own TypeScript, `cell 3:2:7`, and which leaves out the
   * steps between the kernel and the cell.
   */
  translate(text: string): string {
    if (!text.includes('[cell ')) return text;
    return text
      .replace(OUR_STEPS, '')
      .replace(this.#pattern, (whole, cell: string, line: string, column: string) => {
        const place = this.#place(Number(cell), Number(line), Number(column));
        return place === undefined ? whole : `cell ${place.count}:${place.line}:${place.column}`;
      });
  }

  /** The first place in a cell that a stack names, and the cell's text. */
  first(stack: string): { readonly count: number; readonly line: number; readonly code: string } | undefined {
    this.#pattern.lastIndex = 0;
    const found = this.#pattern.exec(stack);
    this.#pattern.lastIndex = 0;
    if (found === null) return undefined;
    const place = this.#place(Number(found[1]), Number(found[2]), Number(found[3]));
    const code = this.#cells.get(Number(found[1]))?.code;
    return place === undefined || code === undefined ? undefined : { ...place, code };
  }

  #place(
    cell: number,
    line: number,
    column: number,
  ): { readonly count: number; readonly line: number; readonly column: number } | undefined {
    const known = this.#cells.get(cell);
    if (known === undefined) return undefined;
    known.map ??= new TraceMap(known.sourceMap);
    const found = originalPositionFor(known.map, { line, column: Math.max(0, column - 1) });
    if (found.line === null) return { count: known.count, line, column };
    return { count: known.count, line: found.line, column: found.column + 1 };
  }
}
