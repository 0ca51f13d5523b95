import type { Comms } from './comms.ts';
import { currentCell } from './cell-context.ts';
import type { AskPerson } from './ask-person.ts';
import { tell } from './output.ts';

/** Where libraries look for the cell that they run in; they need nothing else of the kernel. */
const CELL = Symbol.for('wt-dfn.cell');

/** What {@link makeCellGlobals} needs. */
export interface CellGlobals {
  readonly person: AskPerson;
  readonly comms: Comms;
  readonly show: (value: unknown) => Promise<void>;
}

/** Makes the names that every cell can use; `compiler/cell-globals.ts` has their types. */
export function makeCellGlobals({ person, comms, show }: CellGlobals): void {
  const cell = {
    get count(): number {
      return currentCell()?.count ?? 0;
    },
    get signal(): AbortSignal {
      return currentCell()?.controller.signal ?? new AbortController().signal;
    },
    /** Work that ends by itself at a safe place says so, and is not cut off. */
    hold: (): (() => void) => currentCell()?.hold() ?? ((): void => undefined),
  };
  const made = {
    cell,
    display: show,
    clearOutput: (wait = false): void => {
      tell({ type: 'clear', cell: currentCell()?.cell ?? 0, wait });
    },
    comms,
    prompt: (message = 'Prompt', fallback?: string): string | null => {
      const answer = person.ask(`${message} `);
      return answer === '' && fallback !== undefined ? fallback : answer;
    },
    confirm: (message = 'Confirm'): boolean => /^y(?:es)?$/i.test(person.ask(`${message} [y/N] `) ?? ''),
    alert: (message = 'Alert'): void => {
      person.ask(`${message} [Enter] `);
    },
  };
  for (const [name, value] of Object.entries(made)) {
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  }
  Object.defineProperty(globalThis, CELL, { value: cell });
  process.exit = (code): never => {
    throw new Error(
      `process.exit(${String(code ?? '')}) was called; a notebook's session goes on. To end it, shut the kernel down`,
    );
  };
}
